// A digit, noise on it, and what each chosen model makes of that, all while the level is dragged.
import { element, onePerFrame } from "../kit/kit.js";
import { button, presetRow, segmented } from "../kit/controls.js";
import { copyLink } from "../kit/copy_link.js";
import { overDelivered } from "../kit/delivered.js";
import { runsInView } from "../kit/runs.js";
import { View } from "../kit/view.js";
import { addNoise, noiseField } from "../model/noise.js";
import { clipSwitch, isGaussian, noiseOptions, noiseWords } from "../digits/noise_words.js";
import { formatNumber } from "../model/numbers.js";
import { meanSquaredError } from "../model/passes.js";
import { digitSource } from "../digits/digit_source.js";
import { pictureColumn } from "./picture_column.js";
import { errorCurves } from "./error_curves.js";
import { runColumn } from "./run_column.js";

/**
 * @typedef {import("./run_column.js").DenoisedRun} DenoisedRun
 * @typedef {import("../digits/noise_words.js").NoiseKinds} NoiseKinds
 * @typedef {import("../kit/controls.js").Preset & {set: Record<string, any>, models: string[]}} DenoisePreset
 * @typedef {{runs: DenoisedRun[], presets: DenoisePreset[], one: string, kinds: NoiseKinds,
 *   baselines: import("./error_curves.js").Baselines | null} & ViewData} DenoiseData
 */

/**
 * `data`: runs [{name, spec, trained: {noise, levels, words}, curves}], one (what a delivered digit is called), kinds of noise,
 * baselines (see error_curves.js), and the view of ui/instruments/denoise.py; digit is null where it was drawn or uploaded.
 * @param {Component<DenoiseData>} component
 */
export default function (component) {
  return overDelivered(component, ["digits"], (root, { digits }, data, report) => denoise(root, digits, data, report));
}

/** @param {HTMLElement} root @param {Tensors} digits @param {DenoiseData} data @param {Tell} report */
function denoise(root, digits, data, report) {
  const view = new View(data, { moved, led, released, seen, beside: () => ({ hand: source.hand() }), report });
  const source = digitSource({
    digits,
    one: data.one,
    start: view.now.digit,
    onInput: ({ index }) => view.move({ digit: index }),
    onRelease: view.release,
  });
  view.now.digit = source.digit().index; // of another data set, there may be none of that place
  const given = givenDigit(view.now.seed, source);
  const inputs = inputPictures();
  const [pictures, trails] = [element("div", { class: "pictures" }), element("div", { class: "trails" })];
  const curves = errorCurves(data.baselines);
  const { noise, level, passes, code } = controls(view, data.kinds);
  const runs = runsInView({
    add: /** @param {DenoisedRun} run */ (run) => runColumn(run, { view, digits, onReady }),
    drop: (run) => run.trail?.destroy(),
  });
  const redraw = onePerFrame(draw, describe);
  const tries = presetRow(data.presets, ({ set: { digit, ...rest }, models }) => {
    if (digit !== undefined) source.pick(digit);
    view.choose(rest, models);
  });
  const more = [passes.element, code.element, copyLink(() => view.link())];
  root.append(layout({ source, noise, pictures, level, curves, more, trails, tries }));

  /** @param {Record<string, any>} part */
  function moved(part) {
    if (!("passes" in part) || Object.keys(part).length > 1) given.version++;
    if ("seed" in part) for (const each of [given, ...runs.all.map(({ passes }) => passes)]) each?.seed(view.now.seed);
    redraw();
  }

  /** @param {Record<string, any>} part */
  function led(part) {
    if ("digit" in part && view.now.digit !== null) source.pick(view.now.digit);
  }

  function draw() {
    const { now } = view;
    given.make(now);
    inputs.show(given, noiseWords(data.kinds[now.noise], now.level));
    const ready = runs.all.filter((run) => run.passes);
    for (const run of ready) run.show(given);
    const least = Math.min(...ready.map((run) => run.error));
    for (const run of ready) run.column.best(run.error === least);
    // the way of the codes, of the runs that have a map for it, once there is more than one pass
    trails.hidden = now.passes < 2;
    if (!trails.hidden) for (const run of ready) if (run.passes) run.trail?.show(run.passes, now.passes);
    curves.qualify(now.passes !== 1 || now.code > 0);
    curves.moveTo(now.level);
  }

  // A thumb let go between two whole numbers.
  function released() {
    passes.set(view.now.passes);
  }

  function describe() {
    for (const part of [inputs, curves, ...runs.all]) part.describe();
  }

  function seen() {
    const errors = runs.all.filter((run) => run.passes).map((run) => `${run.short} ${formatNumber(run.error, 4)}`);
    return `At ${formatNumber(view.now.level)}, MSE to the clean digit: ${errors.join(", ")}`;
  }

  function onReady() {
    place();
    moved({});
  }

  function place() {
    pictures.replaceChildren(...inputs.elements, ...runs.all.map(({ column }) => column.element));
    trails.replaceChildren(...runs.all.flatMap(({ trail }) => (trail ? [trail.element] : [])));
    code.input.disabled = !runs.all.every((run) => run.passes?.spread);
  }

  if (source.hand()) view.report(); // it was done before the page was left
  view.shows((now) => curves.set(runs.all, now.noise, data.kinds[now.noise].symbol));
  return {
    /** @param {DenoiseData} data */
    update({ runs: wanted }) {
      if (runs.keep(wanted)) place();
      view.show();
      for (const { trail } of runs.all) trail?.repaint(); // the theme may be another
      redraw();
    },
    destroy() {
      curves.destroy();
      for (const { trail } of runs.all) trail?.destroy();
    },
  };
}

