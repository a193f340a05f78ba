// What stands around the sliders: the digit, where codes start from, the traversal of the axis in hand, ten digits in one
// style, samples of the prior.
import { element } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { digitCanvas } from "../kit/canvas.js";
import { button, copyLink, presetRow, segmented } from "../kit/controls.js";
import { digitGallery, paintInTurn } from "../digits/digit_gallery.js";
import { logPrior } from "../model/gaussian.js";
import { gaussian, seededNormal } from "../model/random.js";
import { traversals } from "./traversal.js";

const SAMPLES = 64;
const DIGITS = Array.from({ length: 10 }, (_, digit) => digit);

/**
 * @typedef {import("./code_in_hand.js").Origin} Origin
 * @typedef {import("./generate.js").GeneratePreset} GeneratePreset
 */

/**
 * @param {{run: {name: string}, model: Model, codes: Codes, hand: import("./code_in_hand.js").CodeInHand,
 *   view: View, presets: GeneratePreset[], rows: import("./axis_rows.js").AxisRows,
 *   put: (axis: number, value: number) => void, pick: (preset: GeneratePreset) => void, link: () => Record<string, string>}} parts put: bring the code to a value along an axis
 * @returns draw: the digit of a code; aim: another axis is in hand, or the rest of the code changed; mark: the axis in hand moved;
 *   settle: the hand let go; prior: the temperature or the seed is another; sample: the code of a sample
 */
