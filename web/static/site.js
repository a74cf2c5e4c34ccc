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

  // A second click does not send a form twice.
  document.querySelectorAll('form[method="post"]').forEach((form) => {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "yes";
    });
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

  // What operators see follows what happens, unless they are about to press something.
  const live = document.querySelector("[data-live]");
  if (live && window.EventSource) {
    let known;
    new EventSource(live.dataset.live).addEventListener("message", async (event) => {
      const begins = known === undefined;
      if (known === event.data) return;
      known = event.data;
      if (begins) return;
      const response = await fetch(location.href);
      if (!response.ok || live.contains(document.activeElement)) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.querySelector("[data-live]");
      if (fresh) live.replaceChildren(...fresh.childNodes);
    });
  }
})();
