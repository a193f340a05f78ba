// A model applied to an image once or again and again, with noise in its code where that is asked for.
import { pixelsOf } from "./pixels.js";
import { seededNormal } from "./random.js";

/** The most passes of iterated reconstruction. */
export const MOST_PASSES = 20;

const STEP = 8; // digits: the largest encoder takes 4 ms for them

/**
 * One run's iterated reconstruction of one image: x, D(E(x)), D(E(D(E(x)))), ... What has been made is kept until the image,
 * the label or the code's noise changes, so that going up and down in passes costs nothing twice.
 */
export class Passes {
  /** @param {Model} model @param {Float32Array | null} spread of each coordinate, or null when not known yet */
  constructor(model, spread) {
    this.model = model;
    this.spread = spread;
    this.images = new Float32Array(784 * (MOST_PASSES + 1));
    this.codes = new Float32Array(model.latentSize * MOST_PASSES);
    this.scratch = new Float32Array(model.latentSize);
    this.made = -1;
    this.normal = new Float32Array(model.latentSize);
    this.level = 0;
    /** @type {number | undefined} */
    this.label = undefined;
  }

  /** The random numbers of a seed for this model's code. @param {number} seed */
  seed(seed) {
    this.normal = seededNormal(Math.imul(seed + 1, 0x85ebca6b), this.model.latentSize);
    this.made = -1;
  }

  /**
   * Begin with another image. `level`: the code noise of the first pass, in spreads of each coordinate.
   * @param {Numbers} image @param {number | undefined} label @param {number} level
   */
  start(image, label, level) {
    this.images.set(image);
    this.label = label;
    this.level = level;
    this.made = 0;
  }

  /**
   * The image after `count` passes: a view that the next `start` overwrites. Count 0 is the image itself.
   * @param {number} count
   */
  image(count) {
    for (; this.made < count; this.made++) this.images.set(this.pass(this.made), 784 * (this.made + 1));
    return this.images.subarray(784 * count, 784 * (count + 1));
  }

  /** @param {number} i */
  pass(i) {
    const { model, label, scratch } = this;
    const { mean } = model.encode(this.images.subarray(784 * i, 784 * (i + 1)), label);
    scratch.set(mean);
    if (i === 0 && this.spread)
      for (let j = 0; j < scratch.length; j++) scratch[j] += this.level * this.spread[j] * this.normal[j];
    this.codes.set(scratch, i * scratch.length);
    return model.decode(scratch, label);
  }

  /** The code that pass i (from 0) decoded; i must have been made. @param {number} i */
  code(i) {
    return this.codes.subarray(i * this.scratch.length, (i + 1) * this.scratch.length);
  }
}

/** @type {WeakMap<Model, Float32Array>} */
const spreads = new WeakMap(); // who comes back to a page has them at once

/**
 * The standard deviation of each coordinate of a run's codes: over all test codes where they are stored whole, else over
 * the delivered digits, encoded here once for a model, a few in a step so that nothing stalls.
 * @param {Model} model
 * @param {Tensors} latents
 * @param {{images: Uint8Array, labels: Numbers}} digits
 * @returns {Generator<void, Float32Array>}
 */
export function* codeSpread(model, latents, digits) {
  const spread = spreads.get(model) ?? (yield* measured(model, latents, digits));
  spreads.set(model, spread);
  return spread;
}

/** @type {typeof codeSpread} */
function* measured(model, latents, { images, labels }) {
  const stored = latents.get("mean");
  if (stored?.shape[1] === model.latentSize) return deviations(stored.data, model.latentSize);
  const codes = new Float32Array(labels.length * model.latentSize);
  for (let i = 0; i < labels.length; i++) {
    codes.set(model.encode(pixelsOf(images, i), labels[i]).mean, i * model.latentSize);
    if (i % STEP === STEP - 1) yield;
  }
  return deviations(codes, model.latentSize);
}

/** @param {Numbers} codes @param {number} size */
function deviations(codes, size) {
  const count = codes.length / size;
  return Float32Array.from({ length: size }, (_, j) => {
    let [sum, squares] = [0, 0];
    for (let i = j; i < codes.length; i += size) {
      sum += codes[i];
      squares += codes[i] * codes[i];
    }
    return Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
  });
}

/**
 * The label that a conditional model is told when nobody knows the digit: the one under which it copies the image best.
 * @param {Model} model @param {Float32Array} image
 */
export function likeliestLabel(model, image) {
  const errors = Array.from({ length: model.classes }, (_, label) => meanSquaredError(model.reconstruct(image, label), image));
  return errors.indexOf(Math.min(...errors));
}

/** Mean over pixels of the squared difference. @param {Numbers} a @param {Numbers} b */
export function meanSquaredError(a, b) {
  let sum = 0;
  for (let i = 0; i < 784; i++) sum += (a[i] - b[i]) ** 2;
  return sum / 784;
}

/** Peak signal-to-noise ratio in dB for a peak of 1. @param {number} mse */
export function peakSignalToNoise(mse) {
  return -10 * Math.log10(mse);
}
