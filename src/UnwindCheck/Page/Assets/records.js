// What the tracer has written to its ring buffer so far, and what post-processing makes of it in the end. A trace
// without records has no such panel.

import { byId, element } from "./dom.js";
import { trace } from "./trace.js";

const items = [];

export function buildRecords(go) {
  if (!trace.records) {
    return;
  }
  for (const record of trace.records) {
    const button = element("button", { type: "button" }, `step ${record.step + 1}: ${record.text}`);
    button.addEventListener("click", () => go(record.step));
    items.push({ step: record.step, element: element("li", {}, button) });
  }
  const frame = byId("records-frame");
  frame.append(element("ol", {}, ...items.map((item) => item.element)));
  if (trace.postProcessing) {
    frame.append(element("h3", {}, "What post-processing makes of them"), element("ul", {}, ...trace.postProcessing.map((text) => element("li", {}, text))));
  }
  byId("records").hidden = false;
}

export function showRecords(step) {
  for (const item of items) {
    item.element.classList.toggle("later", item.step > step);
  }
}
