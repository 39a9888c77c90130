/* Lists that answer while they are asked: htmx sends the form, and the page below it is drawn anew.
   This keeps addresses short, tells what was found to those who do not see it, and falls back to the form itself. */
"use strict";

const told = document.getElementById("told");

document.addEventListener("htmx:configRequest", ({ detail }) => {
  for (const [name, value] of [...detail.formData]) if (!value) detail.formData.delete(name);
});

document.addEventListener("htmx:afterSettle", () => {
  told.textContent = document.querySelector("main [data-told]")?.textContent.trim() ?? "";
});

for (const failure of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(failure, ({ detail }) => detail.elt.submit());
}
