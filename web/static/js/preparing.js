// Opens the report once it is built. Without scripts, the link on the page looks for it.
const waiting = document.querySelector("[data-status]");
const PAUSE = 2000;

const look = async () => {
  try {
    const response = await fetch(waiting.dataset.status, { headers: { accept: "application/json" } });
    if (response.ok && (await response.json()).status === "ready") {
      location.reload();
      return;
    }
  } catch {
    // Offline for a moment: look again.
  }
  setTimeout(look, PAUSE);
};

setTimeout(look, PAUSE);
