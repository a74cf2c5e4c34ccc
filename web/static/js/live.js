// Keeps an operators' page up to date. Waits while an operator types or confirms an action.

const live = document.querySelector("[data-live]");
const status = document.querySelector("[data-live-status]");
const words = status.dataset;
const source = new EventSource(live.dataset.live);

let lastEvent;
let hasNews = false;
let isLoading = false;
let updatedAt = Date.now();

function isBusy() {
  const active = document.activeElement;
  const isTyping = live.contains(active) && active.matches("input, select, textarea");
  return isTyping || live.querySelector("details.confirm[open]") !== null;
}

function age() {
  const seconds = Math.round((Date.now() - updatedAt) / 1000);
  const [text, count] = seconds < 60
    ? [words.seconds, seconds]
    : [words.minutes, Math.round(seconds / 60)];
  return text.replace("{count}", count);
}

function showStatus() {
  const text = isBusy() && hasNews ? words.paused : words.updated.replace("{age}", age());
  if (status.textContent !== text) status.textContent = text;
}

async function load() {
  const response = await fetch(location.href);
  if (!response.ok) return null;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.querySelector("[data-live]");
}

function replace(fresh) {
  const focused = live.contains(document.activeElement) && document.activeElement.closest("[id]");
  live.replaceChildren(...fresh.childNodes);
  if (focused) document.getElementById(focused.id)?.focus({ preventScroll: true });
  updatedAt = Date.now();
}

async function refresh() {
  if (!hasNews || isLoading || isBusy()) return;
  isLoading = true;
  hasNews = false;
  try {
    const fresh = await load();
    if (fresh && !isBusy()) replace(fresh);
    else hasNews = true;
  } catch {
    hasNews = true; // The server is away; the next tick tries again.
  } finally {
    isLoading = false;
  }
}

source.addEventListener("message", ({ data }) => {
  if (lastEvent !== undefined && lastEvent !== data) hasNews = true;
  lastEvent = data;
  if (!hasNews) updatedAt = Date.now();
  refresh();
});
live.addEventListener("focusout", () => setTimeout(refresh));
live.addEventListener("toggle", () => setTimeout(refresh), true);
setInterval(() => {
  if (source.readyState === EventSource.OPEN && !hasNews) updatedAt = Date.now();
  refresh();
  showStatus();
}, 1000);

status.hidden = false;
status.removeAttribute("role"); // It changes every second and must not be read out.
showStatus();

// A notice shows once: a reload no longer asks for it.
const address = new URL(location.href);
if (address.searchParams.has("done")) {
  address.searchParams.delete("done");
  history.replaceState(null, "", address);
}
