// A run's layer list and its tensors -> encode and decode, the same numbers as PyTorch. Knows no page.
import { Arena } from "./engine/kernels.js";
import { planLayers } from "./engine/layers.js";

const IMAGE = [1, 28, 28];

/**
 * A model's layer list, as in a run's run.json under "model".
 * @typedef {{latent_size: number, encoder: import("./engine/layers.js").Layer[], decoder: import("./engine/layers.js").Layer[],
 *   variational?: boolean, classes?: number, output?: "sigmoid" | "linear"}} Spec
 * @typedef {ReturnType<typeof planLayers> & {arena?: Arena, steps?: import("./engine/layers.js").Step[]}} Side
 */

/**
 * A trained model. Images are 784 numbers in [0, 1], row by row. The arrays that encode, decode and reconstruct return
 * belong to the model and are overwritten by the next call: copy what you keep. Nothing is allocated in a call.
 * A label is an integer in 0..classes - 1, needed where classes > 0 and ignored elsewhere.
 */
export class Model {
  /**
   * The encoder is added by `addEncoder`.
   * @param {Spec} spec @param {Map<string, import("./engine/safetensors.js").Tensor>} tensors
   * @param {boolean} plain without WebAssembly
   */
  constructor(spec, tensors, plain) {
    this.spec = spec;
    this.plain = plain;
    this.latentSize = spec.latent_size;
    this.variational = Boolean(spec.variational);
    this.classes = spec.classes ?? 0;
    const output = spec.output ?? "sigmoid"; // older specs have none
    if (output !== "sigmoid" && output !== "linear")
      throw new Error(`The output ${output} is of a kind this page does not know; it knows sigmoid, linear.`);
    this.linear = output === "linear";
    /** @type {Side | null} */
    this.encoder = null;
    /** @type {{mean: Float32Array, logVar: Float32Array | null} | null} */
    this.encoded = null;
    /** @type {Side} */
    this.decoder = planLayers("decoder", spec.decoder, [this.latentSize], this.classes, tensors);
    if (this.decoder.output.shape.join() !== IMAGE.join()) {
      throw new Error(`The decoder ends in ${this.decoder.output.shape.join(" x ")} numbers, not in an image of 1 x 28 x 28.`);
    }
    this.decoder.arena = new Arena(this.decoder.bytes, plain);
    this.image = new Float32Array(784);
  }

  /**
   * Give the model what it encodes with, from the same tensors or others.
   * @param {Map<string, import("./engine/safetensors.js").Tensor>} tensors @returns {Model} itself
   */
  addEncoder(tensors) {
    /** @type {Side} */
    const encoder = planLayers("encoder", this.spec.encoder, IMAGE, this.classes, tensors);
    const { shape } = encoder.output;
    const width = this.latentSize * (this.variational ? 2 : 1);
    if (shape.join() !== String(width)) {
      throw new Error(`The encoder ends in ${shape.join(" x ")} numbers, but this model's code takes ${width}.`);
    }
    encoder.arena = new Arena(encoder.bytes, this.plain);
    this.encoder = encoder;
    return this;
  }

  /**
   * @param {ArrayLike<number>} x an image
   * @param {number} [label]
   * @returns {{mean: Float32Array, logVar: Float32Array | null}} logVar is null for a deterministic model
   */
  encode(x, label) {
    const steps = this.#start(this.encoder, x, 784, "An image", label);
    for (let i = 0; i < steps.length; i++) steps[i].run(label);
    return this.code;
  }

  /** What was encoded last; shared like the image. */
  get code() {
    if (this.encoded) return this.encoded;
    const { data } = /** @type {Side} */ (this.encoder).output;
    const logVar = this.variational ? data.subarray(this.latentSize) : null;
    return (this.encoded = { mean: data.subarray(0, this.latentSize), logVar });
  }

  /**
   * @param {ArrayLike<number>} z a code
   * @param {number} [label]
   * @returns {Float32Array} an image, clipped to [0, 1] by whoever paints it
   */
  decode(z, label) {
    const steps = this.#start(this.decoder, z, this.latentSize, "A code of this model", label);
    for (let i = 0; i < steps.length; i++) steps[i].run(label);
    this.shade(this.logits, this.image);
    return this.image;
  }

  /**
   * What the decoder ends in -> pixels: their sigmoid, or with a linear output the same numbers, which may leave [0, 1] a little.
   * @param {ArrayLike<number>} ends 784 numbers @param {Float32Array} image written here
   */
  shade(ends, image) {
    if (this.linear) image.set(ends);
    else for (let i = 0; i < 784; i++) image[i] = 1 / (1 + Math.exp(-ends[i]));
  }

  /** What the decoder ended in, in the image's order: logits, or the pixels of a linear output; shared like the image. */
  get logits() {
    return this.decoder.output.data;
  }

  /**
   * The image that the code of x decodes to; the posterior mean is the code, nothing is sampled.
   * @param {ArrayLike<number>} x @param {number} [label]
   */
  reconstruct(x, label) {
    return this.decode(this.encode(x, label).mean, label);
  }

  /**
   * Every layer's output for an image, encoder then decoder (from the mean). Allocates.
   * @param {ArrayLike<number>} x @param {number} [label]
   * @returns {{name: string, shape: number[], data: Float32Array}[]} data in PyTorch's order: channel, row, column
   */
  activations(x, label) {
    /** @type {{name: string, shape: number[], data: Float32Array}[]} */
    const seen = [];
    /** @param {import("./engine/layers.js").Step[]} steps */
    const watch = (steps) => {
      for (const { name, output, run } of steps) {
        run(label);
        seen.push({ name, shape: [...output.shape], data: output.copy() });
      }
    };
    watch(this.#start(this.encoder, x, 784, "An image", label));
    watch(this.#start(this.decoder, this.code.mean, this.latentSize, "A code of this model", label));
    return seen;
  }

  /**
   * @param {Side | null} side @param {ArrayLike<number>} values what goes in, `length` numbers @param {number} length
   * @param {string} what it is, in words @param {number} [label] @returns the steps to run
   */
  #start(side, values, length, what, label) {
    if (!side) throw new Error("This model came without its encoder.");
    if (values?.length !== length) throw new Error(`${what} has ${length} numbers, not ${values?.length ?? "none"}.`);
    const known = label !== undefined && Number.isInteger(label) && label >= 0 && label < this.classes;
    if (this.classes && !known) {
      throw new Error(
        `This model is conditioned on the digit: its label must be an integer in 0..${this.classes - 1}, not ${label}.`,
      );
    }
    side.steps ??= side.compile(/** @type {Arena} */ (side.arena)); // a side that is not used costs nothing
    side.input.load(values);
    return side.steps;
  }
}

/**
 * @param {Spec} spec
 * @param {Map<string, import("./engine/safetensors.js").Tensor>} tensors as `readSafetensors` returns them
 * @param {{plain?: boolean, decodes?: boolean}} [options] plain: without WebAssembly, for browsers and benches that have to;
 *   decodes: the tensors are the decoder's alone, `addEncoder` may bring the others
 * @returns {Model}
 * @throws {Error} naming the layer or tensor: unknown kind, missing tensor, wrong shape
 */
export function buildModel(spec, tensors, { plain = false, decodes = false } = {}) {
  if (!(Number.isSafeInteger(spec?.latent_size) && spec.latent_size > 0) || ![spec.encoder, spec.decoder].every(Array.isArray)) {
    throw new Error("The model has no latent_size, encoder and decoder to be built from.");
  }
  const model = new Model(spec, tensors, plain);
  return decodes ? model : model.addEncoder(tensors);
}
