// The private link: selected when it gets the focus, and copied by a button where the browser allows it.

document.addEventListener("focusin", ({ target }) => {
  if (target.matches("[data-copy]")) target.select();
});

document.addEventListener("click", async ({ target }) => {
  if (!target.matches("[data-copy] + button")) return;
  await navigator.clipboard.writeText(target.previousElementSibling.value);
  target.textContent = target.previousElementSibling.dataset.copied;
});

if (navigator.clipboard) {
  document.querySelectorAll("[data-copy]").forEach((input) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-small button-quiet";
    button.textContent = input.dataset.copy;
    input.after(button);
  });
}
