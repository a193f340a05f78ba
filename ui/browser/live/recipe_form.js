// What a training with PyTorch is to be of, and the button that starts it: for those who may (ui/permission.py).
import { button } from "../kit/controls.js";
import { element } from "../kit/kit.js";
import { noiseOptions } from "../digits/noise_words.js";

/** @typedef {{families: Record<string, string>, variational: string[], kinds: import("../digits/noise_words.js").NoiseKinds}} FormData */

/**
 * @param {FormData} data @param {(asked: Record<string, unknown>) => Promise<unknown>} start
 * @returns {HTMLElement}
 */
export function recipeForm({ families, variational, kinds }, start) {
  const problem = element("p", { class: "problem", role: "alert", "data-testid": "live-problem", hidden: true });
  const family = choice("family", Object.entries(families));
  const size = figure("latent_size", { min: 1, max: 64, step: 1, value: 2 });
  const beta = figure("beta", { min: 0, max: 20, step: "any", value: 1 });
  const noise = choice("noise", [["none", "None"], ...noiseOptions(kinds).map(({ value, label }) => [value, label])]);
  const level = figure("noise_level", { min: 0, max: 1, step: "any", value: 0.5 });
  const epochs = figure("epochs", { min: 1, max: 100, step: 1, value: 10 });
  const seed = figure("seed", { min: 0, max: 2 ** 32 - 1, step: 1, value: 0 });
  const name = element("input", {
    class: "field",
    maxlength: 64,
    placeholder: "made of the settings",
    "data-testid": "live-setting-name",
  });
  const go = button("Train with PyTorch", () => form.requestSubmit(), { testid: "live-start" });
  const rows = { family: named("Model", family), size: named("Numbers in the code", size), beta: named("Beta", beta) };
  const others = { noise: named("Noise on what it sees", noise), level: named("Noise level", level) };
  const form = element(
    "form",
    { class: "live-form", onsubmit: submit, onchange: show },
    ...Object.values(rows),
    ...Object.values(others),
    named("Epochs", epochs),
    named("Seed", seed),
    named("Name", name),
    go,
    problem,
  );

  function show() {
    rows.beta.hidden = !variational.includes(family.value);
    others.level.hidden = noise.value === "none";
  }

  /** @param {Event} event */
  async function submit(event) {
    event.preventDefault();
    const wanted = {
      ...{ family: family.value, noise: noise.value, name: name.value.trim() },
      ...{ latent_size: size.valueAsNumber, beta: beta.valueAsNumber, noise_level: level.valueAsNumber },
      ...{ epochs: epochs.valueAsNumber, seed: seed.valueAsNumber },
    };
    problem.hidden = true;
    go.disabled = true;
    await start(wanted).catch((error) => {
      problem.textContent = error.message;
      problem.hidden = false;
    });
    go.disabled = false;
  }

  show();
  return form;
}

/** @param {string} name @param {string[][]} options */
function choice(name, options) {
  const made = options.map(([value, label]) => element("option", { value }, label));
  return element("select", { class: "field", "data-testid": `live-setting-${name}` }, ...made);
}

/** @param {string} name @param {Record<string, string | number>} bounds */
function figure(name, bounds) {
  return element("input", { type: "number", class: "field", required: true, ...bounds, "data-testid": `live-setting-${name}` });
}

/** @param {string} label @param {HTMLElement} field */
function named(label, field) {
  return element("label", { class: "live-setting" }, element("span", {}, label), field);
}
