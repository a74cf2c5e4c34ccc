// Opens the report once this version of it is built. Without scripts, the link on the page looks for it.
const PAUSE = 2000;

const look = async () => {
  try {
    const response = await fetch(location.href);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (response.ok && !page.querySelector("[data-preparing]")) {
      location.reload();
      return;
    }
  } catch {
    // Offline for a moment: look again.
  }
  setTimeout(look, PAUSE);
};

setTimeout(look, PAUSE);
