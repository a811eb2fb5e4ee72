// Shows three rows and one more at a time; Enter goes to the next row. Without this file all twelve rows stand there.
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
