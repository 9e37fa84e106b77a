// The trace, and what every variable holds after each of its steps. Steps count from 0 here, from 1 on the page.

import { byId } from "./dom.js";

export const trace = JSON.parse(byId("trace").textContent);

export const last = trace.steps.length - 1;
const variables = trace.state.flatMap((group) => group.variables);

// What does not change from one step to the next is the same object: a long trace has few different states.
const states = [];
let now = variables.map(({ value, meaning }) => ({ value, meaning }));
export const initially = now;
for (const step of trace.steps) {
  if (step.changes) {
    now = now.slice();
    for (const { variable, value, meaning } of step.changes) {
      now[variable] = { value, meaning };
    }
  }
  states.push(now);
}

export function stateAfter(step) {
  return step < 0 ? initially : states[step];
}

// Before the first step of a cycle that has been gone round comes its last one.
export function stateBefore(step, round) {
  return round > 0 && step === trace.cycleStart ? states[last] : stateAfter(step - 1);
}

// Variables that hold the same from the beginning to the end.
export const constant = new Set(variables.map((_, index) => index));
for (const step of trace.steps) {
  step.changes?.forEach((change) => constant.delete(change.variable));
}

export const breaksAt = trace.breaksAt;

// In a site the pages share the files of sources, which put their texts where they are found here.
export function sourceText(source) {
  const { name, text } = trace.sources[source];
  return text ?? globalThis.sources?.[name] ?? "";
}

export function laneOf(step) {
  return trace.lanes[trace.steps[step].lane];
}

export function place(lane) {
  return lane.isCpu ? lane.name : "elsewhere";
}

export function isEvent(step) {
  return Boolean(trace.steps[step].events) || step === breaksAt;
}
