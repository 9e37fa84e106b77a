// The cursor: one step is shown everywhere on the page, and keys, clicks, the slider and the address move it.

import { byId, element } from "./dom.js";
import { buildLanes, drawLanes, revealInLanes, showInLanes } from "./lanes.js";
import { buildRecords, showRecords } from "./records.js";
import { revealSource, showSource } from "./source.js";
import { buildState, showState } from "./state.js";
import { buildSteps, revealStep, showInSteps } from "./steps.js";
import { breaksAt, isEvent, last, laneOf, place, trace } from "./trace.js";

const slider = byId("slider");
const position = byId("position");
const body = byId("now-body");
const live = byId("live");
const fragment = /^#step-(\d{1,9})$/;
const pause = 200;

let current = -1;
let round = 0;
let speaking;
let addressing;

function go(step, rounds = 0) {
  if (step < 0 || step > last || (step === current && rounds === round)) {
    return;
  }
  current = step;
  round = rounds;
  slider.value = step + 1;
  position.textContent = `Step ${step + 1} of ${last + 1}${round > 0 ? `, round ${round + 1}` : ""}`;
  slider.setAttribute("aria-valuetext", said(step));
  showNow(step);
  showInLanes(step);
  showSource(step);
  showState(step, round);
  showRecords(step);
  const read = showInSteps(step) || document.activeElement === slider;

  // Everything is written before anything is measured, so that the page is laid out once.
  revealInLanes(step);
  revealSource();
  revealStep();
  speak(read ? "" : said(step));
  address(step);
}

// A trace that repeats for ever has a step after its last one.
function next() {
  if (current === last && trace.cycleStart !== undefined) {
    go(trace.cycleStart, round + 1);
  } else {
    go(current + 1, round);
  }
}

function back() {
  if (round > 0 && current === trace.cycleStart) {
    go(last, round - 1);
  } else {
    go(current - 1, round);
  }
}

function toEvent(direction) {
  let step = current + direction;
  while (step > 0 && step < last && !isEvent(step)) {
    step += direction;
  }
  go(step);
}

function showNow(step) {
  const { who, sentence, events, strikes } = trace.steps[step];
  body.replaceChildren(
    element("p", { class: "context" }, `${place(laneOf(step))}, ${who}${strikes ? " ⚡" : ""}`),
    element("p", { class: "sentence" }, `${sentence}.`));
  if (events) {
    body.append(element("ul", { class: "events" }, ...events.map((event) => element("li", {}, event))));
  }
  if (step === breaksAt) {
    body.append(element("p", { class: "breaks" }, element("b", {}, "✗ Here the promise breaks: "), trace.reason));
  }
  if (step === last && trace.cycleStart !== undefined) {
    body.append(element("p", {}, `↻ After this comes step ${trace.cycleStart + 1} again.`));
  }
}

function said(step) {
  const { sentence, events } = trace.steps[step];
  return [`Step ${step + 1} of ${last + 1}: ${place(laneOf(step))}: ${sentence}`, ...(events ?? []), ...(step === breaksAt ? [`Here the promise breaks: ${trace.reason}`] : [])].join(". ");
}

// A screen reader hears the step where the cursor comes to rest, and the address changes there.
function speak(text) {
  clearTimeout(speaking);
  speaking = setTimeout(() => { live.textContent = text; }, pause);
}

function address(step) {
  clearTimeout(addressing);
  addressing = setTimeout(() => history.replaceState(null, "", `#step-${step + 1}`), pause);
}

function fromAddress(hash) {
  const match = fragment.exec(hash);
  return match && match[1] >= 1 && match[1] <= last + 1 ? match[1] - 1 : undefined;
}

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) {
    return;
  }
  const act = {
    ArrowLeft: event.shiftKey ? () => toEvent(-1) : back,
    ArrowRight: event.shiftKey ? () => toEvent(1) : next,
    Home: () => go(0),
    End: () => go(last),
  }[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
}

document.querySelector("main").hidden = false;
buildLanes(go);
drawLanes({ ...trace, breaks: [breaksAt] });
buildState();
buildRecords(go);
buildSteps(go);
document.addEventListener("keydown", onKey);
slider.addEventListener("input", () => go(Number(slider.value) - 1));
byId("first").addEventListener("click", () => go(0));
byId("back").addEventListener("click", back);
byId("next").addEventListener("click", next);
byId("last").addEventListener("click", () => go(last));
byId("break").addEventListener("click", () => go(breaksAt));
// Where the link leads, not what the address is by now: the cursor may have changed it in between.
window.addEventListener("hashchange", (event) => go(fromAddress(new URL(event.newURL).hash) ?? current));

// Who opens the page sees where it breaks; a link may say otherwise.
go(fromAddress(location.hash) ?? breaksAt);
