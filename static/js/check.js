/* The check of a document: computes the sum of the chosen file here, so that the file stays where it is.
   Without this script the same form sends the file to the server; the words beside it say which of the two happens. */
"use strict";

// The browser holds the whole file while it computes; no paper of the register is anywhere near this size.
const LARGEST_FILE = 256 * 1024 * 1024;

const form = document.getElementById("check");
const input = form.elements.file;
const error = document.getElementById("id_file_error");
const working = form.querySelector("[data-working]");

function show(selector, isShown) {
  for (const element of form.querySelectorAll(selector)) element.hidden = !isShown;
}

function complain(words) {
  error.hidden = !words;
  error.firstElementChild.textContent = words;
  if (words) {
    input.setAttribute("aria-invalid", "true");
    input.focus();
  } else {
    input.removeAttribute("aria-invalid");
  }
}

async function sumOf(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function check(event) {
  event.preventDefault();
  const file = input.files[0];
  if (!file) return complain(input.dataset.missing);
  if (file.size > LARGEST_FILE) return complain(input.dataset.tooLarge);
  complain("");
  working.textContent = working.dataset.working;
  try {
    location.assign(`${form.action}?sha256=${await sumOf(file)}`);
  } catch {
    complain(input.dataset.unreadable);
  } finally {
    working.textContent = "";
  }
}

// Browsers compute sums only where the connection is safe; elsewhere the form stays as it is.
if (window.crypto?.subtle) {
  show("[data-unscripted]", false);
  show("[data-scripted]", true);
  form.addEventListener("submit", check);
}
