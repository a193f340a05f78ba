// How far the trainer is from PyTorch, wherever it runs: no imports, so that a page can have it as text.

/**
 * @typedef {object} Parts of the browser's code
 * @property {typeof import("../../ui/browser/engine/trainer.js").Trainer} Trainer
 * @property {typeof import("../../ui/browser/model/random.js").uniformFrom} uniformFrom
 * @property {typeof import("../../ui/browser/model/random.js").normalsFrom} normalsFrom
 */

/**
 * The largest difference of two lists of numbers, as a share of the largest of the second.
 * @param {ArrayLike<number>} found @param {number[]} expected
 */
function apart(found, expected) {
  if (found.length !== expected.length) return Infinity;
  const most = expected.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  return expected.reduce((max, value, i) => Math.max(max, Math.abs(value - found[i])), 0) / most;
}

/** Steps from a start, batches and draws of a seed. @param {Parts} parts @param {GoldenTraining} settings @param {{plain?: boolean}} options @param {number} steps */
export function run({ Trainer, uniformFrom, normalsFrom }, settings, options, steps) {
  const trainer = new Trainer(settings, uniformFrom(settings.seed), options);
  const uniform = uniformFrom(1000 + settings.seed);
  const size = settings.batch * 784;
  const images = [0, 1].map(() => Float32Array.from({ length: size }, uniform));
  const losses = [];
  /** @type {Tensors} */
  let gradients = new Map();
  for (let step = 0; step < steps; step++) {
    const epsilon = normalsFrom(uniform, settings.batch * settings.latentSize);
    losses.push(trainer.step(images[step % 2], settings.noise ? images[1] : images[step % 2], epsilon, settings));
    if (!step) gradients = trainer.gradients;
  }
  return { trainer, losses, gradients, images };
}

/**
 * The largest relative differences to what PyTorch found: of the gradients of the first step, of the losses of all, and of the
 * weights after them.
 * @param {Parts} parts @param {GoldenTraining} expected @param {{plain?: boolean}} options
 */
export function differences(parts, expected, options) {
  const { trainer, losses, gradients } = run(parts, expected, options, expected.losses.length);
  /** @param {Tensors} found @param {Record<string, number[]>} all */
  const most = (found, all) =>
    found.size === Object.keys(all).length
      ? Math.max(...[...found].map(([name, { data }]) => apart(data, all[name] ?? [])))
      : Infinity;
  const lost = losses.map(({ total, reconstruction, kl }, i) => {
    const [whole, error, divergence] = expected.losses[i];
    return Math.max(
      Math.abs(total / whole - 1),
      Math.abs(reconstruction / error - 1),
      divergence ? Math.abs(kl / divergence - 1) : kl,
    );
  });
  return {
    gradients: most(gradients, expected.gradients),
    losses: Math.max(...lost),
    weights: most(trainer.tensors, expected.weights),
  };
}
