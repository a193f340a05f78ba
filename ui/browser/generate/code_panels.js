// What stands around the sliders: the digit, where codes start from, the traversal of the axis in hand, ten digits in one
// style, samples of the prior.
import { element } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { digitCanvas } from "../kit/canvas.js";
import { presetRow, segmented } from "../kit/controls.js";
import { copyLink } from "../kit/copy_link.js";
import { digitGallery, paintInTurn } from "../digits/digit_gallery.js";
import { logPrior } from "../model/gaussian.js";
import { priorPanel } from "./prior_panel.js";
import { startBar } from "./start_bar.js";
import { traversals } from "./traversal.js";
import { spelled } from "../kit/word.js";

/**
 * @typedef {import("./code_in_hand.js").Origin} Origin
 * @typedef {import("./generate.js").GeneratePreset} GeneratePreset
 */

/**
 * @param {{run: Named, model: Model, codes: Codes, hand: import("./code_in_hand.js").CodeInHand,
 *   view: View, presets: GeneratePreset[], rows: import("./axis_rows.js").AxisRows,
 *   put: (axis: number, value: number) => void, pick: (preset: GeneratePreset) => void, link: () => Record<string, string>}}
 *   parts put: bring the code to a value along an axis
 * @returns draw: the digit of a code; aim: another axis is in hand, or the rest of the code changed; mark: the axis in hand
 *   moved; settle: the hand let go; prior: the temperature or the seed is another; sample: the code of a sample
 */
export function codePanels({ run, model, codes, hand, view, presets, rows, put, pick, link }) {
  const digit = digitCanvas({ label: `Digit decoded by ${run.name}`, scale: 0, testid: "decoded-digit", run: run.name });
  const density = element("span");
  const origin = element("p", { class: "second", "data-testid": "origin" });
  /** @param {Numbers} code */
  const decode = (code) => model.decode(code, hand.label ?? undefined);
  const request = () => turn.request();
  const strips = traversals({ rows, codes, view: hand, roomy: !model.classes, decode, put });
  const styles = model.classes ? stylesPanel(model, hand) : null;
  const prior = priorPanel({ model, codes, hand, view, decode, request });
  const start = startBar({ variational: model.variational, codes, hand, view });
  const turn = paintInTurn([...(styles ? [styles.gallery] : []), ...strips.galleries, prior.gallery]);
  const likely = model.variational ? [...spelled("[log p(z)] = "), density] : spelled("no [prior] over z");
  const facts = element("div", { class: "code-facts" }, element("p", { "data-testid": "log-prior" }, ...likely), origin);
  const orders = element(
    "div",
    { class: "code-bar" },
    rows.chooser,
    element("div", { class: "code-buttons" }, ...start.back, copyLink(link)),
  );
  const bars = element("div", { class: "code-bars" }, start.element, orders);
  const node = element(
    "div",
    { class: "generate" },
    element("section", { class: "code-digit" }, title(run.title, run.name), digit.element, facts),
    element("section", { class: "code-controls" }, bars, rows.element, ...(styles ? [styles.element] : []), ...strips.elements),
    prior.element,
    presetRow(presets, pick),
  );
  prior.change(view.now);

  return {
    element: node,
    sample: prior.sample,
    prior: prior.change,
    mark: strips.mark,
    destroy: turn.stop,
    /** @param {Numbers} pixels @param {Float32Array} z */
    draw(pixels, z) {
      digit.draw(pixels, z);
      if (model.variational) density.textContent = formatNumber(logPrior(z));
      styles?.gallery.spoil();
      request();
    },
    aim() {
      strips.aim();
      request();
    },
    /** @param {{relabelled: boolean}} how */
    placed({ relabelled }) {
      /** @type {Origin} */
      const from = hand.origin ?? { kind: "link" };
      origin.textContent = `Start: ${describeOrigin(from, codes.labels)}`;
      start.mark(from);
      styles?.mark(hand.label);
      prior.mark(from);
      if (relabelled) prior.gallery.spoil();
      request();
    },
    /** @param {boolean} canUndo @param {boolean} canReset */
    settle(canUndo, canReset) {
      start.allow(canUndo, canReset);
      const numbers = Array.from(codes.coordinates(Float32Array.from(hand.code)), (value) => formatNumber(value)).join(", ");
      digit.describe(
        `Digit decoded by ${run.title} from ${codes.principal ? "the principal coordinates" : "the code"} ${numbers}`,
      );
    },
  };
}

/** The code in hand under each label. @param {Model} model @param {import("./code_in_hand.js").CodeInHand} hand */
function stylesPanel(model, hand) {
  const gallery = digitGallery({
    count: 10,
    class: "styles",
    testid: "style-digit",
    label: "The same code under each label",
    name: (i) => `Label ${i}`,
    decode: (i) => model.decode(hand.code, i),
    onPick: (i) => hand.relabel(i),
  });
  const options = Array.from({ length: 10 }, (_, label) => ({ value: String(label), label: String(label) }));
  const labels = segmented({
    label: "Label",
    options,
    value: "0",
    testid: "label",
    onChange: (value) => hand.relabel(Number(value)),
  });
  const head = title("Ten digits in one style", "the same code under each label");
  return {
    element: element("div", { class: "styles-panel" }, head, gallery.element, labels.element),
    gallery,
    /** @param {number | null} label */
    mark(label) {
      gallery.mark(label ?? -1);
      labels.set(String(label));
    },
  };
}

/** @param {string} text @param {string} more */
function title(text, more) {
  return element(
    "div",
    { class: "code-title" },
    element("span", { class: "name" }, text),
    element("span", { class: "second" }, more),
  );
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
