// Walks through the states of a model. The path stands in the address, so that back and forward of the browser walk too, and
// a link is a counterexample; everything that is shown is asked for by that path.

import { byId, plural } from "./dom.js";
import { buildLanes, drawLanes, revealInLanes, showInLanes } from "./lanes.js";
import { revealPath, revealSource, showPath, showSource, showStanding, showState, showTargets } from "./places.js";
import { choose, moveFocus, showWays } from "./ways.js";

const problem = byId("problem");
const live = byId("live");
const again = 400;

let shown;
let asked = 0;
let waiting;

async function ask(what, values) {
  const answer = await fetch(`${what}?${new URLSearchParams(values)}`);
  const text = await answer.text();
  let read;
  try {
    read = JSON.parse(text);
  } catch {
    throw new Error(text || answer.statusText);
  }
  if (!answer.ok) {
    throw new Error(read.error);
  }
  return read;
}

function path() {
  return decodeURIComponent(location.hash.slice(1));
}

function go(to) {
  if (to === path()) {
    show();
  } else {
    location.hash = to;
  }
}

async function show() {
  const mine = ++asked;
  clearTimeout(waiting);
  try {
    const view = await ask("state", { path: path() });
    if (mine !== asked) {
      return;
    }
    problem.hidden = true;
    shown = view;
    render(view);
    await showSource(view, ask, () => mine === asked);
    if (mine !== asked) {
      return;
    }
    reveal(view);
    document.documentElement.dataset.path = view.path;
    if (!view.search.ready) {
      waiting = setTimeout(wait, again);
    }
  } catch (error) {
    say(error);
  }
}

// While distances are computed only the search is asked for; the place is shown again when it is over.
async function wait() {
  try {
    const search = await ask("search", {});
    if (search.ready) {
      await show();
    } else {
      byId("search").textContent = search.text;
      waiting = setTimeout(wait, again);
    }
  } catch (error) {
    say(error);
  }
}

function render(view) {
  const count = view.steps.length;
  byId("search").textContent = view.search.text;
  byId("position").textContent = count === 0 ? "At the start" : plural(count, "step");
  byId("first").disabled = byId("back").disabled = count === 0;
  byId("run").disabled = !view.ways.some((way) => way.kind === "step");
  byId("nearest").disabled = !view.targets.some((target) => target.steps > 0);
  drawLanes({
    lanes: view.lanes,
    blocks: view.blocks,
    steps: view.steps.map((step, index) => ({ lane: view.laneOfStep[index], events: step.events })),
    breaks: view.broken.map((found) => (found.step ?? count) - 1).filter((step) => step >= 0),
  });
  showWays(view, go);
  showTargets(view, jump);
  showPath(view, (steps) => back(steps));
  showStanding(view);
  showState(view);
  live.textContent = said(view);

  // The place is the end of the path.
  showInLanes(count - 1);
}

// Whether something can be seen is asked when all is written: each question between would make the browser lay the page out again.
function reveal(view) {
  revealPath();
  revealInLanes(view.steps.length - 1);
  revealSource();
}

async function goWhere(what, values) {
  try {
    go((await ask(what, { path: shown.path, ...values })).path);
  } catch (error) {
    say(error);
  }
}

function jump(invariant) {
  return goWhere("jump", { invariant });
}

// The first so many steps of the path: its text is shorter, but a run in it may be many steps.
function back(steps) {
  return goWhere("prefix", { steps });
}

function run() {
  return goWhere("run", {});
}

// Who moved last moves again, or who alone can.
function goOn() {
  const steps = shown.ways.filter((way) => way.kind === "step");
  const own = steps.filter((way) => way.step.who === shown.steps.at(-1)?.who);
  const [way, ...others] = own.length > 0 ? own : steps;
  if (way && others.length === 0) {
    go(way.path);
  } else {
    moveFocus(0);
  }
}

function said(view) {
  const step = view.steps.at(-1);
  return [step ? `Step ${view.steps.length}: ${step.sentence}` : "At the start", ...view.broken.map((found) => `${found.invariant} is broken: ${found.reason}`), `${plural(view.ways.length, "step")} can be next`].join(". ");
}

function say(error) {
  problem.textContent = error instanceof TypeError ? "The explorer does not answer any more; start it again." : error.message;
  problem.hidden = false;
}

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || !shown) {
    return;
  }
  const act = {
    ArrowLeft: () => shown.steps.length > 0 && back(shown.steps.length - 1),
    Backspace: () => shown.steps.length > 0 && back(shown.steps.length - 1),
    ArrowRight: () => event.shiftKey ? run() : goOn(),
    ArrowUp: () => moveFocus(-1),
    ArrowDown: () => moveFocus(1),
    Home: () => go(""),
    n: () => nearest(),
  }[event.key] ?? (/^[1-9]$/.test(event.key) ? () => choose(Number(event.key)) : undefined);
  if (act) {
    event.preventDefault();
    act();
  }
}

function nearest() {
  const target = shown.targets.find(({ steps }) => steps > 0);
  if (target) {
    jump(target.invariant);
  }
}

document.querySelector("main").hidden = false;
buildLanes((step) => step < shown?.steps.length - 1 && back(step + 1));
document.addEventListener("keydown", onKey);
byId("first").addEventListener("click", () => go(""));
byId("back").addEventListener("click", () => back(shown.steps.length - 1));
byId("run").addEventListener("click", run);
byId("nearest").addEventListener("click", nearest);
window.addEventListener("hashchange", show);
show();
