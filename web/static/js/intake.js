// One question per screen on a phone, two or three on a larger one, on the same page and address; and keys to answer.

const form = document.querySelector("form[data-intake]");
const announcer = document.querySelector("[data-announce]");
const moves = document.querySelector("[data-moves]");
const steps = document.querySelector(".bar-steps");
const undo = document.querySelector("[data-undo]");
const isWide = matchMedia("(min-width: 64rem)");
/** On a large screen questions share a page as long as they have no more options than this. */
const OPTIONS_PER_SCREEN = 14;
const QUESTIONS_PER_SCREEN = 3;
/** Time to see what was chosen before the next question. */
const MOVE_ON_DELAY = 250;
/** A change that comes so soon after a tap comes from it, and not from an arrow key. */
const TAP_TIME = 1_000;
/** What is said within this time is said together, so that nothing takes the place of something unheard. */
const ANNOUNCE_DELAY = 200;

let screens = [];
let at = 0;
let tappedAt = -TAP_TIME;
let moving;
let unheard = [];

/** Has a screen reader say a text. The other scripts send "intake:announce" with theirs. */
function announce(text) {
  if (unheard.length === 0) setTimeout(() => {
    announcer.textContent = unheard.join(" ");
    unheard = [];
  }, ANNOUNCE_DELAY);
  announcer.textContent = "";
  if (!unheard.includes(text)) unheard.push(text);
}

