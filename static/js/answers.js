// Keeps a box and its four kinds of answer in step, and shows what a breakdown leaves; the server decides again.

const SHOWN = { zero: "0", so: "s. o.", nd: "n. d." };
const SPELLED = { 0: "zero", so: "so", "s.o": "so", "s.o.": "so", nd: "nd", "n.d": "nd", "n.d.": "nd" };

function chosen(radio) {
  const box = radio.closest(".answer")?.querySelector("[data-number]");
  if (!box) return;
  if (radio.value in SHOWN) {
    box.value = "";
    box.placeholder = SHOWN[radio.value];
  } else {
    box.placeholder = "";
    box.focus();
  }
}

function typed(box) {
  const said = box.value.replace(/[\s\u00a0]/g, "").toLowerCase();
  const kind = SPELLED[said] ?? (said ? "nombre" : "");
  box.placeholder = "";
  for (const radio of box.closest(".answer")?.querySelectorAll(".kinds input") ?? []) radio.checked = radio.value === kind;
}

function rest(axis) {
  const place = axis.querySelector("[data-rest]");
  const total = Number(axis.dataset.total);
  if (!place || !axis.dataset.total || Number.isNaN(total)) return;
  const values = [...axis.querySelectorAll("input")].map((box) => Number(box.value.replace(/[\s\u00a0]/g, "").replace(",", ".")) || 0);
  place.textContent = new Intl.NumberFormat("fr-CA").format(total - values.reduce((sum, value) => sum + value, 0));
}

document.addEventListener("change", (event) => {
  if (event.target.matches?.(".kinds input")) chosen(event.target);
});
document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-number]")) typed(event.target);
  const axis = event.target.closest?.("[data-axis]");
  if (axis) rest(axis);
});
