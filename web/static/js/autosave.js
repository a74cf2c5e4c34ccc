// Saves each answer as it is given. What cannot be sent is kept on this device and tried again.
//
// Others follow by events of the form: "intake:saved" has the reply of the server, "intake:more" says that the page has
// one more question. `form.settled` is the last save.

const form = document.querySelector("form[data-intake]");
const state = document.querySelector("[data-state]");
const token = form.dataset.token;
const page = form.dataset.save ?? form.getAttribute("action");
const storeKey = `stackmatch:queue:${token}`;
const FIRST_DELAY = 2_000;
const LAST_DELAY = 30_000;

/** What is not saved yet: by the address of a page, by question, the fields and what they were based on. */
let queue = read();
let version = form.elements.version.value;
let delay = FIRST_DELAY;
let timer;
/** Where to go as soon as everything is saved; the submit button that asked for it. */
let wanted;
let isSent = false;
/** The trouble that the visitor was told of last; each is told once. */
let told = "";

function read() {
  try {
    return JSON.parse(localStorage.getItem(storeKey)) ?? {};
  } catch {
    return {};
  }
}

function keep() {
  try {
    if (Object.keys(queue).length > 0) localStorage.setItem(storeKey, JSON.stringify(queue));
    else localStorage.removeItem(storeKey);
  } catch {
    // Storage may be full or forbidden; the page itself still has the answers.
  }
}

const group = (question) => form.querySelector(`[data-question="${CSS.escape(question)}"]`);
const groups = () => [...form.querySelectorAll("[data-question]:not([disabled])")];
const seenField = (question) => form.elements[`seen.${question}`];

/** The fields of one question as a form sends them. */
function fieldsOf(fieldset) {
  const inputs = [...fieldset.querySelectorAll("input:not([type=hidden]), select, textarea")];
  return inputs
    .filter((input) => !["radio", "checkbox"].includes(input.type) || input.checked)
    .map((input) => [input.name, input.value]);
}

function enqueue(fieldset) {
  const question = fieldset.dataset.question;
  const entries = (queue[page] ??= {});
  // A change of a change is still based on what the server said last.
  const { seen, version: base, tried = [] } = entries[question] ?? {
    seen: seenField(question).value,
    version,
  };
  entries[question] = { fields: fieldsOf(fieldset), seen, version: base, tried };
  keep();
}

function show(name) {
  if (state.dataset.now === name || isSent) return;
  state.dataset.now = name;
  state.textContent = state.dataset[name];
  // Being saved is the rule, and only worth an interruption when it was not so.
  const isTrouble = !["saved", "saving"].includes(name);
  if (isTrouble ? told !== name : told && name === "saved") announce(state.textContent);
  if (name !== "saving") told = isTrouble ? name : "";
}

function announce(text) {
  form.dispatchEvent(new CustomEvent("intake:announce", { detail: text }));
}

function body(entries, then) {
  const data = new URLSearchParams({ then });
  const returns = form.elements.from;
  if (returns) data.append("from", returns.value);
  const versions = Object.values(entries).map((entry) => Number(entry.version));
  data.append("version", Math.min(...versions, Number(version)));
  for (const [question, entry] of Object.entries(entries)) {
    data.append("asked", question);
    data.append(`seen.${question}`, entry.seen);
    entry.fields.forEach(([name, value]) => data.append(name, value));
  }
  return data;
}

/** Sends the form of a page as a browser without scripts does, so that the server shows it with its questions back. */
function sendWhole(address, data) {
  const whole = document.createElement("form");
  whole.method = "post";
  whole.action = address;
  whole.hidden = true;
  data.forEach((value, name) => {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    whole.append(input);
  });
  document.body.append(whole);
  whole.submit();
}

function showErrors(entries, errors) {
  for (const question of Object.keys(entries)) {
    group(question)?.querySelectorAll("[data-late-error]").forEach((old) => old.remove());
    group(question)?.querySelectorAll("[aria-invalid]").forEach((field) => {
      field.removeAttribute("aria-invalid");
    });
  }
  for (const error of errors) {
    const field = error.anchor && document.getElementById(error.anchor);
    if (!field) continue;
    const text = document.createElement("p");
    text.className = "error-text";
    text.dataset.lateError = "";
    text.id = `${error.anchor}-late-error`;
    text.textContent = error.message;
    (field.closest(".choices") ?? field).before(text);
    const described = (field.getAttribute("aria-describedby") ?? "").split(" ");
    const others = described.filter((id) => id && id !== text.id);
    field.setAttribute("aria-describedby", [...others, text.id].join(" "));
    field.setAttribute("aria-invalid", "true");
    announce(error.message);
  }
}

/** The answers became a report: it is where they can be corrected. */
function sent(report) {
  show("sent");
  isSent = true;
  queue = {};
  keep();
  const link = document.createElement("a");
  link.href = report;
  link.textContent = state.dataset.correct;
  state.append(" ", link);
}

/** Whether what the server has is what an earlier try from here brought, whose reply was lost. */
function isOwn(entry, conflict) {
  return entry?.tried?.some((values) => String([...values].sort()) === String([...conflict.saved].sort()));
}

