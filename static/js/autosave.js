// Texts and figures save themselves through htmx: says when one is not saved, and lets nobody leave before it is.

const LOST = "Pas enregistré : la connexion manque. Votre réponse reste dans la boîte ; on réessaie quand vous écrivez.";
const ENDED = "Pas enregistré : votre session est terminée. Enregistrez la page : vous la retrouverez après la connexion.";
const PATIENCE = 4000;
const unsaved = new Map();
const sent = new WeakMap();
let pending = 0;
let changes = 0;
let isLeaving = false;
let goOn = null;

function warn(area, words) {
  const state = document.querySelector(area.getAttribute("hx-target"));
  if (!state) return;
  const note = state.querySelector("[data-lost]") ?? document.createElement("span");
  note.dataset.lost = "";
  note.className = "field-error mb-0";
  note.textContent = words;
  state.append(note);
}
const hasEnded = (xhr) => new URL(xhr.responseURL || location.href).pathname.startsWith("/compte/");
const isKept = (xhr) => xhr.status === 200 && !hasEnded(xhr) && !xhr.responseText.includes("data-unsaved");

function leave(act) {
  goOn ??= () => { goOn = null; act(); };
  setTimeout(() => goOn?.(), PATIENCE);
}

document.addEventListener("input", ({ target }) => {
  const area = target.closest?.("[data-autosave], [data-unsaved-text]");
  if (area) unsaved.set(area, (changes += 1));
  const place = target.matches?.("[data-narrative]") && target.parentElement.querySelector("[data-count]");
  const { length } = target.value;
  if (place) place.textContent = `${length}\u00a0signe${length > 1 ? "s" : ""} sur ${target.dataset.narrative}`;
});
document.addEventListener("htmx:beforeRequest", ({ target }) => {
  pending += 1;
  sent.set(target, unsaved.get(target));
});
document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
  pending -= 1;
  if (isKept(detail.xhr) && unsaved.get(target) === sent.get(target)) unsaved.delete(target);
  setTimeout(() => pending || goOn?.());
});
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!hasEnded(detail.xhr)) return;
  detail.shouldSwap = false;
  const area = detail.requestConfig.elt;
  if (area.matches("[data-autosave]")) warn(area, ENDED);
});
for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"])
  document.addEventListener(name, ({ target, detail }) => {
    if (target.matches?.("[data-autosave]")) warn(target, detail.xhr?.status === 403 ? ENDED : LOST);
  });

document.addEventListener("submit", (event) => {
  const { target, submitter } = event;
  if (pending) {
    event.preventDefault();
    event.stopImmediatePropagation();
    leave(() => target.requestSubmit(submitter));
  } else isLeaving = target.matches("[data-answers]");
}, true);
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!pending || !link || link.target || link.hash || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  leave(() => location.assign(link.href));
}, true);
addEventListener("beforeunload", (event) => {
  if (!isLeaving && unsaved.size) event.preventDefault();
});
