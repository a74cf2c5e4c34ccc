// A second click does not send a form twice. Listens on the document, because live pages replace their forms.

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});

// The browser may show the page again as it was left.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

// "This is not my device": forgets every answer that waits here, and leaves without a way back.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-clear-device]");
  if (!button) return;
  event.preventDefault();
  try {
    [localStorage, sessionStorage].forEach((store) => {
      Object.keys(store)
        .filter((key) => key.startsWith("stackmatch:"))
        .forEach((key) => store.removeItem(key));
    });
  } catch {
    // Nothing can be stored, so nothing is.
  }
  location.replace(button.getAttribute("href") ?? "/");
});
