// Small behaviours hooked on data-…; every task works without them.
import "./js/answers.js";
import "./js/autosave.js";
import "./js/copy.js";
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
