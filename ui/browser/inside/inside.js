// The instrument "Layers": what every layer of a model makes of one digit, live while noise is put on it.
import { button, copyLink, presetRow, slider } from "../kit/controls.js";
import { digitRow } from "../digits/digit_row.js";
import { element, formatNumber, instrument, onePerFrame, palette, showProblem } from "../kit/kit.js";
import { layerSheets } from "./layer_sheets.js";
import { magnifier } from "./magnifier.js";
import { modelEnds } from "./model_ends.js";
import { addNoise, noiseField } from "../model/noise.js";
import { clipSwitch } from "../digits/noise_words.js";
import { meanSquaredError } from "../model/passes.js";
import { runReady } from "../kit/store.js";

const SEEDS = 1000;
const rounded = (v) => Number(v.toFixed(3)); // as the address holds it, so that a link shows the same pixels
const LEGEND =
  "In every picture mid-grey is 0, white is the largest magnitude in that layer and black is minus it; the \u00b1 below it is that magnitude. " +
  "Vectors of up to 32 numbers are bars on the same scale, up for plus.";

/**
 * `data`: {run, spec, one: what to call a digit of the source, presets: [{name, question, level, open: name of a
 * layer or null}], start: {digit, noise, level, seed}}. Reports `view` on release: {digit, noise, level, seed}, digit by its place in its source.
 */
export default function (component) {
  return instrument(component, (root) => inside(root, component.data));
}

function inside(root, { start, one, presets }) {
  const state = { ...start };
  const noisy = new Float32Array(784);
  const output = new Float32Array(784);
  let latest = null; // the component of the last call
  let asked = null; // the run last asked for
  let shown = null; // the run on the screen: {run, spec, model, sheets}
  let pass = null; // the numbers on the screen: {layers, ends}
  let colours = palette(root);
  let field = noiseField(state.seed);

  const redraw = onePerFrame(draw);
  const ends = modelEnds();
  const large = magnifier(() => large.draw(pass.layers, colours));
  const layersHome = element("div", {});
  const digits = digitRow((digit) => change({ digit }, true));
  const slide = slider({
    label: "Noise level", min: 0, max: 1, step: 0.01, value: state.level, testid: "noise-level", bubble: false,
    format: (level) => `\u03c3 = ${formatNumber(level)}`,
    onInput: (level) => change({ level: rounded(level) }), onRelease: settle,
  });
  const seed = button(`Seed ${state.seed}`, () => change({ seed: (state.seed + 1) % SEEDS }, true), { testid: "noise-seed", title: "Other noise of the same level" });
  const clip = clipSwitch((noise) => change({ noise }, true));
  const stage = element(
    "div",
    { class: "inside" },
    element("div", { class: "inside-digit" }, digits.element, copyLink(() => ({ run: shown.run, ...state }))),
    element("div", { class: "inside-level" }, slide.element, clip.element, seed),
    ends.element,
    presetRow(presets, pick),
    element("p", { class: "second" }, LEGEND),
    layersHome,
    large.element,
  );
  stage.addEventListener("keydown", (event) => event.key === "Escape" && large.close());

  function update(component) {
    latest = component;
    colours = palette(root);
    if (shown) redraw(); // the theme may have changed
    const { run, spec } = component.data;
    if (run === asked) return;
    asked = run;
    Promise.all([runReady(run, spec, ["model"]), runReady("@digits", null, ["digits"])])
      .then(([{ model }, ready]) => run === asked && show({ run, spec, model }, ready.digits))
      .catch((error) => run === asked && showProblem(root, error));
  }

  function show(next, delivered) {
    large.close();
    digits.fill(delivered);
    state.digit = digits.choose(state.digit);
    const layers = next.model.activations(digits.pixels(), digits.label());
    next.sheets = layerSheets(layers, large.open);
    ends.setRun(next.run, next.spec);
    layersHome.replaceChildren(next.sheets.element);
    root.replaceChildren(stage);
    shown = next;
    clip.set(state.noise);
    draw();
    describe();
  }

  function draw() {
    const [clean, label] = [digits.pixels(), digits.label()];
    addNoise(state.noise, clean, state.level, field, noisy);
    const layers = shown.model.activations(noisy, label);
    const logits = layers[layers.length - 1].data;
    shown.model.shade(logits, output);
    const error = meanSquaredError(output, clean);
    const code = layers[shown.spec.encoder.length - 1].data.subarray(0, shown.spec.latent_size); // a VAE's log-variance follows
    pass = { layers, ends: { run: shown.run, clean, noisy, output, code, label, name: `${one} ${state.digit}`, noise: state.noise, sigma: state.level, error } };
    ends.draw(pass.ends, colours);
    shown.sheets.draw(layers, colours);
    large.draw(layers, colours);
  }

  function change(what, done = false) {
    Object.assign(state, what);
    slide.set(state.level);
    clip.set(state.noise);
    seed.textContent = `Seed ${state.seed}`;
    if ("seed" in what) field = noiseField(state.seed);
    redraw();
    if (done) settle();
  }

  function settle() {
    describe();
    latest.setStateValue("view", { ...state });
  }

  function describe() {
    ends.describe(pass.ends);
    shown.sheets.describe(pass.layers);
  }

  function pick({ level, open }) {
    change({ level }, true);
    const layer = pass.layers.findIndex(({ name }) => name === open);
    if (layer < 0) large.close();
    else large.open(layer, 0, shown.sheets.openers[layer]);
  }

  return { update, destroy: large.close };
}
