// The private link: selected when it gets the focus, and copied by a button where the browser allows it.

document.addEventListener("focusin", ({ target }) => {
  if (target.matches("[data-copy]")) target.select();
});

document.addEventListener("click", async ({ target }) => {
  if (!target.matches("[data-copy] + button")) return;
  await navigator.clipboard.writeText(target.previousElementSibling.value);
  const { copied } = target.previousElementSibling.dataset;
  target.textContent = copied;
  target.nextElementSibling.textContent = copied;
});

if (navigator.clipboard) {
  document.querySelectorAll("[data-copy]").forEach((input) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-small button-quiet";
    button.textContent = input.dataset.copy;
    // A screen reader says it, which it need not do for the button.
    const status = document.createElement("span");
    status.className = "visually-hidden";
    status.setAttribute("role", "status");
    input.after(button, status);
  });
}
