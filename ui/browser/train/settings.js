// What a model of one's own is made of, and how it learns: every setting under its name, each a parameter of the view.
import { segmented, slider } from "../kit/controls.js";
import { element } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { noiseOptions } from "../digits/noise_words.js";

/** @typedef {{value: string, label: string}[]} Options */

const FRESH = ["model", "widths", "size", "activation", "batch", "seed"]; // what needs a start from nothing

/** @param {string[]} values */
const plain = (values) => values.map((value) => ({ value, label: value }));

/**
 * @param {View} view @param {import("../digits/noise_words.js").NoiseKinds} kinds
 * @returns {{fresh: HTMLElement, live: HTMLElement}} the settings that need a fresh start, and those that act at once
 */
export function settings(view, kinds) {
  const level = view.slider("level", { label: "Noise level", step: 0.05, bubble: false });
  const beta = view.slider("beta", { label: "[Beta|beta]", step: 0.25, bubble: false, testid: "train-setting-beta" });
  const fresh = element(
    "div",
    { class: "learn-settings" },
    one(view, "model", "Model", [
      { value: "vae", label: "VAE" },
      { value: "ae", label: "AE" },
    ]),
    list(view, "size", "Numbers in the code", plain(wholes(view, "size").map(String))),
    list(
      view,
      "widths",
      "Hidden layers",
      view.names("widths").map((value) => ({ value, label: value.replaceAll("-", ", ") })),
    ),
    list(view, "activation", "Activation", plain(view.names("activation"))),
    list(view, "batch", "Batch", plain(view.names("batch"))),
    seedField(view),
  );
  const rising = wholes(view, "warmup").map((i) => ({
    value: String(i),
    label: i ? `${i} epoch${i > 1 ? "s" : ""}` : "no time",
  }));
  const warmUp = list(view, "warmup", "Beta rises over", rising);
  const noises = [{ value: "none", label: "None" }, ...noiseOptions(kinds)];
  const noise = list(view, "noise", "Noise on what it sees", noises);
  const live = element("div", { class: "learn-settings" }, rateSlider(view).element, beta.element, warmUp, noise, level.element);
  view.shows((now) => {
    level.element.hidden = now.noise === "none";
    for (const node of [beta.element, warmUp]) node.hidden = now.model === "ae";
  });
  return { fresh, live };
}

/** All that a whole number of the view may be. @param {View} view @param {string} name */
function wholes(view, name) {
  const { min, max } = view.bounds(name);
  return Array.from({ length: max - min + 1 }, (_, i) => min + i);
}

/** A choice of two or three, all in sight. @param {View} view @param {string} name @param {string} label @param {Options} options */
function one(view, name, label, options) {
  const control = segmented({
    label,
    options,
    value: view.now[name],
    testid: `train-setting-${name}`,
    onChange: (value) => view.choose({ [name]: value }),
  });
  view.shows((now) => control.set(now[name]));
  return element("div", { class: "learn-setting" }, element("span", {}, label), control.element);
}

/** A choice of many, in a list. @param {View} view @param {string} name @param {string} label @param {Options} options */
function list(view, name, label, options) {
  const numeric = typeof view.now[name] === "number";
  const select = element(
    "select",
    {
      class: "field",
      "data-testid": `train-setting-${name}`,
      onchange: () => view.choose({ [name]: numeric ? Number(select.value) : select.value }),
    },
    ...options.map((option) => element("option", { value: option.value }, option.label)),
  );
  view.shows((now) => (select.value = String(now[name])));
  return element("label", { class: "learn-setting" }, element("span", {}, label), select);
}

/** @param {View} view */
function seedField(view) {
  const { min, max } = view.bounds("seed");
  const field = element("input", {
    type: "number",
    class: "field",
    min,
    max,
    step: 1,
    "data-testid": "train-setting-seed",
    onchange: () => {
      const value = Math.round(field.valueAsNumber);
      if (value >= min && value <= max) view.choose({ seed: value });
      else field.value = view.now.seed;
    },
  });
  view.shows((now) => (field.value = now.seed));
  return element("label", { class: "learn-setting" }, element("span", {}, "Seed"), field);
}

/** On a scale of powers of ten. @param {View} view */
function rateSlider(view) {
  const { min, max } = view.bounds("rate");
  const control = slider({
    label: "[Learning rate]",
    min: Math.log10(min),
    max: Math.log10(max),
    value: Math.log10(view.now.rate),
    step: 0.1,
    bubble: false,
    testid: "train-setting-rate",
    powers: true,
    format: (power) => formatNumber(10 ** power, 4),
    onInput: (power) => view.move({ rate: Math.min(max, 10 ** power) }),
    onRelease: view.release,
  });
  view.shows((now) => control.set(Math.log10(now.rate)));
  return control;
}

/** What needs another start if it changes. @param {Record<string, any>} now the view */
export const madeOf = (now) => FRESH.map((name) => now[name]).join();

/** @param {Record<string, any>} now the view @returns {import("../model/training.js").Model} */
export function modelOf({ model, widths, size, activation, batch, seed }) {
  return {
    variational: model === "vae",
    widths: widths.split("-").map(Number),
    latentSize: size,
    activation,
    batch: Number(batch),
    seed,
  };
}

/** @param {Record<string, any>} now the view @returns {import("../model/training.js").Rates} */
export function ratesOf({ rate, beta, warmup, noise, level }) {
  return { learningRate: rate, beta, warmUp: warmup, noise, level };
}
