// Shows three rows and one more at a time, and only the numbers that the chosen type counts; Enter goes to the next
// row. Without this file all twelve rows and all numbers stand there, and the server says what the type does not count.
const table = document.querySelector("[data-sessions]");
const more = document.querySelector("[data-session-add]");
const rows = [...table.querySelectorAll("[data-session]")];
const FIRST = 3;

const holds = (row) => row.classList.contains("is-wrong") || [...row.querySelectorAll("input")].some((input) => input.value);

function enter(row) {
  row.hidden = false;
  row.querySelector("input").focus();
  tell();
}

function tell() {
  more.hidden = rows.every((row) => !row.hidden);
}

const last = rows.findLastIndex(holds);
rows.forEach((row, rank) => {
  row.hidden = rank >= Math.max(FIRST, last + 1);
});
tell();
more.addEventListener("click", () => enter(rows.find((row) => row.hidden)));
table.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("input")) return;
  event.preventDefault();
  const next = rows[rows.indexOf(event.target.closest("[data-session]")) + 1];
  if (next) enter(next);
  else document.querySelector("form .actions button").focus();
});

const choice = document.querySelector("[data-recipe]");

function follow() {
  const needs = choice.selectedOptions[0]?.dataset.needs?.split(" ");
  for (const head of table.querySelectorAll("th[data-number]")) {
    const name = head.dataset.number;
    const cells = [...table.querySelectorAll(`td[data-number=${name}]`)];
    const counts = needs === undefined || needs.includes(name);
    const isShut = !counts && cells.every((cell) => cell.querySelector("input").value === "");
    for (const cell of [head, ...cells]) cell.hidden = isShut;
  }
}

choice.addEventListener("change", follow);
follow();
