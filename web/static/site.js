// Small comforts. Every page works without this file.
(() => {
  "use strict";

  // "None of these" and "not sure" exclude the other options; at most data-max may be chosen.
  document.querySelectorAll("[data-intake] fieldset").forEach((group) => {
    const boxes = [...group.querySelectorAll('input[type="checkbox"]')];
    const max = Number(group.dataset.max || 0);
    group.addEventListener("change", (event) => {
      const changed = event.target;
      if (!boxes.includes(changed)) return;
      if (changed.checked) {
        const exclusive = "exclusive" in changed.dataset;
        boxes.forEach((box) => {
          if (box !== changed && (exclusive || "exclusive" in box.dataset)) box.checked = false;
        });
      }
      if (max > 0) {
        const full = boxes.filter((box) => box.checked).length >= max;
        boxes.forEach((box) => { box.disabled = full && !box.checked; });
      }
    });
  });

  // The link to an answer that is folded away unfolds it first.
  document.querySelectorAll(".error-summary a").forEach((link) => {
    link.addEventListener("click", () => {
      const field = document.getElementById(link.hash.slice(1));
      const folded = field && field.closest("details");
      if (folded) folded.open = true;
    });
  });

  // A second click does not send a form twice. Listens on the document: live pages replace their forms.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
  });

  // The private link is selected at one click, and copied where the browser allows it.
  document.querySelectorAll("[data-copy]").forEach((input) => {
    input.addEventListener("focus", () => input.select());
    if (!navigator.clipboard) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-small button-quiet";
    button.textContent = "Copy the link";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(input.value);
      button.textContent = "Copied";
    });
    input.after(button);
  });

  // What operators see follows what happens. While they type or confirm, the news is kept, and shown afterwards.
  const live = document.querySelector("[data-live]");
  if (live && window.EventSource) {
    const status = document.querySelector("[data-live-status]");
    let known;
    let news = false;
    let loading = false;
    let updated = Date.now();

    const busy = () => {
      const active = document.activeElement;
      const typing = live.contains(active) && active.matches("input, select, textarea");
      return typing || live.querySelector("details.confirm[open]") !== null;
    };
    const tell = () => {
      const seconds = Math.round((Date.now() - updated) / 1000);
      const text = busy() && news ? "Paused while you type" : `Updated ${seconds < 60 ? `${seconds} s` : `${Math.round(seconds / 60)} min`} ago`;
      if (status.textContent !== text) status.textContent = text;
    };
    const refresh = async () => {
      if (!news || loading || busy()) return;
      loading = true;
      news = false;
      try {
        const response = await fetch(location.href);
        const page = response.ok && new DOMParser().parseFromString(await response.text(), "text/html");
        const fresh = page && page.querySelector("[data-live]");
        if (fresh && !busy()) {
          const focused = live.contains(document.activeElement) && document.activeElement.closest("[id]");
          live.replaceChildren(...fresh.childNodes);
          if (focused && document.getElementById(focused.id)) document.getElementById(focused.id).focus({ preventScroll: true });
          updated = Date.now();
        } else {
          news = true;
        }
      } catch {
        news = true; // The server is away; the next look tries again.
      } finally {
        loading = false;
      }
    };

    const source = new EventSource(live.dataset.live);
    source.addEventListener("message", (event) => {
      if (known !== undefined && known !== event.data) news = true;
      known = event.data;
      updated = news ? updated : Date.now();
      refresh();
    });
    live.addEventListener("focusout", () => setTimeout(refresh));
    live.addEventListener("toggle", () => setTimeout(refresh), true);
    status.hidden = false;
    status.removeAttribute("role"); // It changes each second: not to be read out.
    tell();
    setInterval(() => {
      if (source.readyState === EventSource.OPEN && !news) updated = Date.now();
      refresh();
      tell();
    }, 1000);
    // What was done is said once, not again after a reload.
    const address = new URL(location.href);
    if (address.searchParams.has("done")) {
      address.searchParams.delete("done");
      history.replaceState(null, "", address);
    }
  }
})();