/** Adds the id of an element to what describes another. */
function describe(element, id) {
  const ids = new Set((element.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  element.setAttribute("aria-describedby", [...ids.add(id)].join(" "));
}

const isScreened = !("last" in form.dataset);
const questions = () => [...form.querySelectorAll(".question:not([hidden])")];
const inputs = (question) => [...question.querySelectorAll(".choice input")];
const isAnswered = (question) => inputs(question).some((input) => input.checked);
const legend = (question) => question.querySelector("legend");

function divide() {
  screens = [];
  let room = 0;
  for (const question of questions()) {
    const size = inputs(question).length;
    const last = screens.at(-1);
    if (isWide.matches && last && last.length < QUESTIONS_PER_SCREEN && size <= room) {
      last.push(question);
      room -= size;
    } else {
      screens.push([question]);
      room = OPTIONS_PER_SCREEN - size;
    }
  }
}

function render() {
  const shown = screens[at] ?? [];
  form.querySelectorAll(".question").forEach((question) => {
    question.classList.toggle("elsewhere", !shown.includes(question));
  });
  const isFirst = at === 0;
  document.querySelectorAll(".intake .lead, .came-from").forEach((intro) => {
    intro.classList.toggle("elsewhere", !isFirst);
  });
  document.querySelector(".all-line")?.classList.toggle("elsewhere", at < screens.length - 1);
  if (undo) undo.hidden = true;
  if (!moves) return;
  moves.hidden = !movesOn();
  if (!moves.hidden) describe(shown[0], moves.id);
}

/** Whether a tap on an option of the screen leads to the next question. */
const movesOn = () => screens[at]?.length === 1 && inputs(screens[at][0]).some((input) => input.type === "radio");

function show(index, { push = true, focus = true } = {}) {
  clearTimeout(moving);
  moving = undefined;
  at = Math.max(0, Math.min(index, screens.length - 1));
  render();
  const [first] = screens[at];
  if (push) history.pushState(null, "", `#${first.id}`);
  if (!focus) return;
  scrollTo(0, 0);
  const heading = legend(first);
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

const screenOf = (element) => {
  const question = element?.closest(".question") ?? element;
  return screens.findIndex((screen) => screen.includes(question));
};

function place(hash) {
  if (hash === "#last") return screens.length - 1;
  const found = hash.length > 1 ? screenOf(document.getElementById(hash.slice(1))) : -1;
  return found;
}

/** Whether an essential question of the screen is open; says so beside it. */
function refuse() {
  const open = screens[at].filter((question) => question.dataset.required && !isAnswered(question));
  open.forEach((question) => {
    if (question.querySelector("[data-late-error]")) return;
    const text = document.createElement("p");
    text.className = "error-text";
    text.dataset.lateError = "";
    text.id = `${question.id}-late-error`;
    text.textContent = question.dataset.required;
    question.querySelector(".choices").before(text);
    describe(question, text.id);
  });
  if (open.length > 0) {
    inputs(open[0])[0].focus();
    announce(open[0].dataset.required);
  }
  return open.length > 0;
}

/** Goes on from a question that was just answered; an answer may have brought up another one. */
async function moveOn() {
  const from = screens[at];
  moving = undefined;
  if (at === screens.length - 1) await Promise.race([form.settled, new Promise((done) => setTimeout(done, 2_000))]);
  if (screens[at]?.[0] !== from[0]) return;
  if (at < screens.length - 1) {
    show(at + 1);
    if (undo) undo.hidden = false;
  } else {
    form.requestSubmit(form.querySelector(".dock .button"));
  }
}

/** Whether the page was opened by the answer on the one before: then the first question takes the focus. */
function hasMoved() {
  try {
    const moved = sessionStorage.getItem("stackmatch:moved");
    sessionStorage.removeItem("stackmatch:moved");
    return moved !== null;
  } catch {
    return false;
  }
}

function limit(group) {
  const full = group.querySelector("[data-full]");
  if (!full) return;
  const boxes = inputs(group);
  const isFull = boxes.filter((box) => box.checked).length >= Number(group.dataset.max);
  boxes.forEach((box) => { box.disabled = isFull && !box.checked; });
  full.textContent = isFull ? full.dataset.full : "";
}

// An exclusive option unchecks the others and the other way round; at most data-max options can be checked.
form.addEventListener("change", ({ target }) => {
  const group = target.closest("fieldset");
  group?.querySelectorAll("[data-late-error]").forEach((error) => error.remove());
  if (target.type === "checkbox" && target.checked) {
    const isExclusive = (box) => "exclusive" in box.dataset;
    inputs(group)
      .filter((box) => box !== target && (isExclusive(target) || isExclusive(box)))
      .forEach((box) => { box.checked = false; });
  }
  if (target.type === "checkbox") limit(group);
  const isTap = performance.now() - tappedAt < TAP_TIME;
  if (target.type !== "radio" || !isTap || !isScreened) return;
  clearTimeout(moving);
  if (screens[at].length === 1) moving = setTimeout(moveOn, MOVE_ON_DELAY);
});

form.addEventListener("pointerdown", ({ target }) => {
  if (target.closest(".choice")) tappedAt = performance.now();
});
// The answer that is already given moves on as well.
form.addEventListener("click", ({ target, detail }) => {
  const isSame = target.matches?.(".choice input[type=radio]") && target.checked && detail > 0;
  if (isSame && isScreened && screens[at].length === 1 && !moving) moving = setTimeout(moveOn, MOVE_ON_DELAY);
});

// Keys work only while the focus is in a question: 1 to 9 choose, Enter goes on.
form.addEventListener("keydown", (event) => {
  tappedAt = -TAP_TIME;
  clearTimeout(moving);
  moving = undefined;
  const question = event.target.closest(".question");
  if (!question || !isScreened || event.ctrlKey || event.metaKey || event.altKey) return;
  const isText = event.target.matches("input:not([type=radio], [type=checkbox]), select, textarea, summary");
  if (event.key === "Enter" && !isText) {
    event.preventDefault();
    form.requestSubmit(form.querySelector(".dock .button"));
  } else if (/^[1-9]$/.test(event.key) && !isText) {
    const input = inputs(question)[Number(event.key) - 1];
    if (!input || input.disabled) return;
    event.preventDefault();
    input.focus();
    const isRadio = input.type === "radio";
    tappedAt = performance.now();
    input.click();
    tappedAt = -TAP_TIME;
    const next = screens[at][screens[at].indexOf(question) + 1];
    if (isRadio && next) {
      legend(next).tabIndex = -1;
      legend(next).focus();
    }
  }
});

form.addEventListener("submit", (event) => {
  const then = event.submitter?.value;
  const isContinue = event.submitter?.name === "then" && then === "continue";
  if (!isScreened || !(isContinue || then === "back")) return;
  clearTimeout(moving);
  const to = isContinue ? at + 1 : at - 1;
  if (isContinue && refuse()) {
    event.preventDefault();
    event.stopImmediatePropagation();
  } else if (to >= 0 && to < screens.length) {
    event.preventDefault();
    event.stopImmediatePropagation();
    show(to);
  }
});

undo?.addEventListener("click", () => show(at - 1));
window.addEventListener("popstate", () => {
  const index = location.hash ? place(location.hash) : 0;
  if (index >= 0) show(index, { push: false });
});
isWide.addEventListener("change", () => {
  const [first] = screens[at];
  divide();
  show(screenOf(first), { push: false, focus: false });
});

// An answer may show or hide other questions of the page.
form.addEventListener("intake:saved", ({ detail }) => {
  if (!isScreened) return;
  const shown = screens[at]?.[0];
  let isNew = false;
  form.querySelectorAll(".question").forEach((question) => {
    const isVisible = detail.visible.includes(question.dataset.question);
    // An optional question that was just cleared stays until the visitor leaves.
    if (question.hidden === !isVisible || (!isVisible && !question.dataset.required)) return;
    question.hidden = !isVisible;
    question.disabled = !isVisible;
    isNew ||= isVisible;
    if (isVisible) question.dispatchEvent(new CustomEvent("intake:shown", { bubbles: true }));
  });
  divide();
  at = Math.max(0, screenOf(shown));
  render();
  if (isNew) announce(announcer.dataset.more);
});
form.addEventListener("intake:announce", ({ detail }) => announce(detail));
form.addEventListener("intake:more", () => {
  const index = screens.findIndex((screen) => screen.some((question) => question.dataset.required && !isAnswered(question)));
  if (index >= 0) show(index);
});

// The list of steps covers the question: it closes when the focus leaves it, and with Escape.
steps?.addEventListener("focusout", ({ relatedTarget }) => {
  if (relatedTarget && !steps.contains(relatedTarget)) steps.open = false;
});
steps?.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape" || !steps.open) return;
  steps.open = false;
  steps.querySelector("summary").focus();
});

// A link in the error summary leads to the screen of its field.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".error-summary a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field || !isScreened) return;
  event.preventDefault();
  show(screenOf(field), { focus: false });
  field.focus();
});

form.querySelectorAll("fieldset[data-max]").forEach(limit);
form.addEventListener("intake:restored", () => form.querySelectorAll("fieldset[data-max]").forEach(limit));
if (isScreened) {
  divide();
  const failed = screens.findIndex((screen) => screen.some((question) => question.matches(".has-error")));
  const focused = document.activeElement.closest?.(".question");
  const wished = place(location.hash);
  const conflict = document.querySelector(".conflict [data-for]");
  const start = conflict ? Math.max(0, screenOf(document.getElementById(conflict.dataset.for))) : failed >= 0 ? failed : focused ? screenOf(focused) : Math.max(0, wished);
  const hasSummary = document.querySelector(".error-summary") !== null;
  show(start, { push: false, focus: !hasSummary && !focused && (wished >= 0 || hasMoved()) });
  document.querySelectorAll("[data-keys]").forEach((keys) => { keys.hidden = false; });
}
form.dataset.ready = "";
