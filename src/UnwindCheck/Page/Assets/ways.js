// What can happen next: a button for each step, with the violations that it can lead to and how far away they are.

import { byId, element, plural } from "./dom.js";

const frame = byId("ways-frame");
const kinds = [
  ["step", "Somebody goes on"],
  ["strike", "Something strikes here"],
  ["place", "The scheduler puts a task on a CPU"],
];
let buttons = [];

export function showWays(view, go) {
  buttons = [];
  const keep = frame.contains(document.activeElement);
  const parts = [];
  for (const [kind, heading] of kinds) {
    const ways = view.ways.filter((way) => way.kind === kind);
    if (ways.length > 0) {
      parts.push(element("h3", {}, heading), element("ul", { class: "ways" }, ...ways.map((way) => element("li", {}, button(way, go)))));
    }
  }
  if (view.mayEnd) {
    parts.push(element("p", { class: "quiet" }, view.ways.length === 0 ? "Nothing: the execution is over." : "Or nothing: the execution may end here."));
  }
  frame.replaceChildren(...parts);
  if (keep) {
    buttons[0]?.focus();
  }
}

export function choose(number) {
  buttons[number - 1]?.click();
}

export function moveFocus(by) {
  const at = buttons.indexOf(document.activeElement);
  buttons[at < 0 ? 0 : Math.min(buttons.length - 1, Math.max(0, at + by))]?.focus();
}

function button(way, go) {
  const number = buttons.length + 1;
  const step = way.step;
  const made = element("button", { type: "button", class: "way", "data-path": way.path },
    element("span", { class: "number" }, number < 10 ? `${number}` : ""),
    element("span", { class: "who" }, `${step.place}${step.strikes ? " ⚡" : ""}`),
    " ",
    element("span", { class: "sentence" }, `${step.sentence}.`),
    way.code ? element("code", { class: "code-line" }, `${step.source}:${step.line}  ${way.code}`) : null,
    ...(step.events ?? []).map((event) => element("span", { class: "happens" }, event)),
    ...(step.broken ?? []).map((broken) => element("span", { class: "breaks" }, `✗ breaks ${broken}`)),
    element("span", { class: "chips" }, ...chips(way)));
  made.addEventListener("click", () => go(way.path));
  buttons.push(made);
  return made;
}

function chips(way) {
  if (!way.distances) {
    return [element("span", { class: "chip" }, "… computing")];
  }
  if (way.distances.length === 0) {
    return [element("span", { class: "chip safe" }, "✓ nothing more can break after this")];
  }
  return way.distances.map(({ invariant, steps }) =>
    element("span", { class: steps === 1 ? "chip now" : "chip" }, steps === 1 ? `✗ ${invariant} now` : `✗ ${invariant} in ${plural(steps, "step")}`));
}
