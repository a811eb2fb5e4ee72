// Shows only the numbers that the chosen type counts, which are compulsory, and says which agreements do not hold on
// the day. Without this file all three numbers stay visible, and the server says the same after sending.
const choice = document.querySelector("[data-recipe]");
const numbers = document.querySelector("[data-numbers]");
const axes = document.querySelector("[data-axes]");
const day = document.querySelector("input[name=day]");
const OUTSIDE = " (hors terme ce jour-là)";

function label(input, words) {
  let said = input.labels[0].querySelector(".optional");
  if (!said) {
    said = document.createElement("span");
    said.className = "optional";
    input.labels[0].append(" ", said);
  }
  said.textContent = words;
}

function show() {
  const needs = choice.selectedOptions[0]?.dataset.needs?.split(" ");
  for (const input of numbers.querySelectorAll("input")) {
    const needed = needs?.includes(input.name) ?? false;
    input.required = needed;
    input.closest(".field").hidden = needs !== undefined && !needed && input.value === "";
    label(input, needed ? "" : needs ? "(ce type ne le compte pas)" : "(selon le type)");
  }
  axes.hidden = needs !== undefined && !needs.includes("immigrants") && !axes.open;
}

function compare() {
  for (const box of document.querySelectorAll("input[data-from]")) {
    const { from, until, words } = box.dataset;
    const outside = day.value !== "" && (day.value < from || day.value > until);
    box.toggleAttribute("data-outside", outside);
    box.labels[0].lastChild.textContent = ` ${words}${outside ? OUTSIDE : ""}`;
  }
}

if (choice && numbers) {
  choice.addEventListener("change", show);
  show();
}
if (day) {
  day.addEventListener("change", compare);
  compare();
}
