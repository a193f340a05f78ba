// What a run of one's own was made by, as a card says it (aelab/runs.py), and the command that makes one of it at full size.

/**
 * A field of `aelab.runs.Recipe` that is not here has its default.
 * @typedef {{name: string, family: string, latent_size: number, beta?: number, noise?: string, noise_levels?: [number, number],
 *   epochs: number, batch_size: number, learning_rate: number, weight_decay: number, warm_up?: number, widths: number[],
 *   activation: string, schedule: string, seed: number}} Recipe
 */

/**
 * @param {import("./training.js").Model} model @param {import("./training.js").Rates} rates
 * @param {{step: number, epoch: number}} at how long it has learnt @returns {Recipe}
 */
export function recipeOf(model, rates, { step, epoch }) {
  const epochs = Math.max(1, Math.ceil(epoch));
  const { variational, latentSize, widths, activation, batch, seed } = model;
  const { beta, warmUp, noise, level, learningRate } = rates;
  return {
    name: nameOf(model, rates, step),
    family: variational ? "dense-vae" : "dense-ae",
    latent_size: latentSize,
    ...(variational && { beta }),
    ...(noise !== "none" && { noise, noise_levels: [level, level] }),
    epochs,
    batch_size: batch,
    learning_rate: learningRate,
    weight_decay: 0,
    ...(variational && warmUp && { warm_up: Math.min(1, warmUp / epochs) }),
    widths,
    activation,
    schedule: "constant",
    seed,
  };
}

/** @param {Recipe} recipe @returns {string} */
export function commandOf({ name, noise_levels: levels, ...recipe }) {
  const options = { ...recipe, ...(levels && { noise_level: levels[0] }), name: name.replace("learn-", "full-") };
  const said = Object.entries(options).map(([key, value]) => `--${key.replaceAll("_", "-")} ${[value].flat().join(" ")}`);
  return `python train.py ${said.join(" ")}`;
}

/**
 * Of its folder: what most runs differ in, and how many steps it took.
 * @param {import("./training.js").Model} model @param {import("./training.js").Rates} rates @param {number} step
 */
function nameOf({ variational, latentSize, seed }, { beta, noise, level }, step) {
  const parts = ["learn", variational ? "vae" : "ae", latentSize];
  if (variational && beta !== 1) parts.push("beta", beta);
  if (noise !== "none") parts.push(noise, level);
  if (seed) parts.push("seed", seed);
  return [...parts, step].join("-");
}