export function codePanels({ run, model, codes, hand, view, presets, rows, put, pick, link }) {
  const { size } = codes;
  const names = model.variational ? ["Prior", "Sample"] : ["N(0, I)", "Decoded noise"];
  let noise = seededNormal(view.now.seed, SAMPLES * size);

  const digit = digitCanvas({ scale: 0, testid: "decoded-digit", run: run.name });
  const density = element("p", { "data-testid": "log-prior" }, "no prior over z");
  const origin = element("p", { class: "second", "data-testid": "origin" });

  const strips = traversals({ rows, codes, view: hand, roomy: !model.classes, decode, put });
  const styles = digitGallery({
    count: 10,
    class: "styles",
    testid: "style-digit",
    label: "The same code under each label",
    name: (i) => `Label ${i}`,
    decode: (i) => model.decode(hand.code, i),
    onPick: (i) => hand.relabel(i),
  });
  const labels = segmented({
    label: "Label",
    options: DIGITS.map((label) => ({ value: String(label), label: String(label) })),
    value: "0",
    testid: "label",
    onChange: (value) => hand.relabel(Number(value)),
  });

  const samples = digitGallery({
    count: SAMPLES,
    class: "samples",
    testid: "prior-sample",
    label: `${names[1]}, ${SAMPLES} times`,
    name: (i) => `${names[1]} ${i + 1}`,
    decode: (i) => decode(sampleCode(i)),
    onPick: (i) => hand.startAt(sampleCode(i), { kind: "sample", index: i, ...prior() }),
  });
  const seed = element("span", { class: "second", "data-testid": "seed" });
  const temperature = view.slider("temperature", { label: "Temperature", step: 0.05, testid: "temperature", bubble: false });
  const turn = paintInTurn([...(model.classes ? [styles] : []), ...strips.galleries, samples]);

  const means = DIGITS.map((c) =>
    element("button", { type: "button", title: `Mean code of the ${c}s`, "data-testid": `start-mean-${c}`, onclick: () => hand.startFrom({ kind: "mean", digit: c }) }, String(c)),
  );
  means.forEach((node, c) => (node.disabled = Number.isNaN(codes.meanCode(c)[0]))); // a digit the test set lacks
  const meanRow = element("div", { class: "legend means", role: "group", "aria-label": "Start from the mean code of a digit" }, ...means);
  const undo = button("Undo", () => hand.undo(), { testid: "undo", title: "Ctrl+Z" });
  const reset = button("Reset", () => hand.reset(), { testid: "reset", title: "Back to the start" });
  const randomDigit = button("Test digit", () => hand.startFrom({ kind: "test", index: Math.floor(Math.random() * codes.count) }), { testid: "start-test", title: "The code of a random test digit" });
  const random = button("Prior sample", () => hand.startAt(Float64Array.from(hand.code, () => view.now.temperature * gaussian()), { kind: "prior", ...prior() }), { testid: "start-prior", title: "z = temperature \u00d7 N(0, I)" });

  const node = element(
    "div",
    { class: "generate" },
    element("section", { class: "code-digit" }, title("Decoded digit", run.name), digit.element, element("div", { class: "code-facts" }, density, origin)),
    element(
      "section",
      { class: "code-controls" },
      element("div", { class: "code-bars" },
        element("div", { class: "code-bar" }, element("span", {}, "Start from mean"), meanRow, element("span", { class: "aside" }, "or a random"), randomDigit, ...(model.variational ? [random] : [])),
        element("div", { class: "code-bar" }, rows.chooser, element("div", { class: "code-buttons" }, undo, reset, copyLink(link))),
      ),
      rows.element,
      ...(model.classes ? [element("div", { class: "styles-panel" }, title("Ten digits in one style", "the same code under each label"), styles.element, labels.element)] : []),
      ...strips.elements,
    ),
    element(
      "section",
      { class: "code-prior" },
      element("div", { class: "code-title" }, element("span", { class: "name" }, names[0]), seed, button("New samples", () => view.choose({ seed: view.now.seed + 1 }), { testid: "new-samples" })),
      samples.element,
      temperature.element,
      ...(model.variational ? [] : [element("p", { class: "second", "data-testid": "no-prior" }, "This model was never trained to have a prior: nothing made its codes look like these draws.")]),
    ),
    presetRow(presets, pick),
  );
  setPrior(view.now);

  /** @param {Numbers} code */
  function decode(code) {
    return model.decode(code, hand.label ?? undefined);
  }

  /** @param {number} i */
  function sampleCode(i) {
    return noise.subarray(i * size, (i + 1) * size).map((epsilon) => view.now.temperature * epsilon);
  }

  function prior() {
    return { temperature: view.now.temperature, seed: view.now.seed };
  }

  /** @param {Record<string, any>} part */
  function setPrior(part) {
    if (part.temperature === undefined && part.seed === undefined) return;
    if (part.seed !== undefined) noise = seededNormal(part.seed, SAMPLES * size);
    temperature.set(view.now.temperature);
    seed.textContent = `seed ${view.now.seed}`;
    samples.spoil();
    samples.mark(-1);
    turn.request();
  }

  return {
    element: node,
    /** The code of a sample that an address names, whatever is drawn now. */
    /** @type {(i: number, from: number, heat: number) => Float32Array} */
    sample: (i, from, heat) => seededNormal(from, (i + 1) * size).subarray(i * size).map((epsilon) => heat * epsilon),
    prior: setPrior,
    mark: strips.mark,
    destroy: turn.stop,
    /** @param {Numbers} pixels @param {Float32Array} z */
    draw(pixels, z) {
      digit.draw(pixels, z);
      if (model.variational) density.textContent = `log p(z) = ${formatNumber(logPrior(z))}`;
      if (model.classes) styles.spoil();
      turn.request();
    },
    aim() {
      strips.aim();
      turn.request();
    },
    /** @param {{relabelled: boolean}} how */
    placed({ relabelled }) {
      /** @type {Origin} */
      const from = hand.origin ?? { kind: "link" };
      origin.textContent = `Start: ${describeOrigin(from, codes.labels)}`;
      means.forEach((cell, c) => cell.setAttribute("aria-pressed", String(from.kind === "mean" && from.digit === c)));
      styles.mark(hand.label ?? -1);
      const there = from.kind === "sample" && from.seed === view.now.seed && from.temperature === view.now.temperature;
      samples.mark(there ? (from.index ?? -1) : -1);
      labels.set(String(hand.label));
      if (relabelled) samples.spoil();
      turn.request();
    },
    /** @param {boolean} canUndo @param {boolean} canReset */
    settle(canUndo, canReset) {
      undo.disabled = !canUndo;
      reset.disabled = !canReset;
      const numbers = Array.from(codes.coordinates(Float32Array.from(hand.code)), (value) => formatNumber(value)).join(", ");
      digit.describe(`Digit decoded by ${run.name} from ${codes.principal ? "the principal coordinates" : "the code"} ${numbers}`);
    },
  };
}

/** @param {string} text @param {string} more */
function title(text, more) {
  return element("div", { class: "code-title" }, element("span", { class: "name" }, text), element("span", { class: "second" }, more));
}

/** @param {Origin} origin @param {Numbers} labels */
function describeOrigin(origin, labels) {
  const { kind, digit, index = 0, seed, temperature = 1 } = origin;
  if (kind === "mean") return `mean code of the ${digit}s`;
  if (kind === "test") return `test digit ${index}, a ${labels[index]}`;
  if (kind === "prior") return `prior at temperature ${formatNumber(temperature)}`;
  if (kind === "sample") return `sample ${index + 1} of seed ${seed}`;
  return "the code in the address";
}
