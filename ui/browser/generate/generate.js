// Generate: a slider for each coordinate of a code; the digit follows the hand. Around them a traversal of the coordinate
// in hand, ten digits in one style where the model knows labels, and samples of the prior.
import { element, instrument, onePerFrame } from "../kit/kit.js";
import { oneRun } from "../kit/runs.js";
import { View } from "../kit/view.js";
import { Codes } from "../model/codes.js";
import { logPrior } from "../model/gaussian.js";
import { majority } from "../model/nearness.js";
import { formatNumber } from "../model/numbers.js";
import { axisRows } from "./axis_rows.js";
import { CodeInHand } from "./code_in_hand.js";
import { codePanels } from "./code_panels.js";

/** @typedef {import("./code_in_hand.js").Origin} Origin */

/** @type {Origin} */
const FIRST = { kind: "mean", digit: 6 };

/**
 * @typedef {import("../kit/controls.js").Preset & {set: {order?: string, temperature?: number, mean?: number, hand?: number,
 *   at?: number}}} GeneratePreset
 * @typedef {{run: Named & {spec: Spec}, presets: GeneratePreset[]} & ViewData} GenerateData
 */

/**
 * `data`: run {name, title, short, spec} and the view of ui/instruments/generate.py. A preset may set `mean`,
 * to start from this digit's mean code, `hand`, which slider is in the hand, in the order that it sets, and `at`, its place in
 * 0..1.
 * @param {Component<GenerateData>} component
 */
export default function (component) {
  return instrument(component, (root, first, report) => {
    /** @type {ReturnType<typeof generate> | null} */
    let stage = null;
    const ask = oneRun(root);
    root.append(element("div", { class: "generate waiting" })); // holds the place, so that the page does not jump
    return {
      update({ data }) {
        ask(data.run, ["decoder", "latents"], (ready) => {
          const digit = stage?.digit() ?? null;
          stage?.destroy();
          stage = generate(data, ready, report);
          root.replaceChildren(stage.element);
          stage.begin(digit);
        });
      },
      destroy: () => stage?.destroy(),
    };
  });
}

/** @param {GenerateData} data @param {import("../kit/store.js").Ready} ready @param {Tell} report */
function generate({ run, presets, ...data }, { model, latents }, report) {
  const codes = new Codes(latents, run.spec);
  const z = new Float32Array(codes.size);
  const counts = new Uint8Array(10); // of the digits nearest to the code
  const view = new View(data, { moved: (part) => panels.prior(part), released, tell, led, seen, report });
  const hand = new CodeInHand(codes, model.classes > 0, {
    moved: () => (redraw(), panels.mark()),
    placed,
    released: view.release,
    sample: (...which) => panels.sample(...which),
  });
  const rows = axisRows(codes, {
    taken: () => panels.aim(),
    input: (k, value) => hand.slide(rows.axes(), k, value),
    release: () => hand.settle(),
    ordered: () => view.choose({ order: rows.orderNow() }),
  });
  const panels = codePanels({ run, model, codes, hand, view, presets, rows, put, pick, link });
  const redraw = onePerFrame(() => {
    z.set(hand.code);
    panels.draw(model.decode(z, hand.label ?? undefined), z);
  });

  /** @param {boolean} relabelled */
  function placed(relabelled) {
    rows.show(hand.code);
    redraw();
    panels.aim();
    panels.placed({ relabelled });
  }

  /** @param {number} axis @param {number} value */
  function put(axis, value) {
    hand.slide(rows.axes(), axis, value);
    rows.show(hand.code);
    hand.settle();
  }

  /** @param {GeneratePreset} preset */
  function pick({ set: { order, temperature, mean, hand: slider, at } }) {
    if (order) rows.order(order);
    if (temperature !== undefined) view.move({ temperature });
    if (mean !== undefined) hand.startFrom({ kind: "mean", digit: mean });
    if (slider !== undefined) rows.take(slider);
    if (at === undefined) return view.release();
    const { low, high } = rows.axes()[rows.hand()];
    put(rows.hand(), low + at * (high - low));
  }

  function released() {
    if (hand.round()) redraw();
    tell();
    panels.settle(hand.undoable, hand.moved);
  }

  function seen() {
    codes.nearest(z, counts);
    return model.variational ? `${majority(counts)}; log p(z) = ${formatNumber(logPrior(z))}` : majority(counts);
  }

  /** @param {Record<string, any>} part */
  function led(part) {
    if ("order" in part) rows.order(part.order);
    if ("z" in part || "label" in part) hand.begin({ ...view.now }, FIRST);
  }

  // The view says where the code is only when it is asked.
  function tell() {
    const { kind, index, seed, temperature } = hand.origin ?? FIRST;
    const sample = kind === "sample" ? [index, seed, temperature] : null;
    Object.assign(view.now, { z: codes.toAddress(hand.code), label: hand.label, order: rows.orderNow(), sample });
  }

  function link() {
    tell();
    return { run: run.name, ...view.link() };
  }

  return {
    element: panels.element,
    digit: () => hand.digit,
    /** By the address; else with the digit that the run before had in hand, so that two can be compared; else at a mean. */
    /** @param {Origin | null} digit */
    begin(digit) {
      rows.order(view.now.order);
      hand.begin(view.now, digit ?? FIRST);
      panels.settle(false, false);
      if (digit && hand.origin === digit) view.release(); // of the run shown before: Python cannot know of it
    },
    destroy() {
      hand.destroy();
      panels.destroy();
    },
  };
}
