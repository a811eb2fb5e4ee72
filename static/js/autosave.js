// Says when a text could not be saved, and counts its signs; the saving itself is htmx's, the page works without it.

const LOST = "Pas enregistré : la connexion manque. Votre texte reste dans la boîte ; on réessaie quand vous écrivez.";

function count(area) {
  const place = area.parentElement.querySelector("[data-count]");
  if (place) place.textContent = `${area.value.length} signes sur ${area.dataset.narrative}`;
}

function warn(area) {
  const state = document.getElementById(`${area.id}-etat`);
  if (!state) return;
  let note = state.querySelector("[data-lost]");
  if (!note) {
    note = document.createElement("span");
    note.dataset.lost = "";
    note.className = "field-error mb-0";
    state.append(note);
  }
  note.textContent = LOST;
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-narrative]")) count(event.target);
});
for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    if (event.target.matches?.("[data-narrative]")) warn(event.target);
  });
}