/** Takes what was sent out of the queue, unless it has changed meanwhile. */
function settle(address, entries, reply) {
  for (const [question, entry] of Object.entries(entries)) {
    const current = queue[address]?.[question];
    if (current === entry) delete queue[address][question];
    else if (current) Object.assign(current, { seen: reply.seen[question], version, tried: [] });
    const field = address === page && seenField(question);
    if (field) field.value = reply.seen[question];
  }
  if (queue[address] && Object.keys(queue[address]).length === 0) delete queue[address];
  keep();
}

/** Sends the answers of one page. Returns whether the server answered. */
async function send(address, entries, then) {
  const data = body(entries, then);
  Object.values(entries).forEach((entry) => {
    (entry.tried ??= []).push(entry.fields.map(([, value]) => value));
  });
  let response;
  try {
    response = await fetch(address, {
      method: "POST",
      body: data,
      headers: { accept: "application/json" },
      keepalive: true,
    });
  } catch {
    return null;
  }
  const type = response.headers.get("content-type") ?? "";
  if (response.status >= 500 || response.status === 429 || !type.startsWith("application/json")) {
    return null;
  }
  const reply = await response.json();
  if (reply.report) {
    sent(reply.report);
    return reply;
  }
  version = String(reply.version);
  form.elements.version.value = version;
  if (response.status === 409 && reply.conflicts.every((conflict) => isOwn(entries[conflict.question], conflict))) {
    reply.conflicts.forEach(({ question }) => Object.assign(entries[question], { seen: reply.seen[question], version }));
    return send(address, entries, then);
  }
  if (response.status === 409) {
    delete queue[address];
    keep();
    sendWhole(address, data);
    return reply;
  }
  settle(address, entries, reply);
  if (address === page) {
    showErrors(entries, reply.errors);
    form.dispatchEvent(new CustomEvent("intake:saved", { detail: reply }));
  }
  return reply;
}

function retry() {
  show(navigator.onLine ? "retry" : "offline");
  clearTimeout(timer);
  timer = setTimeout(flush, delay);
  delay = Math.min(delay * 2, LAST_DELAY);
}

function leave(address) {
  try {
    sessionStorage.setItem("stackmatch:moved", "");
  } catch {
    // Then the next page keeps the focus at its top.
  }
  location.assign(address);
}

/** Sends what waits, one page at a time, then goes where the visitor wants. */
async function run() {
  clearTimeout(timer);
  while (!isSent) {
    const [address] = Object.keys(queue);
    const goes = wanted && (address === undefined || address === page);
    if (address === undefined && !goes) break;
    show("saving");
    const entries = { ...queue[address ?? page] };
    const then = goes ? wanted.value : "save";
    if (goes) groups().forEach((fieldset) => {
      const question = fieldset.dataset.question;
      entries[question] ??= { fields: fieldsOf(fieldset), seen: seenField(question).value, version };
    });
    const button = wanted;
    const reply = await send(address ?? page, entries, then);
    if (!reply) return retry();
    delay = FIRST_DELAY;
    if (goes && button === wanted) {
      wanted = undefined;
      if (reply.moves_on) return leave(reply.next);
      // The server shows what is missing.
      if (reply.errors?.length) return sendWhole(page, body(entries, then));
      form.dispatchEvent(new CustomEvent("intake:more"));
    }
  }
  show("saved");
}

let running;
function flush() {
  running ??= run().finally(() => { running = undefined; });
  form.settled = running;
  return running;
}

form.addEventListener("change", ({ target }) => {
  const fieldset = target.closest("[data-question]");
  if (!fieldset || isSent) return;
  enqueue(fieldset);
  // Other listeners of the change, such as limits of boxes, come first.
  queueMicrotask(() => {
    enqueue(fieldset);
    flush();
  });
});

// A question that shows again has the answer that it had.
form.addEventListener("intake:shown", ({ target }) => {
  if (fieldsOf(target).length > 0) {
    enqueue(target);
    setTimeout(flush);
  }
});

form.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.defaultPrevented) return;
  if (!button?.name || "last" in form.dataset && !button.formAction.endsWith(page)) {
    // The answers leave for good.
    if (navigator.onLine) {
      queue = {};
      keep();
    } else {
      event.preventDefault();
      show("offline");
    }
    return;
  }
  event.preventDefault();
  wanted = button;
  // While a save is under way, the loop takes it up.
  flush().then(() => wanted && !isSent && navigator.onLine && flush());
});

window.addEventListener("online", () => {
  delay = FIRST_DELAY;
  flush();
});
window.addEventListener("offline", () => show("offline"));

// What an earlier visit could not send goes back into the form, and out.
for (const [question, entry] of Object.entries(queue[page] ?? {})) {
  const fieldset = group(question);
  if (!fieldset) {
    continue;
  }
  for (const input of fieldset.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    const values = entry.fields.filter(([name]) => name === input.name).map(([, value]) => value);
    if (["radio", "checkbox"].includes(input.type)) input.checked = values.includes(input.value);
    else input.value = values[0] ?? "";
  }
}
form.dispatchEvent(new CustomEvent("intake:restored"));
if (!navigator.onLine) show("offline");
else flush();
