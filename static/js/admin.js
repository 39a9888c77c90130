/* Names for the fields of the stock admin that have none for those who do not see where they stand. */
"use strict";

const NAMELESS = "select.admin-autocomplete, .tabular td :is(input:not([type=hidden]), select, textarea)";

function labelOf(field) {
  const label = field.labels?.[0];
  if (label) return label.textContent.trim().replace(/:$/, "");
  const cell = field.closest("td");
  const heading = cell?.closest("table").tHead.rows[0].cells[cell.cellIndex];
  return heading?.textContent.trim() ?? "";
}

function nameFields(root) {
  for (const field of root.querySelectorAll(NAMELESS)) {
    const name = labelOf(field);
    if (!field.labels?.length) field.setAttribute("aria-label", name);
    const shown = field.nextElementSibling?.querySelector(".select2-selection");
    for (const part of shown ? [shown, ...shown.querySelectorAll(".select2-selection__rendered")] : []) {
      part.removeAttribute("aria-labelledby");
      part.setAttribute("aria-label", name);
    }
  }
}

function nameAll() {
  const search = document.getElementById("searchbar");
  search?.setAttribute("aria-label", search.form.querySelector("[type=submit]").value);
  for (const empty of document.querySelectorAll("th.original:empty")) empty.replaceWith(document.createElement("td"));
  nameFields(document);
}

// After the choices by typing are drawn, which the stock scripts do where jQuery finds the page ready.
if (window.django?.jQuery) django.jQuery(nameAll);
else document.addEventListener("DOMContentLoaded", nameAll);
document.addEventListener("formset:added", ({ target }) => setTimeout(() => nameFields(target)));
