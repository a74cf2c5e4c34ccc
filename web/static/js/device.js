// "This is not my device": removes what this browser kept of the answers, and leaves the page without a way back.

const controls = document.querySelector("[data-device-controls]");
if (controls) controls.hidden = false;

document.addEventListener("click", ({ target }) => {
  if (!target.closest("[data-clear-device]")) return;
  try {
    localStorage.clear();
    sessionStorage.clear();
  } catch {
    // The browser keeps nothing for this site.
  }
  location.replace("/");
});
