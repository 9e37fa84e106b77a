// A lane for each CPU and for whoever acts from elsewhere, from left to right in steps: who is on it, on top of what.

import { byId, element, plural } from "./dom.js";

// Pixels of a step: wide enough to be hit, and not so wide that a short trace looks empty.
const narrowest = 5;
const widest = 96;
const names = {
  task: "task",
  kernel: "in the kernel",
  work: "task work",
  call: "request, callback, cancel",
  preemption: "preemption",
  softirq: "softirq",
  irq: "interrupt",
  nmi: "NMI",
  elsewhere: "elsewhere",
};

const frame = byId("track-frame");
const track = byId("track");
const axis = element("div", { class: "axis", "aria-hidden": "true" });
let cursor;
let width = 1;
let available;
let shown = { steps: [] };

export function buildLanes(go) {
  track.addEventListener("pointerdown", (event) => go(stepAt(event)));
  track.addEventListener("pointermove", (event) => {
    if (event.buttons === 1 && event.pointerType === "mouse") {
      go(stepAt(event));
    }
  });
  new ResizeObserver(() => {
    available = frame.clientWidth;
    fit();
  }).observe(frame);
}

// Draws an execution: its lanes, the blocks on them, for each step its lane and whether it means something, the steps that
// break something, and where a cycle begins.
export function drawLanes(execution) {
  shown = execution;
  cursor = stretch("cursor", 0, 0);
  track.replaceChildren(axis, ...shown.lanes.map(laneElement));
  if (shown.cycleStart !== undefined) {
    track.append(stretch("cycle", shown.cycleStart, shown.steps.length - 1, element("span", {}, "↻ for ever")));
  }
  track.append(...shown.breaks.map((step) => stretch("broken", step, step, element("span", {}, "✗"))));
  if (shown.steps.length > 0) {
    track.append(cursor);
  }
  byId("legend").replaceChildren(...[...new Set(shown.blocks.map((block) => block.kind))].map((kind) =>
    element("span", { class: `key ${kind}` }, names[kind])));
  byId("lanes-summary").textContent = shown.lanes.map((lane, index) => `${lane.name}: ${summary(index)}`).join("; ");
  fit();
}

export function showInLanes(step) {
  cursor.style.setProperty("--from", step);
}

export function revealInLanes(step) {
  const left = step * width;
  if (left < frame.scrollLeft || left + width > frame.scrollLeft + frame.clientWidth) {
    frame.scrollLeft = left - (frame.clientWidth / 2);
  }
}

// The frame's width is asked for when it changes only: that would make the browser lay the page out for every step.
function fit() {
  available ??= frame.clientWidth;
  width = Math.min(widest, Math.max(narrowest, available / shown.steps.length));
  track.style.setProperty("--w", `${width}px`);
  track.style.setProperty("--steps", Math.max(1, shown.steps.length));
  number();
}

function stepAt(event) {
  const x = event.clientX - track.getBoundingClientRect().left;
  return Math.min(shown.steps.length - 1, Math.max(0, Math.floor(x / width)));
}

// Numbers for as many steps as there is room for.
function number() {
  const every = [1, 2, 5, 10, 20, 50, 100].find((distance) => distance * width > 34) ?? 100;
  const ticks = [];
  for (let step = every; step <= shown.steps.length; step += every) {
    ticks.push(stretch("tick", step - 1, step - 1, `${step}`));
  }
  axis.replaceChildren(...ticks);
}

function laneElement(lane, index) {
  const blocks = shown.blocks.filter((block) => block.lane === index);
  const made = element("div", { class: "lane" },
    element("span", { class: "lane-name" }, lane.isCpu ? lane.name : `${lane.name} (elsewhere)`),
    element("div", { class: "activity", "aria-hidden": "true" }, ...activity(index)),
    element("div", { class: "blocks" }, ...blocks.map(blockElement)));
  made.style.setProperty("--depth", Math.max(0, ...blocks.map((block) => block.depth + 1)));
  return made;
}

function blockElement(block) {
  const made = stretch(`block ${block.kind}`, block.start, block.end, element("span", {}, block.label));
  made.setAttribute("title", `${block.label}: ${stepsOf(block)}`);
  made.style.setProperty("--row", block.depth);
  return made;
}

// Where this lane is the one that moves, and which of its steps mean something.
function activity(index) {
  const parts = [];
  let start = -1;
  for (let step = 0; step <= shown.steps.length; step++) {
    const here = shown.steps[step]?.lane === index;
    if (here && start < 0) {
      start = step;
    }
    if (!here && start >= 0) {
      parts.push(stretch("run", start, step - 1));
      start = -1;
    }
    if (here && (shown.steps[step].events || shown.breaks.includes(step))) {
      parts.push(stretch("event", step, step));
    }
  }
  return parts;
}

function stretch(kind, from, to, ...children) {
  const made = element("div", { class: kind }, ...children);
  made.style.setProperty("--from", from);
  made.style.setProperty("--length", to - from + 1);
  return made;
}

function stepsOf(block) {
  const from = block.start + 1;
  const to = block.end + 1;
  return from === to ? `step ${from}` : `steps ${from} to ${to}`;
}

function summary(lane) {
  const kinds = ["task", "irq", "softirq", "nmi", "preemption", "elsewhere"];
  const blocks = shown.blocks.filter((block) => block.lane === lane && kinds.includes(block.kind));
  const some = blocks.slice(0, 12).map((block) => `${names[block.kind]} ${block.label}, ${stepsOf(block)}`);
  return blocks.length > some.length ? `${some.join("; ")}; and ${plural(blocks.length - some.length, "more")}` : some.join("; ") || "nothing";
}
