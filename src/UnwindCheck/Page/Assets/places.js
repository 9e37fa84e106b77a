// What a place looks like: the path that led there, who stands where, what the variables hold, the source of the last step.

import { byId, element, plural } from "./dom.js";
import { highlighted } from "./highlight.js";

const sources = new Map();
let rows = [];

export function showPath(view, pathTo) {
  const list = byId("path-frame");

  // A path has as many rows as steps: those that stay are left alone.
  let same = 0;
  while (same < rows.length && same < view.steps.length && rows[same].said === JSON.stringify(view.steps[same])) {
    same++;
  }
  rows.splice(same).forEach((row) => row.element.remove());
  const added = document.createDocumentFragment();
  for (let index = same; index < view.steps.length; index++) {
    const row = { said: JSON.stringify(view.steps[index]), element: pathRow(view.steps[index], index, pathTo) };
    rows.push(row);
    added.append(row.element);
  }
  list.append(added);
  list.querySelector("[aria-current]")?.removeAttribute("aria-current");
  rows.at(-1)?.element.firstChild.setAttribute("aria-current", "step");
}

export function revealPath() {
  const list = byId("path-frame");
  list.scrollTop = list.scrollHeight;
}

export function showStanding(view) {
  byId("standing-frame").replaceChildren(...view.lanes.map((lane) => element("div", { class: "standing" },
    element("span", { class: "lane-name" }, lane.isCpu ? lane.name : `${lane.name} (elsewhere)`),
    ...(lane.layers.length === 0
      ? [element("span", { class: "quiet" }, view.steps.length === 0 ? "nothing has happened yet" : "idle")]
      : lane.layers.map((layer, depth) => {
        const made = element("span", { class: `block ${layer.kind}` }, layer.label);
        made.style.setProperty("--row", depth);
        return made;
      })))));
}

export function showState(view) {
  byId("state-frame").replaceChildren(...view.state.map((group) => element("table", {},
    element("caption", {}, group.title),
    element("tbody", {}, ...group.variables.map((variable) => element("tr", { class: variable.was === undefined ? undefined : "changed" },
      element("th", { scope: "row" }, variable.label),
      element("td", {},
        element("span", { class: "value" }, variable.value), " ",
        element("span", { class: "meaning" }, variable.meaning ?? ""), " ",
        variable.was === undefined ? null : element("span", { class: "was" }, `was ${variable.was}`))))))));
}

export async function showSource(view, ask, isCurrent) {
  const step = view.steps.at(-1);
  const title = byId("source-title");
  const frame = byId("source-frame");
  if (!step?.source) {
    title.textContent = "Source of the last step";
    frame.replaceChildren(element("p", { class: "quiet" }, step ? "The scheduler’s choice; no line of the source." : "There is no step yet."));
    return;
  }
  if (!sources.has(step.source)) {
    const { text } = await ask("source", { name: step.source });
    sources.set(step.source, element("ol", { class: "code" }, ...text.replace(/\n$/, "").split("\n").map((line, index) =>
      element("li", { "data-line": index + 1 }, element("code", {}, ...highlighted(line))))));
  }
  if (!isCurrent()) {
    return;
  }
  title.textContent = `${step.source}, line ${step.line}`;
  const code = sources.get(step.source);
  code.querySelector("[aria-current]")?.removeAttribute("aria-current");
  if (frame.firstChild !== code) {
    frame.replaceChildren(code);
  }
  code.children[step.line - 1]?.setAttribute("aria-current", "true");
}

export function revealSource() {
  const frame = byId("source-frame");
  const line = frame.querySelector("[aria-current]");
  if (line) {
    frame.scrollTop = line.offsetTop - (frame.clientHeight / 2);
  }
}

export function showTargets(view, jump) {
  const frame = byId("targets-frame");
  const broken = view.broken.map((found) => verdict(view, found.invariant,
    `is broken${found.step === undefined ? " by ending here" : ` at step ${found.step}`}`, found.reason));

  // A livelock is not over at any step: it is a place from which the execution need never end.
  broken.push(...view.targets.filter((target) => target.steps === 0 && target.invariant === "terminates")
    .map((target) => verdict(view, target.invariant, "is broken", "from here the execution need never end")));
  const targets = view.targets.filter((target) => target.steps > 0).map((target) => {
    const button = element("button", { type: "button", class: "target" },
      element("b", {}, `✗ ${target.invariant}`), ` in ${plural(target.steps, "step")}`,
      element("span", { class: "meaning" }, target.promise));
    button.addEventListener("click", () => jump(target.invariant));
    return element("li", {}, button);
  });
  const nothing = !view.search.ready ? "Not known yet: the state space is being searched."
    : broken.length > 0 ? "Nothing else can break any more." : "Nothing can break any more on this path.";
  frame.replaceChildren(...broken, targets.length > 0 ? element("ul", { class: "targets" }, ...targets) : element("p", { class: "quiet" }, nothing));
}

function verdict(view, invariant, how, reason) {
  const query = new URLSearchParams({ path: view.path, invariant });
  return element("div", { class: "breaks" },
    element("p", {}, element("b", {}, `✗ ${invariant} ${how}: `), `${reason}.`),
    element("p", { class: "links" },
      element("a", { href: `trace?${query}`, download: true, "data-saves": invariant }, "Save as a trace"),
      element("a", { href: `page?${query}`, target: "_blank", rel: "noopener", "data-shows": invariant }, "Look at it, step by step")));
}

function pathRow(step, index, pathTo) {
  const button = element("button", { type: "button", class: "step" },
    element("span", { class: "number" }, `${index + 1}`),
    element("span", { class: "who" }, `${step.place} ${step.strikes ? "⚡ " : ""}${step.who}`),
    " ",
    element("span", { class: "action" }, step.action),
    ...(step.events ?? []).map((event) => element("span", { class: "happens" }, event)),
    ...(step.broken ?? []).map((reason) => element("span", { class: "breaks" }, `✗ ${reason}`)));
  button.addEventListener("click", () => pathTo(index + 1));
  return element("li", { class: step.events ? "eventful" : "silent" }, button);
}
