// Ticks a whole page of records at once, and says how many are ticked. Without this file, each box is ticked by hand.
const all = document.querySelector("[data-tick-all]");
const bar = document.querySelector("[data-bulk]");
const ticked = document.querySelector("[data-ticked]");
// On a phone an open bar would hide what is being ticked.
const wide = window.matchMedia("(min-width: 48rem)");
const boxes = [...document.querySelectorAll("[data-tick]")];

function tell() {
  const number = boxes.filter((box) => box.checked).length;
  all.checked = number === boxes.length;
  all.indeterminate = number > 0 && !all.checked;
  ticked.hidden = number === 0;
  ticked.querySelector("[data-ticked-number]").textContent = number;
  if (number && wide.matches) bar.open = true;
}

if (all && bar && ticked) {
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  for (const box of boxes) box.addEventListener("change", tell);
  if (boxes.some((box) => box.checked)) tell();
}
