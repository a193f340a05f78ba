// Latent sliders: one for each coordinate of a code; the digit follows the hand. Around them a traversal of the coordinate
// in hand, ten digits in one style where the model knows labels, and samples of the prior.
import { element, instrument, onePerFrame, showProblem } from "../kit/kit.js";
import { axisRows } from "./axis_rows.js";
import { codePanels } from "./code_panels.js";
import { Codes } from "../model/codes.js";
import { moveAlong } from "../model/axes.js";
import { runReady } from "../kit/store.js";

const MOST_UNDO = 200;

/**
 * `data`: {run: {name, spec}, presets: [{name, question, mean, order, hand, at, temperature}], start: {z, digit, order,
 * temperature, seed, sample}}. Reports `released`: {run} and the same. z is the numbers of the code, or its 16 principal
 * coordinates where it has more than 32; digit the label told to a conditional run, else null; sample [place, seed,
 * temperature] of the sample that the code came from, or null.
 */
export default function (component) {
  return instrument(component, (root) => {
    let [shown, begun, stage, latest] = ["", "", null, null];
    const reported = new Set(); // a start that was our own report has nothing to tell
    const report = (view) => {
      reported.add(viewKey(view));
      latest.setStateValue("released", view);
    };
    root.append(element("div", { class: "generate waiting" })); // holds the place, so that the page does not jump
    return {
      update(component) {
        latest = component;
        const { run, presets, start } = component.data;
        const [asks, begins] = [JSON.stringify([run, presets]), viewKey(start)];
        const link = asks !== shown || (begins !== begun && !reported.has(begins)) ? start : null;
        begun = begins;
        if (asks === shown) {
          if (link) stage?.begin(link);
          return;
        }
        shown = asks;
        runReady(run.name, run.spec, ["decoder", "latents"])
          .then((ready) => {
            if (asks !== shown) return; // another run was picked meanwhile
            const origin = stage?.origin();
            stage?.destroy();
            stage = generate(run, ready, presets, report);
            root.replaceChildren(stage.element);
            stage.begin(link, origin);
          })
          .catch((error) => asks === shown && showProblem(root, error));
      },
      destroy: () => stage?.destroy(),
    };
  });
}

function viewKey({ z, digit, order, temperature, seed, sample }) {
  return JSON.stringify([z, digit, order, temperature, seed, sample]);
}

function generate(run, { model, latents }, presets, report) {
  const codes = new Codes(latents, run.spec);
  const code = new Float64Array(codes.size); // what the hand moves; the decoder takes it in single precision
  const z = new Float32Array(codes.size);
  const view = { code, label: model.classes ? 0 : null, origin: null };
  const undos = [];
  let start = null; // where Reset goes
  let before = null; // where the move under way came from

  const rows = axisRows(codes, { taken: () => panels.aim(), input: slide, release: settle, ordered: tell });
  const panels = codePanels({ run, model, codes, view, presets, rows, act: { startAt, startFrom, relabel, put, undo, reset, pick, tell, link } });
  const request = onePerFrame(() => {
    z.set(code);
    panels.draw(model.decode(z, view.label ?? undefined), z);
  });
  // On the whole page: a button that has just been disabled keeps the focus and the keys to itself.
  document.addEventListener("keydown", undoKey);

  function undoKey(event) {
    const at = event.composedPath()[0];
    if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || at.matches?.("textarea, input:not([type=range], [type=radio])")) return;
    event.preventDefault();
    undo();
  }

  function slide(axis, value) {
    before ??= remember();
    moveAlong(code, rows.axes(), axis, codes.centre, value);
    request();
    panels.mark();
  }

  // The hand lets go: what it did is one step of undo, and Python hears of it.
  function settle() {
    if (!before) return;
    undos.push(before);
    if (undos.length > MOST_UNDO) undos.shift();
    before = null;
    tell();
  }

  function remember() {
    return { code: Float64Array.from(code), label: view.label, origin: view.origin, start };
  }

  function show(next) {
    const relabelled = next.label !== view.label;
    code.set(next.code);
    view.label = next.label;
    view.origin = next.origin;
    codes.round(code, sampled());
    rows.show(code);
    request();
    panels.aim();
    panels.placed({ relabelled });
  }

  function place(next) {
    before = remember();
    show({ label: view.label, origin: view.origin, ...next });
  }

  function startAt(next, origin, label = view.label) {
    place({ code: next, origin, label });
    start = remember();
    settle();
  }

  function startFrom(origin) {
    const [next, digit] = codeOf(origin);
    startAt(next, origin, model.classes ? digit : null);
  }

  function codeOf({ kind, digit, index }) {
    return kind === "mean" ? [codes.meanCode(digit), digit] : [codes.code(index), codes.labels[index]];
  }

  function relabel(label) {
    place({ code, label });
    settle();
  }

  function put(axis, value) {
    slide(axis, value);
    rows.show(code);
    settle();
  }

  function reset() {
    place(start);
    settle();
  }

  function undo() {
    const last = undos.pop();
    if (!last) return;
    show(last);
    start = last.start;
    tell();
  }

  function pick({ order, temperature, mean, hand, at }) {
    if (order) rows.order(order);
    if (temperature !== undefined) panels.setPrior({ temperature });
    if (mean !== undefined) startFrom({ kind: "mean", digit: mean });
    if (hand !== undefined) rows.take(hand);
    if (at === undefined) return tell();
    const { low, high } = rows.axes()[rows.hand()];
    return put(rows.hand(), low + at * (high - low));
  }

  function tell() {
    if (codes.round(code, sampled())) request();
    const moved = code.some((value, j) => value !== start.code[j]) || view.label !== start.label;
    panels.settle(undos.length > 0, moved);
    report(state());
  }

  function state() {
    const { kind, index, seed, temperature } = view.origin;
    const sample = kind === "sample" ? [index, seed, temperature] : null;
    return { run: run.name, z: codes.said(code), sample, digit: view.label, order: rows.orderNow(), ...panels.prior() };
  }

  // The code that the one in hand came from, where its numbers do not say all of it.
  function sampled({ kind, index, seed, temperature } = view.origin) {
    return codes.principal && kind === "sample" ? panels.sample(index, seed, temperature) : undefined;
  }

  function link() {
    const now = state();
    return { ...now, z: now.z.join(), digit: now.digit ?? "", sample: now.sample?.join() ?? "" };
  }

  // From a link; else where the run shown before had started, so that two runs can be compared; else from a mean.
  function begin(linked, origin) {
    if (linked) panels.setPrior({ temperature: linked.temperature, seed: linked.seed });
    rows.order(linked?.order ?? rows.orderNow());
    if (linked?.z) {
      const [index, seed, temperature] = linked.sample ?? [];
      const origin = linked.sample ? { kind: "sample", index, seed, temperature } : { kind: "link" };
      show({ code: codes.heard(linked.z, sampled(origin)), label: model.classes ? (linked.digit ?? 0) : null, origin });
    } else {
      const from = origin && ["mean", "test"].includes(origin.kind) ? origin : { kind: "mean", digit: 6 };
      const [next, digit] = codeOf(from);
      show({ code: next, label: model.classes ? digit : null, origin: from });
    }
    start = remember();
    undos.length = 0;
    panels.settle(false, false);
    if (start.origin === origin) report(state()); // of the run shown before: Python cannot know of it
  }

  function destroy() {
    document.removeEventListener("keydown", undoKey);
    panels.destroy();
  }

  return { element: panels.element, begin, origin: () => start.origin, destroy };
}
