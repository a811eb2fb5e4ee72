// What one writes in a form with a draft is kept by the server a moment after, and when one leaves the box or the page.

const PAUSE = 3000;
const LOST = "Brouillon pas gardé : la connexion manque.";
const ENDED = "Brouillon pas gardé : votre session est terminée. Enregistrez : vous retrouverez la page après la connexion.";
const timers = new WeakMap();
const sending = new WeakMap();

function keep(form) {
  clearTimeout(timers.get(form));
  timers.delete(form);
  const place = form.querySelector("[data-draft]");
  const said = place.querySelector("[data-draft-said]");
  const words = new FormData(form);
  for (const [name, value] of [...words]) if (value instanceof File) words.delete(name);
  sending.get(form)?.abort();
  const stop = new AbortController();
  sending.set(form, stop);
  fetch(place.dataset.draft, {
    method: "POST", body: words, headers: { Accept: "application/json" }, keepalive: true, redirect: "error", signal: stop.signal,
  })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer)))
    .then((answer) => { said.textContent = answer.said; })
    .catch((fault) => { if (fault.name !== "AbortError") said.textContent = [401, 403].includes(fault.status) ? ENDED : LOST; });
}
const formOf = (target) => {
  const form = target.closest?.("form");
  const place = form?.querySelector("[data-draft]:not([data-draft-waits])");
  return place && target.name?.startsWith(place.dataset.draftBoxes) ? form : null;
};

document.addEventListener("input", ({ target }) => {
  const form = formOf(target);
  if (!form) return;
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => keep(form), PAUSE));
});
document.addEventListener("focusout", ({ target }) => {
  const form = formOf(target);
  if (form && timers.has(form)) keep(form);
});
addEventListener("pagehide", () => {
  for (const form of document.forms) if (timers.has(form)) keep(form);
});
document.addEventListener("submit", ({ target }) => {
  clearTimeout(timers.get(target));
  timers.delete(target);
  sending.get(target)?.abort();
});
