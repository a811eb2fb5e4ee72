// Small behaviours hooked on data-…; every task works without them.
import "./answers.js";
import "./autosave.js";
import "./copy.js";
import "./drafts.js";
import "./print.js";
import "./shortcuts.js";
const first = document.querySelector("[data-focus]");
first?.focus();

// A menu opened on a narrow screen lies in the bar of a wide one: a turned tablet must not keep it above the page
const menu = document.querySelector(".masthead-menu");
matchMedia("(min-width: 62rem)").addEventListener("change", (query) => query.matches && menu?.hidePopover());

// One submission for a double click: the server also refuses the second one.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent && Date.now() - Number(form.dataset.sent) < 3000) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = Date.now();
});
