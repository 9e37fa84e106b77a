// The source that the current step is in, with its line marked; lines with steps of this trace have a dot.

import { byId, element } from "./dom.js";
import { highlighted } from "./highlight.js";
import { reveal } from "./steps.js";
import { sourceText, trace } from "./trace.js";

const frame = byId("files");
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
    line = undefined;
    return;
  }
  title.textContent = `${trace.sources[source].name}, line ${number}`;
  chain.textContent = (calls === undefined ? [member] : trace.chains[calls]).join(" › ");
  const file = fileOf(source);
  if (file !== shown) {
    turn(shown, false);
    turn(file, true);
    shown = file;
  }
  line?.removeAttribute("aria-current");
  line = file.firstChild.children[number - 1];
  if (line) {
    line.setAttribute("aria-current", "true");
  }
}

export function revealSource() {
  if (line) {
    reveal(shown, line);
  }
}

// A file that is not shown keeps its layout: a trace goes to and fro between a few of them.
function turn(file, on) {
  file?.classList.toggle("shown", on);
  file?.setAttribute("tabindex", on ? "0" : "-1");
}

function fileOf(source) {
  if (!files.has(source)) {
    const hit = new Set(trace.steps.filter((step) => step.source === source).map((step) => step.line));
    const lines = sourceText(source).replace(/\n$/, "").split("\n").map((text, index) =>
      element("li", { "data-line": index + 1, class: hit.has(index + 1) ? "hit" : undefined }, element("code", {}, ...highlighted(text))));
    const file = element("div", { class: "file", role: "group", "aria-labelledby": title.id }, element("ol", { class: "code" }, ...lines));
    frame.append(file);
    files.set(source, file);
  }
  return files.get(source);
}
