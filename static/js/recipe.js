// Shows only the numbers that the chosen type of activity counts. Without this file, all three stay visible.
const choice = document.querySelector("[data-recipe]");
const numbers = document.querySelector("[data-numbers]");
const axes = document.querySelector("[data-axes]");

function show() {
  const needs = choice.selectedOptions[0]?.dataset.needs;
  for (const input of numbers.querySelectorAll("input")) {
    const wanted = needs === undefined || needs.split(" ").includes(input.name) || input.value !== "";
    input.closest(".field").hidden = !wanted;
  }
  axes.hidden = needs !== undefined && !needs.split(" ").includes("immigrants") && !axes.open;
}

if (choice && numbers) {
  choice.addEventListener("change", show);
  show();
}
