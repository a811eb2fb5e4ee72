// Says, while it is typed, what the boxes lack to make the sum; a share alone counts for what it is worth. Without this
// file the page says the same after sending.
const form = document.querySelector("form[data-sum]");
const place = form?.querySelector("[data-gap]");
const whole = Number(form?.dataset.sum.replace(",", "."));
const money = new Intl.NumberFormat("fr-CA", { style: "currency", currency: "CAD" });

function typed(cell) {
  const text = cell?.querySelector("input:not([type=hidden])")?.value ?? "";
  const bare = text.replace(/[\s\u00a0\u202f']/g, "").replace(/\$$/, "").replace(",", ".");
  return bare === "" ? null : Number(bare);
}

function worth(row) {
  const amount = typed(row.querySelector("[data-part]"));
  if (amount !== null) return Math.round(amount * 100);
  return Math.round((whole * (typed(row.querySelector("[data-share]")) ?? 0)));
}

function say() {
  const rows = [...form.querySelectorAll("tbody tr")].map(worth);
  const gap = Math.round(whole * 100) - rows.reduce((sum, part) => sum + part, 0);
  if (Number.isNaN(gap)) place.textContent = "Un montant ne se lit pas.";
  else if (gap === 0) place.textContent = `Le compte y est : ${money.format(whole)}.`;
  else if (gap > 0) place.textContent = `Il manque ${money.format(gap / 100)}.`;
  else place.textContent = `${money.format(-gap / 100)} de trop.`;
}

if (form) {
  form.addEventListener("input", say);
  say();
}
