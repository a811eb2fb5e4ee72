// Keys of one letter on the elements that name them: a link is followed, a field is entered, a panel is opened.
// Never while somebody types, never with a modifier; a box in each panel « Aide » turns them off on this
// device (WCAG 2.1.4).
const KEPT = "raccourcis";
const boxes = [...document.querySelectorAll("[data-shortcuts-on]")];

function off() {
  try {
    return localStorage.getItem(KEPT) === "non";
  } catch {
    return false;
  }
}

function keep(on) {
  try {
    localStorage.setItem(KEPT, on ? "oui" : "non");
  } catch {
    // A browser that keeps nothing still obeys until the page is left
  }
}

const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]") !== null;

function act(element) {
  if (element.matches("input")) {
    element.focus();
    element.select();
    return;
  }
  element.focus();
  if (element.matches("a, button")) element.click();
}

for (const box of boxes) {
  box.closest("[data-shortcuts]").hidden = false;
  box.checked = !off();
  box.addEventListener("change", () => keep(box.checked));
}

// A narrow window hides the field of the masthead and shows a link to the page that has one
const answers = (element, key) => element.dataset.shortcut === key && element.checkVisibility?.() !== false;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || typing(event.target) || off()) return;
  const element = [...document.querySelectorAll("[data-shortcut]")].find((one) => answers(one, event.key));
  if (!element) return;
  event.preventDefault();
  act(element);
});
