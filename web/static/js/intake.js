// The form of one step of the questionnaire.

// An exclusive option unchecks the others and the other way round; at most data-max options can be checked.
document.addEventListener("change", ({ target }) => {
  const group = target.closest("[data-intake] fieldset");
  if (!group || target.type !== "checkbox") return;
  const boxes = [...group.querySelectorAll('input[type="checkbox"]')];
  const isExclusive = (box) => "exclusive" in box.dataset;
  if (target.checked) {
    boxes
      .filter((box) => box !== target && (isExclusive(target) || isExclusive(box)))
      .forEach((box) => { box.checked = false; });
  }
  const max = Number(group.dataset.max ?? 0);
  if (max > 0) {
    const isFull = boxes.filter((box) => box.checked).length >= max;
    boxes.forEach((box) => { box.disabled = isFull && !box.checked; });
  }
});

// A link in the error summary opens the section that its field is in.
document.addEventListener("click", ({ target }) => {
  const link = target.closest(".error-summary a");
  const section = link && document.getElementById(link.hash.slice(1))?.closest("details");
  if (section) section.open = true;
});
