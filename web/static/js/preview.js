// The stack so far, and what the last answer changed in it. A change is shown again on the next page, because an answer
// may lead straight there.

const form = document.querySelector("form[data-intake]");
const preview = document.querySelector("[data-preview]");
const announcer = document.querySelector("[data-announce]");
const newsKey = `stackmatch:news:${form.dataset.token}`;

function element(name, text, className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

const reason = (row) => (row.why ? `${row.change}: ${row.why}` : row.change);

function item(row) {
  const made = element("div", "", row.change ? "changed" : "");
  made.dataset.layer = row.id;
  made.append(element("dt", row.layer), element("dd", row.choice));
  if (row.change) made.append(element("dd", reason(row), "change"));
  return made;
}

function store(changed) {
  try {
    if (changed.length > 0) sessionStorage.setItem(newsKey, JSON.stringify(changed));
    else sessionStorage.removeItem(newsKey);
  } catch {
    // Then the next page shows the stack without what changed.
  }
}

function showNews(row) {
  const news = document.querySelector("[data-news]");
  if (!news) return;
  news.hidden = !row;
  if (!row) return;
  news.querySelector("[data-news-title]").textContent = `${row.layer}: ${row.choice}`;
  news.querySelector("[data-news-text]").textContent = reason(row);
}

function showCount(count) {
  const all = document.querySelector("[data-all]");
  if (!all) return;
  all.hidden = count === 0;
  all.textContent = all.dataset.all.replace("{count}", count);
}

function announceChange(row) {
  const text = ["layer", "choice", "change", "why"]
    .reduce((words, key) => words.replace(`{${key}}`, row[key]), announcer.dataset.change);
  form.dispatchEvent(new CustomEvent("intake:announce", { detail: text }));
}

form.addEventListener("intake:saved", ({ detail }) => {
  const { preview: rows, progress, answered, total } = detail;
  const bar = document.querySelector("[data-progress]");
  bar.setAttribute("aria-valuenow", answered);
  bar.setAttribute("aria-valuemax", total);
  bar.setAttribute("aria-valuetext", progress[1]);
  document.querySelector("[data-count]").textContent = progress[0];
  if (!preview) return;
  const changed = rows.filter((row) => row.change);
  const wasEmpty = preview.hidden;
  preview.hidden = rows.length === 0;
  preview.querySelector("[data-rows]").replaceChildren(...rows.map(item));
  showCount(rows.filter((row) => row.choice).length);
  if (changed.length === 0 || wasEmpty) return;
  const [first] = changed;
  showNews(first);
  store(changed);
  announceChange(first);
});

// What the last page could not show for long.
try {
  const changed = JSON.parse(sessionStorage.getItem(newsKey)) ?? [];
  store([]);
  if (preview && !preview.hidden) {
    const rows = preview.querySelector("[data-rows]");
    changed.reverse().forEach((row) => {
      rows.querySelector(`[data-layer="${CSS.escape(row.id)}"]`)?.remove();
      rows.prepend(item(row));
    });
    showNews(changed.at(-1));
    if (changed.length > 0) announceChange(changed.at(-1));
  }
} catch {
  // Nothing was stored.
}
