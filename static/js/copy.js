// A button that copies a box: hidden until there is a clipboard, since the box can be copied by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  const box = document.getElementById(button.dataset.copy);
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(box.value);
    button.textContent = "Copié";
  });
}
