// The denoiser: a digit, noise on it, and what each chosen model makes of that, all while the level is dragged.
import { element, onePerFrame } from "../kit/kit.js";
import { button, copyLink, presetRow, segmented, slider } from "../kit/controls.js";
import { overDelivered } from "../kit/delivered.js";
import { runReady } from "../kit/store.js";
import { addNoise, noiseField } from "../model/noise.js";
import { NOISE_KINDS, clipSwitch, isGaussian, noiseKind, trainedWords } from "../digits/noise_words.js";
import { MOST_PASSES, Passes, codeSpread, likeliestLabel, meanSquaredError } from "../model/passes.js";
import { digitSource } from "../digits/digit_source.js";
import { pictureColumn } from "./picture_column.js";
import { errorCurves } from "./error_curves.js";
import { Codes } from "../model/codes.js";
import { trailMap } from "./trail_map.js";

const MOST_SEEDS = 1000;
const MOST_CODE_NOISE = 2; // spreads of each coordinate: nothing of the digit is left
const rounded = (v) => Number(v.toFixed(3)); // as the address holds it, so that a link shows the same pixels

/**
 * `data`: runs [{name, spec, trained: {noise, levels}, curves}], one (what a delivered digit is called), start {digit,
 * noise, level, seed, passes, code}, baselines (see error_curves.js), presets [{name, question, set: some of start}]. On release Python hears `view`: the
 * keys of start, digit null where it was drawn or uploaded.
 */
export default function (component) {
  return overDelivered(component, ["digits"], (root, { digits }, data, report) => denoise(root, digits, data, report));
}

