// What the machine's variables hold after the current step. What the step changed is marked, with what it was.

import { byId, element, plural } from "./dom.js";
import { constant, initially, stateAfter, stateBefore, trace } from "./trace.js";

const frame = byId("state-frame");
const rows = [];
let marked = [];

export function buildState() {
  const groups = [];
  const quiet = [];
  let index = 0;
  for (const group of trace.state) {
    const moving = [];
    const still = [];
    for (const variable of group.variables) {
      (constant.has(index) ? still : moving).push(row(index++, variable));
    }
    groups.push(...table(group.title, moving));
    quiet.push(...table(group.title, still));
  }
  frame.append(...groups);
  if (quiet.length > 0) {
    frame.append(element("details", { class: "quiet" }, element("summary", {}, `${plural(constant.size, "variable")} that this trace never changes`), ...quiet));
  }
}

export function showState(step, round) {
  const before = stateBefore(step, round);
  const after = stateAfter(step);
  for (const index of marked) {
    rows[index].element.classList.remove("changed");
    rows[index].was.textContent = "";
  }
  marked = [];
  rows.forEach((entry, index) => {
    if (entry.shown !== after[index]) {
      entry.shown = after[index];
      write(entry, after[index]);
    }
    if (before[index].value !== after[index].value) {
      marked.push(index);
      entry.element.classList.add("changed");
      entry.was.textContent = `was ${before[index].value}`;
    }
  });
}

function table(title, entries) {
  return entries.length === 0 ? [] : [element("table", {}, element("caption", {}, title), element("tbody", {}, ...entries))];
}

function row(index, variable) {
  const entry = { value: element("span", { class: "value" }), meaning: element("span", { class: "meaning" }), was: element("span", { class: "was" }), shown: initially[index] };
  entry.element = element("tr", { "data-variable": index }, element("th", { scope: "row" }, variable.label), element("td", {}, entry.value, " ", entry.meaning, " ", entry.was));
  write(entry, entry.shown);
  rows[index] = entry;
  return entry.element;
}

function write(entry, { value, meaning }) {
  entry.value.textContent = value;
  entry.meaning.textContent = meaning ?? "";
}
