// The source that the current step is in, with its line marked; lines with steps of this trace have a dot.

import { byId, element } from "./dom.js";
import { highlighted } from "./highlight.js";
import { reveal } from "./steps.js";
import { trace } from "./trace.js";

const frame = byId("code-frame");
const title = byId("source-title");
const chain = byId("chain");
const files = new Map();
let shown;
let line;

export function showSource(step) {
  const { source, line: number, member, chain: calls } = trace.steps[step];
  if (number === undefined) {
    title.textContent = "Source";
    chain.textContent = "The scheduler’s choice; no line of the source.";
    line?.removeAttribute("aria-current");
    return;
  }
  title.textContent = `${trace.sources[source].name}, line ${number}`;
  chain.textContent = (calls === undefined ? [member] : trace.chains[calls]).join(" › ");
  const file = fileOf(source);
  if (file !== shown) {
    frame.replaceChildren(file);
    shown = file;
  }
  line?.removeAttribute("aria-current");
  line = file.children[number - 1];
  if (line) {
    line.setAttribute("aria-current", "true");
    reveal(frame, line);
  }
}

function fileOf(source) {
  if (!files.has(source)) {
    const hit = new Set(trace.steps.filter((step) => step.source === source).map((step) => step.line));
    files.set(source, element("ol", { class: "code" }, ...trace.sources[source].text.replace(/\n$/, "").split("\n").map((text, index) =>
      element("li", { class: hit.has(index + 1) ? "hit" : undefined }, element("code", {}, ...highlighted(text))))));
  }
  return files.get(source);
}
