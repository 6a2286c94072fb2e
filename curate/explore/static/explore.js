// Keys, the verdict in place, and how far the index is. Every page works without this file.
"use strict";

const one = (selector) => document.querySelector(selector);
const help = one("#help");

// ── keys ───────────────────────────────────────────────────────────────────────────────────────────────────────────

const items = [...document.querySelectorAll(".item")];
let current = -1;

function select(place) {
  if (!items.length) return;
  if (current >= 0) items[current].classList.remove("current");
  current = Math.max(0, Math.min(items.length - 1, place));
  items[current].classList.add("current");
  items[current].querySelector("a").focus({ preventScroll: true });
  items[current].scrollIntoView({ block: "nearest" });
}

function follow(selector) {
  const link = one(selector);
  if (link) location.assign(link.href);
  return Boolean(link);
}

function escape() {
  const back = one("#back") || one("#everything");
  if (back) location.assign(back.href);
}

const keys = {
  "/": () => { one("#q").focus(); one("#q").select(); },
  "?": () => help.showModal(),
  j: () => { if (items.length) select(current + 1); else follow(".trail a[rel=next]"); },
  k: () => { if (items.length) select(current - 1); else follow(".trail a[rel=prev]"); },
  n: () => follow("a[rel=next]"),
  p: () => follow("a[rel=prev]"),
  d: () => follow("a.side"),
  v: () => { if (one("#again")) check(one("#again")); },
  Escape: escape,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  if (event.target.matches("input, textarea")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.key === "Enter" && current >= 0 && event.target === document.body) {
    location.assign(items[current].querySelector("a").href);
  } else if (Object.hasOwn(keys, event.key)) {
    event.preventDefault();
    keys[event.key]();
  }
});
one("#help-button").addEventListener("click", () => help.showModal());

for (const [place, item] of items.entries()) {
  item.addEventListener("focusin", () => { if (place !== current) select(place); });
}

// back at the rows: the one that was read is where one goes on
const read = /^\/rows\/(\d+)/.exec(sessionStorage.getItem("read") || "");
if (read) {
  const place = items.findIndex((item) => item.dataset.row === read[1]);
  if (place >= 0) select(place);
}
if (location.pathname.startsWith("/rows/")) sessionStorage.setItem("read", location.pathname);

// ── the verdict, in place ──────────────────────────────────────────────────────────────────────────────────────────

function cell(text, name) {
  const made = document.createElement("td");
  made.textContent = text;
  made.dir = "auto";
  if (name) made.className = name;
  return made;
}

function state(score) {
  const made = document.createElement("span");
  const known = score !== null;
  made.className = "state " + (!known ? "mild" : score >= 1 ? "good" : score <= 0 ? "bad" : "mild");
  made.textContent = !known ? "no score" : score >= 1 ? "right" : score <= 0 ? "wrong" : score.toFixed(2);
  return made;
}

async function check(form) {
  const place = one("#verdicts");
  place.setAttribute("aria-busy", "true");
  const address = form.action + "?" + new URLSearchParams(new FormData(form));
  let verdicts;
  try {
    const answer = await fetch(address, { headers: { accept: "application/json" } });
    verdicts = (await answer.json()).verdicts;
  } catch {
    verdicts = [{ answer: form.elements.answer.value, score: null, reason: "", meaning: "the explorer does not answer; was it ended?", note: "" }];
  }
  const table = document.createElement("table");
  table.className = "verdicts";
  for (const verdict of verdicts) {
    const row = table.insertRow();
    const said = cell("");
    said.append(state(verdict.score));
    const why = cell(verdict.reason + " ");
    const meaning = document.createElement("span");
    meaning.className = "note";
    meaning.textContent = verdict.meaning;
    why.append(meaning);
    row.append(cell(verdict.answer), said, why, cell(verdict.note));
  }
  place.replaceChildren(table);
  place.removeAttribute("aria-busy");
}

if (one("#again")) {
  one("#again").addEventListener("submit", (event) => {
    event.preventDefault();
    check(event.target);
  });
}

// ── how far the index is ───────────────────────────────────────────────────────────────────────────────────────────

const banner = one("#progress");

async function watch() {
  let now;
  try {
    now = await (await fetch("/progress")).json();
  } catch {
    return;
  }
  if (now.trouble) {
    banner.textContent = now.trouble;
    return;
  }
  if (now.searchable >= now.rows) {
    banner.textContent = "The index is complete. ";
    const link = document.createElement("a");
    link.href = location.href;
    link.textContent = "Show all of it";
    banner.append(link);
    return;
  }
  const text = one("#progress-text");
  text.textContent = now.listed < now.rows
    ? `${now.listed.toLocaleString("en")} of ${now.rows.toLocaleString("en")} rows are listed`
    : `${Math.floor((100 * now.searchable) / now.rows)} % of the rows can be searched`;
  setTimeout(watch, 1000);
}
if (banner) setTimeout(watch, 1000);