/**
 * What the models are given: the digit, and the same with noise.
 * @param {number} seed @param {{digit: () => import("../digits/digit_source.js").Digit}} source
 */
function givenDigit(seed, source) {
  let field = noiseField(seed);
  return {
    version: 0, // the passes made of an older one are void
    digit: source.digit(),
    noisy: new Float32Array(784),
    /** @param {number} next */
    seed: (next) => void (field = noiseField(next)),
    /** @param {Record<string, any>} now the view */
    make({ noise, level }) {
      this.digit = source.digit();
      addNoise(noise, this.digit.pixels, level, field, this.noisy);
    },
  };
}

// The same, as it is seen.
function inputPictures() {
  const clean = pictureColumn({ name: "Clean", testid: "clean-digit", figures: false });
  const noisy = pictureColumn({ name: "Noisy", testid: "noisy-digit", words: true });
  return {
    elements: [clean.element, noisy.element],
    /** @param {ReturnType<typeof givenDigit>} given @param {string} words of the noise */
    show({ digit, noisy: pixels }, words) {
      clean.show(digit.pixels);
      clean.subtitle(digit.title);
      noisy.show(pixels, meanSquaredError(pixels, digit.pixels));
      noisy.subtitle(words);
    },
    describe() {
      clean.describe();
      noisy.describe();
    },
  };
}

// The kind of noise with its seed, and the three numbers.
/** @param {View} view @param {NoiseKinds} table */
function controls(view, table) {
  const kinds = segmented({
    label: "Noise",
    options: noiseOptions(table),
    value: view.now.noise,
    testid: "noise-kind",
    onChange: (noise) => view.choose({ noise }),
  });
  const clip = clipSwitch((noise) => view.choose({ noise }));
  const seed = button("", () => view.choose({ seed: Math.floor(Math.random() * (view.bounds("seed").max + 1)) }), {
    testid: "noise-seed",
    title: "Draw other random numbers",
  });
  view.shows((now) => {
    seed.textContent = `Seed ${now.seed}`;
    kinds.set(isGaussian(now.noise) ? "gaussian" : now.noise);
    clip.set(now.noise);
  });
  return {
    noise: element("div", { class: "noise-choice" }, kinds.element, clip.element, seed),
    level: view.slider("level", {
      label: "Noise level",
      step: 0.01,
      testid: "noise-level",
      format: (v) => `${table[view.now.noise].symbol} = ${v.toFixed(2)}`,
    }),
    passes: view.slider("passes", {
      label: "Apply",
      step: 1,
      testid: "passes",
      bubble: false,
      format: (v) => `${Math.round(v)} ${Math.round(v) === 1 ? "time" : "times"}`,
    }),
    // at 2 spreads of each coordinate nothing of the digit is left
    code: view.slider("code", {
      label: "Noise in the code, × each coordinate’s own spread",
      step: 0.02,
      testid: "code-noise",
      bubble: false,
    }),
  };
}

/**
 * @param {{source: {row: HTMLElement, panel: HTMLElement}, level: Slider, curves: ReturnType<typeof errorCurves>,
 *   more: HTMLElement[]} & Record<"noise" | "pictures" | "trails" | "tries", HTMLElement>} parts
 */
function layout({ source, noise, pictures, level, curves, more, trails, tries }) {
  return element(
    "div",
    { class: "denoise" },
    element("div", { class: "denoise-top" }, source.row, noise),
    source.panel,
    pictures,
    element(
      "div",
      { class: "level-and-curves" },
      element("div", { class: "level axis" }, level.element),
      curves.head,
      curves.chart,
      curves.rows,
    ),
    element("div", { class: "denoise-more" }, ...more),
    trails,
    tries,
  );
}
