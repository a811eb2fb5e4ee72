// Small behaviours hooked on data-…; every task works without them.
import "./answers.js";
import "./autosave.js";
import "./copy.js";
import "./print.js";
import "./shortcuts.js";
const first = document.querySelector("[data-focus]");
first?.focus();

// One submission for a double click: the server also refuses the second one.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent && Date.now() - Number(form.dataset.sent) < 3000) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = Date.now();
});
