// What every layer of a model makes of one digit, live while noise is put on it.
import { button, presetRow } from "../kit/controls.js";
import { copyLink } from "../kit/copy_link.js";
import { digitRow } from "../digits/digit_row.js";
import { element, onePerFrame, palette } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { View } from "../kit/view.js";
import { layerSheets } from "./layer_sheets.js";
import { magnifier } from "./magnifier.js";
import { modelEnds } from "./model_ends.js";
import { addNoise, noiseField } from "../model/noise.js";
import { clipSwitch } from "../digits/noise_words.js";
import { meanSquaredError } from "../model/passes.js";
import { oneRun } from "../kit/runs.js";
import { overDelivered } from "../kit/delivered.js";

const LEGEND =
  "In every picture mid-grey is 0, white is the largest magnitude in that layer and black is minus it; the \u00b1 below it is that magnitude. " +
  "Vectors of up to 32 numbers are bars on the same scale, up for plus.";

/**
 * @typedef {import("./tiles.js").Layer} Layer
 * @typedef {{run: Named, spec: Spec, model: Model, sheets: ReturnType<typeof layerSheets>, noisy: Float32Array,
 *   output: Float32Array}} Shown noisy, output: written to at every move
 * @typedef {{run: Named, spec: Spec, one: string, kinds: import("../digits/noise_words.js").NoiseKinds,
 *   presets: (import("../kit/controls.js").Preset & {set: {level?: number, open?: string | null}})[]} & ViewData} InsideData
 */

/**
 * `data`: {run, spec, one: what to call a digit of the source,
 * kinds of noise} and the view of ui/instruments/inside.py; a preset may set `open`, the name of the layer to open large, or
 * null.
 * @param {Component<InsideData>} component
 */
export default function (component) {
  return overDelivered(component, ["digits"], (root, { digits }, data, report) => inside(root, digits, data, report));
}

/** @param {HTMLElement} root @param {Tensors} delivered @param {InsideData} data @param {Tell} report */
function inside(root, delivered, { one, kinds, presets, ...data }, report) {
  /** @type {Shown} the run on the screen */
  let shown;
  /** @type {ReturnType<typeof passThrough>} the numbers on the screen */
  let pass;
  let colours = palette(root);

  const view = new View(data, { moved, led, released: describe, seen, report });
  let field = noiseField(view.now.seed);
  const redraw = onePerFrame(draw);
  const ask = oneRun(root);
  const ends = modelEnds(kinds);
  const large = magnifier(() => large.draw(pass.layers, colours));
  const [digits, layersHome] = [digitRow((digit) => view.choose({ digit })), element("div", {})];
  const link = copyLink(() => ({ run: shown.run.name, ...view.link() }));
  const stage = layout({ digits, link, noise: noiseControls(view), ends, tries: presetRow(presets, pick), layersHome, large });

  /** @param {InsideData} data */
  function update({ run, spec }) {
    colours = palette(root);
    if (shown) redraw(); // the theme may have changed
    ask({ name: run.name, spec }, ["model"], ({ model }) => show({ run, spec, model }));
  }

  /** @param {Pick<Shown, "run" | "spec" | "model">} next */
  function show(next) {
    large.close();
    view.now.digit = digits.choose(view.now.digit);
    const layers = next.model.activations(digits.pixels(), digits.label());
    const [noisy, output] = [new Float32Array(784), new Float32Array(784)];
    shown = { ...next, sheets: layerSheets(layers, large.open), noisy, output };
    ends.setRun(next.run, next.spec);
    layersHome.replaceChildren(shown.sheets.element);
    root.replaceChildren(stage);
    draw();
    describe();
  }

  digits.fill(delivered);
  /** @param {Record<string, any>} part */
  function moved(part) {
    if ("seed" in part) field = noiseField(view.now.seed);
    if (shown) redraw();
  }

  /** @param {Record<string, any>} part */
  function led(part) {
    if ("digit" in part) view.now.digit = digits.choose(view.now.digit);
  }

  function draw() {
    const { digit, noise, level } = view.now;
    const given = { clean: digits.pixels(), label: digits.label(), name: `${one} ${digit}`, noise, sigma: level };
    pass = passThrough(shown, given, field);
    ends.draw(pass.ends, colours);
    shown.sheets.draw(pass.layers, colours);
    large.draw(pass.layers, colours);
  }

  function describe() {
    if (pass) ends.describe(pass.ends);
  }

  function seen() {
    const { label, sigma, error } = pass.ends;
    return `A ${label}, noise \u03c3 = ${formatNumber(sigma)}; MSE of the copy ${formatNumber(error, 4)}`;
  }

  /** @param {InsideData["presets"][number]} preset */
  function pick({ set: { level, open } }) {
    view.choose({ level });
    const layer = pass.layers.findIndex(({ name }) => name === open);
    if (layer < 0) large.close();
    else large.open(layer, 0, shown.sheets.openers[layer]);
  }

  return { update, destroy: large.close };
}

/**
 * @param {{digits: {element: HTMLElement}, link: HTMLElement, noise: HTMLElement[], ends: {element: HTMLElement},
 *   tries: HTMLElement, layersHome: HTMLElement, large: {element: HTMLElement, close: () => void}}} parts
 */
function layout({ digits, link, noise, ends, tries, layersHome, large }) {
  return element(
    "div",
    { class: "inside", onkeydown: /** @param {KeyboardEvent} event */ (event) => event.key === "Escape" && large.close() },
    element("div", { class: "inside-digit" }, digits.element, link),
    element("div", { class: "inside-level" }, ...noise),
    ends.element,
    tries,
    element("p", { class: "second" }, LEGEND),
    layersHome,
    large.element,
  );
}

/**
 * Every layer of a run for a digit with noise, and what stands at its two ends.
 * @param {Shown} shown
 * @param {Pick<import("./model_ends.js").Ends, "clean" | "label" | "name" | "noise" | "sigma">} given
 * @param {ReturnType<typeof noiseField>} field
 * @returns {{layers: Layer[], ends: import("./model_ends.js").Ends}}
 */
function passThrough({ run, spec, model, noisy, output }, given, field) {
  const { clean, label, noise, sigma } = given;
  addNoise(noise, clean, sigma, field, noisy);
  const layers = model.activations(noisy, label);
  model.shade(layers[layers.length - 1].data, output);
  const error = meanSquaredError(output, clean);
  return { layers, ends: { ...given, run: run.title, noisy, output, code: codeIn(layers, spec), error } };
}

// A VAE's log-variance follows the mean.
/** @param {Layer[]} layers @param {Spec} spec */
function codeIn(layers, spec) {
  return layers[spec.encoder.length - 1].data.subarray(0, spec.latent_size);
}

/** @param {View} view */
function noiseControls(view) {
  const level = view.slider("level", {
    label: "Noise level",
    step: 0.01,
    testid: "noise-level",
    bubble: false,
    format: (sigma) => `\u03c3 = ${formatNumber(sigma)}`,
  });
  const seed = button("", () => view.choose({ seed: view.next("seed") }), {
    testid: "noise-seed",
    title: "Other noise of the same level",
  });
  const clip = clipSwitch((noise) => view.choose({ noise }));
  view.shows((now) => {
    clip.set(now.noise);
    seed.textContent = `Seed ${now.seed}`;
  });
  return [level.element, clip.element, seed];
}
