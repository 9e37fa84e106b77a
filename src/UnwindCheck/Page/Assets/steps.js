// The list of steps. It begins as the story: those that mean something, and the one that is shown. One of its buttons can be
// reached with Tab, that of the step that is shown.

import { byId, element } from "./dom.js";
import { breaksAt, isEvent, last, place, laneOf, trace } from "./trace.js";

const list = byId("steps-frame");
const buttons = [];
let current = -1;

export function buildSteps(go) {
  const rows = document.createDocumentFragment();
  trace.steps.forEach((step, index) => {
    if (index === trace.cycleStart) {
      rows.append(element("li", { class: "cycle-start" }, "↻ From here on the steps repeat for ever."));
    }
    const button = element("button", { type: "button", class: "step", tabindex: "-1" },
      element("span", { class: "number" }, `${index + 1}`),
      element("span", { class: `who lane-${step.lane % 4}` }, `${place(laneOf(index))} ${step.strikes ? "⚡ " : ""}${step.who}`),
      " ",
      element("span", { class: "action" }, step.action),
      ...(step.events ?? []).map((event) => element("span", { class: "happens" }, event)),
      index === breaksAt ? element("span", { class: "breaks" }, `✗ ${trace.reason}`) : null);
    button.addEventListener("click", () => go(index));
    buttons.push(button);
    rows.append(element("li", { class: isEvent(index) || step.strikes ? "eventful" : "silent" }, button));
  });
  list.append(rows);
  byId("all-steps").addEventListener("change", (event) => {
    list.classList.toggle("story", !event.target.checked);
    revealStep();
  });
  list.addEventListener("keydown", (event) => {
    const to = { ArrowUp: current - 1, ArrowDown: current + 1 }[event.key];
    if (to !== undefined && to >= 0 && to <= last) {
      event.preventDefault();
      go(to);
    }
  });
}

export function showInSteps(step) {
  const focused = buttons[current] !== undefined && document.activeElement === buttons[current];
  if (current >= 0) {
    buttons[current].removeAttribute("aria-current");
    buttons[current].setAttribute("tabindex", "-1");
    buttons[current].parentElement.classList.remove("shown");
  }
  current = step;
  const button = buttons[step];
  button.setAttribute("aria-current", "step");
  button.setAttribute("tabindex", "0");
  button.parentElement.classList.add("shown");
  if (focused) {
    button.focus({ preventScroll: true });
  }
  return focused;
}

export function revealStep() {
  reveal(list, buttons[current].parentElement);
}

// Scrolls a frame, and never the page, until something in it can be seen.
export function reveal(frame, inside) {
  const top = inside.offsetTop;
  const bottom = top + inside.offsetHeight;
  if (top < frame.scrollTop || bottom > frame.scrollTop + frame.clientHeight) {
    frame.scrollTop = top - (frame.clientHeight / 2);
  }
}
