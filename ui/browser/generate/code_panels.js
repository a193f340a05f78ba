// What stands around the sliders: the digit, where codes start from, the traversal of the axis in hand, ten digits in one
// style, samples of the prior.
import { element, formatNumber } from "../kit/kit.js";
import { digitCanvas } from "../kit/canvas.js";
import { button, copyLink, presetRow, segmented, slider } from "../kit/controls.js";
import { gaussian } from "../model/codes.js";
import { digitGallery, paintInTurn } from "../digits/digit_gallery.js";
import { logPrior, seededNormal } from "../model/axes.js";
import { traversals } from "./traversal.js";

const SAMPLES = 64;
const DIGITS = Array.from({ length: 10 }, (_, digit) => digit);

/**
 * @param {{run: {name: string}, model: Model, codes: Codes, view: {code: Float64Array, label: number | null, origin: object},
 *   presets: object[], rows: ReturnType<typeof axisRows>, act: Record<string, Function>}} parts
 *   view is read, never written; act holds what a press does
 * @returns {{element: HTMLElement} & Record<string, Function>} draw: the digit of a code; aim: another axis is in hand, or
 *   the rest of the code changed; mark: the axis in hand moved; settle: the hand let go; prior, temperature, samples
 */
export function codePanels({ run, model, codes, view, presets, rows, act }) {
  const { size } = codes;
  const prior = { temperature: 1, seed: 1 };
  const names = model.variational ? ["Prior", "Sample"] : ["N(0, I)", "Decoded noise"];
  let noise = seededNormal(prior.seed, SAMPLES * size);

  const digit = digitCanvas({ scale: 0, testid: "decoded-digit", run: run.name });
  const density = element("p", { "data-testid": "log-prior" }, "no prior over z");
  const origin = element("p", { class: "second", "data-testid": "origin" });

  const strips = traversals({ rows, codes, view, roomy: !model.classes, decode, put: act.put });
  const styles = digitGallery({
    count: 10,
    class: "styles",
    testid: "style-digit",
    label: "The same code under each label",
    name: (i) => `Label ${i}`,
    decode: (i) => model.decode(view.code, i),
    onPick: (i) => act.relabel(i),
  });
  const labels = segmented({
    label: "Label",
    options: DIGITS.map((label) => ({ value: String(label), label: String(label) })),
    value: "0",
    testid: "label",
    onChange: (value) => act.relabel(Number(value)),
  });

  const samples = digitGallery({
    count: SAMPLES,
    class: "samples",
    testid: "prior-sample",
    label: `${names[1]}, ${SAMPLES} times`,
    name: (i) => `${names[1]} ${i + 1}`,
    decode: (i) => decode(sampleCode(i)),
    onPick: (i) => act.startAt(sampleCode(i), { kind: "sample", index: i, ...prior }),
  });
  const seed = element("span", { class: "second", "data-testid": "seed" });
  const temperature = slider({
    label: "Temperature",
    min: 0,
    max: 2,
    step: 0.05,
    value: prior.temperature,
    testid: "temperature",
    bubble: false,
    onInput: (value) => setPrior({ temperature: Number(value.toFixed(3)) }), // as the address holds it
    onRelease: () => act.tell(),
  });
  const turn = paintInTurn([...(model.classes ? [styles] : []), ...strips.galleries, samples]);

  const means = DIGITS.map((c) =>
    element("button", { type: "button", title: `Mean code of the ${c}s`, "data-testid": `start-mean-${c}`, onclick: () => act.startFrom({ kind: "mean", digit: c }) }, String(c)),
  );
  means.forEach((node, c) => (node.disabled = Number.isNaN(codes.meanCode(c)[0]))); // a digit the test set lacks
  const meanRow = element("div", { class: "legend means", role: "group", "aria-label": "Start from the mean code of a digit" }, ...means);
  const undo = button("Undo", act.undo, { testid: "undo", title: "Ctrl+Z" });
  const reset = button("Reset", act.reset, { testid: "reset", title: "Back to the start" });
  const randomDigit = button("Test digit", () => act.startFrom({ kind: "test", index: Math.floor(Math.random() * codes.count) }), { testid: "start-test", title: "The code of a random test digit" });
  const random = button("Prior sample", () => act.startAt(Float64Array.from(view.code, () => prior.temperature * gaussian()), { kind: "prior", ...prior }), { testid: "start-prior", title: "z = temperature \u00d7 N(0, I)" });

  const node = element(
    "div",
    { class: "generate" },
    element("section", { class: "code-digit" }, title("Decoded digit", run.name), digit.element, element("div", { class: "code-facts" }, density, origin)),
    element(
      "section",
      { class: "code-controls" },
      element("div", { class: "code-bars" },
        element("div", { class: "code-bar" }, element("span", {}, "Start from mean"), meanRow, element("span", { class: "aside" }, "or a random"), randomDigit, ...(model.variational ? [random] : [])),
        element("div", { class: "code-bar" }, rows.chooser, element("div", { class: "code-buttons" }, undo, reset, copyLink(act.link))),
      ),
      rows.element,
      ...(model.classes ? [element("div", { class: "styles-panel" }, title("Ten digits in one style", "the same code under each label"), styles.element, labels.element)] : []),
      ...strips.elements,
    ),
    element(
      "section",
      { class: "code-prior" },
      element("div", { class: "code-title" }, element("span", { class: "name" }, names[0]), seed, button("New samples", () => (setPrior({ seed: prior.seed + 1 }), act.tell()), { testid: "new-samples" })),
      samples.element,
      temperature.element,
      ...(model.variational ? [] : [element("p", { class: "second", "data-testid": "no-prior" }, "This model was never trained to have a prior: nothing made its codes look like these draws.")]),
    ),
    presetRow(presets, act.pick),
  );
  setPrior(prior);

  function decode(code) {
    return model.decode(code, view.label ?? undefined);
  }

  function sampleCode(i) {
    return noise.subarray(i * size, (i + 1) * size).map((epsilon) => prior.temperature * epsilon);
  }

  function setPrior(next) {
    Object.assign(prior, next);
    if (next.seed !== undefined) noise = seededNormal(prior.seed, SAMPLES * size);
    temperature.set(prior.temperature);
    seed.textContent = `seed ${prior.seed}`;
    samples.spoil();
    samples.mark(-1);
    turn.request();
  }

  return {
    element: node,
    prior: () => prior,
    /** The code of a sample that an address names, whatever is drawn now. */
    sample: (i, from, heat) => seededNormal(from, (i + 1) * size).subarray(i * size).map((epsilon) => heat * epsilon),
    setPrior,
    mark: strips.mark,
    destroy: turn.stop,
    draw(pixels, z) {
      digit.draw(pixels);
      digit.element.dataset.z = JSON.stringify(Array.from(z));
      if (model.variational) density.textContent = `log p(z) = ${formatNumber(logPrior(z))}`;
      if (model.classes) styles.spoil();
      turn.request();
    },
    aim() {
      strips.aim();
      turn.request();
    },
    placed({ relabelled }) {
      origin.textContent = `Start: ${describeOrigin(view.origin, codes.labels)}`;
      means.forEach((cell, c) => cell.setAttribute("aria-pressed", view.origin.kind === "mean" && view.origin.digit === c));
      styles.mark(view.label);
      const { kind, index, seed: from, temperature: heat } = view.origin;
      samples.mark(kind === "sample" && from === prior.seed && heat === prior.temperature ? index : -1);
      labels.set(view.label);
      if (relabelled) samples.spoil();
      turn.request();
    },
    settle(canUndo, canReset) {
      undo.disabled = !canUndo;
      reset.disabled = !canReset;
      const numbers = Array.from(codes.coordinates(Float32Array.from(view.code)), (value) => formatNumber(value)).join(", ");
      digit.describe(`Digit decoded by ${run.name} from ${codes.principal ? "the principal coordinates" : "the code"} ${numbers}`);
    },
  };
}

function title(text, more) {
  return element("div", { class: "code-title" }, element("span", { class: "name" }, text), element("span", { class: "second" }, more));
}

function describeOrigin(origin, labels) {
  const { kind, digit, index, seed, temperature } = origin;
  if (kind === "mean") return `mean code of the ${digit}s`;
  if (kind === "test") return `test digit ${index}, a ${labels[index]}`;
  if (kind === "prior") return `prior at temperature ${formatNumber(temperature)}`;
  if (kind === "sample") return `sample ${index + 1} of seed ${seed}`;
  return "the code in the address";
}