function denoise(root, digits, { one, presets, start, baselines }, report) {
  const { digit: firstDigit, ...state } = start;
  const noisyPixels = new Float32Array(784);
  let field = noiseField(state.seed);
  let version = 0; // of what the models are given: the passes made of an older one are void
  let runs = [];
  let runsShown = "";

  const source = digitSource({ digits, one, start: firstDigit, onInput: () => apply({}), onRelease: release });
  const kinds = segmented({ label: "Noise", options: NOISE_KINDS, value: state.noise, testid: "noise-kind", onChange: (noise) => choose({ noise }) });
  const clip = clipSwitch((noise) => choose({ noise }));
  const seed = button("", () => choose({ seed: Math.floor(Math.random() * MOST_SEEDS) }), { testid: "noise-seed", title: "Draw other random numbers" });
  const clean = pictureColumn({ name: "Clean", testid: "clean-digit", figures: false });
  const noisy = pictureColumn({ name: "Noisy", testid: "noisy-digit" });
  const level = slider({
    label: "Noise level", min: 0, max: 1, step: 0.01, value: state.level, testid: "noise-level",
    format: (v) => `${noiseKind(state.noise).symbol} = ${v.toFixed(2)}`,
    onInput: (v) => apply({ level: rounded(v) }), onRelease: release,
  });
  const passes = slider({
    label: "Apply", min: 0, max: MOST_PASSES, step: 1, value: state.passes, testid: "passes", bubble: false,
    format: (v) => `${Math.round(v)} ${Math.round(v) === 1 ? "time" : "times"}`,
    onInput: (v) => apply({ passes: Math.round(v) }), onRelease: release,
  });
  const code = slider({
    label: "Noise in the code, × each coordinate’s own spread", min: 0, max: MOST_CODE_NOISE, step: 0.02, value: state.code,
    testid: "code-noise", bubble: false, onInput: (v) => apply({ code: rounded(v) }), onRelease: release,
  });
  const curves = errorCurves(baselines);
  const pictures = element("div", { class: "pictures" }, clean.element, noisy.element);
  const trails = element("div", { class: "trails" });
  const redraw = onePerFrame(draw);
  root.append(
    element("div", { class: "denoise" },
      element("div", { class: "denoise-top" }, source.row, element("div", { class: "noise-choice" }, kinds.element, clip.element, seed)),
      source.panel,
      pictures,
      element("div", { class: "level-and-curves" }, element("div", { class: "level" }, level.element), curves.head, curves.chart, curves.rows),
      element("div", { class: "denoise-more" }, passes.element, code.element, copyLink(() => view())),
      trails,
      presetRow(presets, ({ set: { digit, ...rest } }) => {
        if (digit !== undefined) source.pick(digit);
        choose(rest);
      }),
    ),
  );

  function apply(change) {
    Object.assign(state, change);
    if (!("passes" in change) || Object.keys(change).length > 1) version++;
    if ("seed" in change) {
      field = noiseField(state.seed);
      for (const run of runs) run.passes?.seed(state.seed);
    }
    redraw();
  }

  // A choice made at one stroke: every control shows it, and Python hears of it.
  function choose(change) {
    apply(change);
    showControls();
    release();
  }

  function showControls() {
    seed.textContent = `Seed ${state.seed}`;
    kinds.set(isGaussian(state.noise) ? "gaussian" : state.noise);
    clip.set(state.noise);
    level.set(state.level);
    passes.set(state.passes);
    code.set(state.code);
    curves.set(runs, state.noise, noiseKind(state.noise).symbol);
  }

  function draw() {
    const digit = source.digit();
    addNoise(state.noise, digit.pixels, state.level, field, noisyPixels);
    clean.show(digit.pixels);
    clean.subtitle(digit.title);
    noisy.show(noisyPixels, meanSquaredError(noisyPixels, digit.pixels));
    noisy.subtitle(noiseKind(state.noise).says(state.level));
    const ready = runs.filter((run) => run.passes);
    for (const run of ready) {
      if (run.version !== version) tell(run, digit);
      const image = run.passes.image(state.passes);
      run.error = meanSquaredError(image, digit.pixels);
      run.column.show(image, run.error);
    }
    const least = Math.min(...ready.map((run) => run.error));
    for (const run of ready) run.column.best(run.error === least);
    showTrails(ready);
    curves.qualify(state.passes !== 1 || state.code > 0);
    curves.moveTo(state.level);
  }

  // The way of the codes, of the runs that have a map for it, once there is more than one pass.
  function showTrails(ready) {
    trails.hidden = state.passes < 2;
    if (!trails.hidden) for (const run of ready) run.trail?.show(run.passes, state.passes);
  }

  function tell(run, digit) {
    const { model } = run.passes;
    const label = model.classes ? (digit.label ?? likeliestLabel(model, digit.pixels)) : undefined;
    if (model.classes) run.column.subtitle(`${trainedWords(run.trained)}, told ${label}`);
    run.passes.start(noisyPixels, label, state.code);
    run.version = version;
  }

  function view() {
    return { digit: source.digit().index, ...state };
  }

  function release() {
    passes.set(state.passes); // a thumb let go between two whole numbers
    const { level: told, code: toldCode } = view();
    apply({ level: told, code: toldCode }); // what a link and Python are told is what is shown, to the last digit
    for (const picture of [clean, noisy, curves, ...runs.flatMap(({ column, trail }) => [column, trail])]) picture?.describe();
    report(view());
  }

  function addRun({ name, spec, trained, curves: measured }) {
    const column = pictureColumn({ name, subtitle: trainedWords(trained), testid: "output-digit", run: name });
    const run = { name, trained, curves: measured, column, passes: null, trail: null, version: -1 };
    runReady(name, spec)
      .then(async ({ model, latents }) => {
        run.passes = new Passes(model);
        run.passes.seed(state.seed);
        if (model.latentSize === 2) run.trail = trailMap(name, new Codes(latents, spec));
        placeTrails();
        redraw();
        run.passes.spread = await codeSpread(model, latents, { images: digits.get("images").data, labels: digits.get("labels").data });
        code.input.disabled = !runs.every((other) => other.passes?.spread);
        apply({});
      })
      .catch((error) => column.problem(error));
    return run;
  }

  function placeTrails() {
    trails.replaceChildren(...runs.flatMap(({ trail }) => (trail ? [trail.element] : [])));
  }

  return {
    update({ runs: wanted }) {
      const names = wanted.map(({ name }) => name).join(" ");
      if (names !== runsShown) {
        runsShown = names;
        code.input.disabled = true;
        const kept = new Map(runs.map((run) => [run.name, run]));
        runs = wanted.map((run) => kept.get(run.name) ?? addRun(run));
        for (const run of kept.values()) if (!runs.includes(run)) run.trail?.destroy();
        pictures.replaceChildren(clean.element, noisy.element, ...runs.map(({ column }) => column.element));
        placeTrails();
        code.input.disabled = !runs.every((run) => run.passes?.spread);
      }
      showControls();
      curves.moveTo(state.level);
      curves.describe();
      for (const { trail } of runs) trail?.repaint(); // the theme may be another
      redraw();
    },
    destroy() {
      curves.destroy();
      for (const { trail } of runs) trail?.destroy();
    },
  };
}
