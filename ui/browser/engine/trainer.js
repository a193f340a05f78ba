// Trains a dense autoencoder, plain or variational, step by step: the same numbers as PyTorch from the same start, batches and draws.
import { Dense, Rows } from "./dense.js";
import { ACTIVATIONS, ERRORS } from "./derivatives.js";
import { PIXELS } from "./image.js";
import { Arena } from "./kernels.js";

const ADAM = { first: 0.9, second: 0.999, epsilon: 1e-8 }; // Kingma & Ba 2015, as torch.optim.Adam has them

/**
 * What a model is. `widths` of its hidden layers, from the image to the code; the decoder has them backwards.
 * @typedef {{latentSize: number, widths: number[], activation: Activation, variational: boolean, reconstruction: "bce" | "mse",
 *   batch: number}} Body
 * @typedef {"relu" | "silu" | "tanh" | "sigmoid"} Activation
 * @typedef {{total: number, reconstruction: number, kl: number, klPerCoordinate: Float64Array}} Loss means over the batch, in nats,
 *   or for "mse" squared error summed over the pixels; total = reconstruction + beta * kl
 * @typedef {import("./safetensors.js").Tensor} Tensor
 */

export class Trainer {
  /**
   * A model with weights drawn as PyTorch draws those of a linear layer: uniform within 1 / sqrt(inputs).
   * @param {Body} body @param {() => number} uniform numbers in [0, 1), which the weights are made of
   * @param {{plain?: boolean}} [options] plain: without WebAssembly
   */
  constructor(body, uniform, { plain = false } = {}) {
    this.body = body;
    const { batch, latentSize, widths } = body;
    const [down, up] = [
      [PIXELS, ...widths, latentSize * (body.variational ? 2 : 1)],
      [latentSize, ...[...widths].reverse(), PIXELS],
    ];
    this.arena = new Arena(bytes(down, batch) + bytes(up, batch) + Rows.bytes(batch, latentSize), plain);
    this.images = new Rows(this.arena, batch, PIXELS);
    this.codes = new Rows(this.arena, batch, latentSize);
    this.codeGradients = new Rows(this.arena, batch, latentSize);
    this.encoder = chain(this.arena, this.images, null, down, batch);
    this.decoder = chain(this.arena, this.codes, this.codeGradients, up, batch);
    this.slopes = [this.encoder, this.decoder].map((side) => side.map((layer) => new Float32Array(layer.output.data.length)));
    this.steps = 0;
    for (const layer of this.layers) draw(layer, uniform);
  }

  get layers() {
    return [...this.encoder, ...this.decoder];
  }

  /** The model as a run's card has it: its layers. @returns {import("../engine.js").Spec} */
  get spec() {
    const { latentSize, variational } = this.body;
    const encoder = [{ layer: "flatten" }, ...this.#listed(this.encoder)];
    const decoder = [...this.#listed(this.decoder), { layer: "reshape", shape: [1, 28, 28] }];
    return { latent_size: latentSize, encoder, decoder, variational, classes: 0, output: "sigmoid" };
  }

  /** Every weight under its name in a run's weights, copied. @returns {Map<string, Tensor>} */
  get tensors() {
    return this.#named((layer) => [layer.weight.value, layer.bias.value]);
  }

  /** The gradients of the last step, by the same names. @returns {Map<string, Tensor>} */
  get gradients() {
    return this.#named((layer) => [layer.weight.gradient, layer.bias.gradient]);
  }

  /** Go on from these weights. @param {Map<string, {data: ArrayLike<number>}>} tensors named as `tensors` names them */
  load(tensors) {
    for (const [name, layer] of this.#places()) {
      const [weight, bias] = ["weight", "bias"].map((part) => tensors.get(`${name}.${part}`));
      if (!weight || !bias) throw new Error(`The tensors of ${name} are missing.`);
      layer.load(weight.data, bias.data);
    }
  }

  /**
   * One step of Adam on n images, n at most the body's batch.
   * @param {ArrayLike<number>} seen what is encoded, (n, 784) in [0, 1]: the targets, or those with noise
   * @param {ArrayLike<number>} targets (n, 784) in [0, 1]
   * @param {ArrayLike<number>} epsilon (n, latent size) standard normal, read by a variational model alone
   * @param {{learningRate: number, beta: number}} rates
   * @returns {Loss} before the step
   */
  step(seen, targets, epsilon, { learningRate, beta }) {
    const n = seen.length / PIXELS;
    const loss = this.losses(seen, targets, epsilon, beta);
    this.#backward(n, epsilon, beta);
    this.#descend(learningRate);
    return loss;
  }

  /**
   * The loss of n images, as `step` has it, with nothing learnt.
   * @param {ArrayLike<number>} seen @param {ArrayLike<number>} targets @param {ArrayLike<number>} epsilon @param {number} beta
   * @returns {Loss}
   */
  losses(seen, targets, epsilon, beta) {
    const n = this.#encode(seen);
    const { latentSize, variational } = this.body;
    const { data: code, width } = last(this.encoder).output;
    const z = this.codes;
    const klPerCoordinate = new Float64Array(latentSize);
    for (let b = 0; b < n; b++) {
      for (let j = 0; j < latentSize; j++) {
        const mean = code[b * width + j];
        const logVar = variational ? code[b * width + latentSize + j] : 0;
        z.data[b * z.width + j] = variational ? mean + Math.exp(0.5 * logVar) * epsilon[b * latentSize + j] : mean;
        if (variational) klPerCoordinate[j] += (0.5 * (mean * mean + Math.exp(logVar) - 1 - logVar)) / n;
      }
    }
    this.#pass(this.decoder, this.slopes[1], n);
    const { output, gradient } = last(this.decoder);
    const reconstruction = ERRORS[this.body.reconstruction](output.data, targets, gradient.data, n);
    const kl = klPerCoordinate.reduce((sum, part) => sum + part, 0);
    return { total: reconstruction + beta * kl, reconstruction, kl, klPerCoordinate };
  }

  /**
   * The codes of n images, n at most the batch: (n, latent size), the means of a variational model. A copy.
   * @param {ArrayLike<number>} seen (n, 784) @param {Float32Array} [logVar] (n, latent size) gets its log-variances
   */
  encode(seen, logVar) {
    const n = this.#encode(seen);
    const { data, width } = last(this.encoder).output;
    const { latentSize } = this.body;
    const codes = new Float32Array(n * latentSize);
    for (let b = 0, from = 0; b < n; b++, from += width) {
      codes.set(data.subarray(from, from + latentSize), b * latentSize);
      logVar?.set(data.subarray(from + latentSize, from + 2 * latentSize), b * latentSize);
    }
    return codes;
  }

  /** What the last n images whose `losses` were asked for were decoded to: (n, 784) in [0, 1]. A copy. @param {number} n */
  copies(n) {
    return last(this.decoder)
      .output.data.slice(0, n * PIXELS)
      .map((logit) => 1 / (1 + Math.exp(-logit)));
  }

  /** Through the encoder, whose last layer has the codes then. @param {ArrayLike<number>} seen @returns {number} of images */
  #encode(seen) {
    const n = seen.length / PIXELS;
    if (!Number.isInteger(n) || n > this.body.batch)
      throw new Error(`A batch is at most ${this.body.batch} images of 784 numbers.`);
    this.images.data.set(seen);
    this.#pass(this.encoder, this.slopes[0], n);
    return n;
  }

  /** @param {Dense[]} side @param {Float32Array[]} slopes @param {number} n */
  #pass(side, slopes, n) {
    side.forEach((layer, i) => {
      layer.forward(n);
      if (i < side.length - 1) ACTIVATIONS[this.body.activation](layer.output.data, slopes[i], n * layer.output.width);
    });
  }

  /** From the gradient of the logits. @param {number} n @param {ArrayLike<number>} epsilon @param {number} beta */
  #backward(n, epsilon, beta) {
    this.#back(this.decoder, this.slopes[1], n);
    const { latentSize, variational } = this.body;
    const { output, gradient } = last(this.encoder);
    const z = this.codeGradients;
    for (let b = 0; b < n; b++) {
      for (let j = 0; j < latentSize; j++) {
        const at = b * output.width + j;
        const slope = z.data[b * z.width + j];
        gradient.data[at] = slope;
        if (!variational) continue;
        const [mean, logVar] = [output.data[at], output.data[at + latentSize]];
        gradient.data[at] += (beta * mean) / n;
        gradient.data[at + latentSize] =
          0.5 * (slope * epsilon[b * latentSize + j] * Math.exp(0.5 * logVar) + (beta * (Math.exp(logVar) - 1)) / n);
      }
    }
    this.#back(this.encoder, this.slopes[0], n);
  }

  /** @param {Dense[]} side @param {Float32Array[]} slopes @param {number} n */
  #back(side, slopes, n) {
    for (let i = side.length - 1; i >= 0; i--) {
      const { gradient } = side[i];
      if (i < side.length - 1) for (let k = 0; k < n * gradient.width; k++) gradient.data[k] *= slopes[i][k];
      side[i].backward(n);
    }
  }

  /** @param {number} rate */
  #descend(rate) {
    this.steps++;
    const { first, second, epsilon } = ADAM;
    const [pace, scale] = [rate / (1 - first ** this.steps), 1 / Math.sqrt(1 - second ** this.steps)];
    const { adam } = this.arena.kernels;
    for (const { weight, bias } of this.layers) {
      for (const { value, gradient, mean, square } of [weight, bias]) {
        const places = [value, gradient, mean, square].map((part) => part.byteOffset);
        adam(places[0], places[1], places[2], places[3], 4 * value.length, first, second, pace, scale, epsilon);
      }
    }
  }

  /** @param {Dense[]} side */
  #listed(side) {
    return side.flatMap((layer, i) => {
      const linear = { layer: "linear", in: layer.input.count, out: layer.output.count };
      return i < side.length - 1 ? [linear, { layer: this.body.activation }] : [linear];
    });
  }

  /** The layers under the names that their tensors have. @returns {[string, Dense][]} */
  #places() {
    return [
      ...this.encoder.map((layer, i) => /** @type {[string, Dense]} */ ([`encoder.${1 + 2 * i}`, layer])),
      ...this.decoder.map((layer, i) => /** @type {[string, Dense]} */ ([`decoder.${2 * i}`, layer])),
    ];
  }

  /** @param {(layer: Dense) => [Float32Array, Float32Array]} parts @returns {Map<string, Tensor>} */
  #named(parts) {
    const named = new Map();
    for (const [name, layer] of this.#places()) {
      const [weight, bias] = parts(layer);
      const [ins, outs] = [layer.input.count, layer.output.count];
      named.set(`${name}.weight`, { shape: [outs, ins], data: layer.unpack(weight) });
      named.set(`${name}.bias`, { shape: [outs], data: bias.slice(0, outs) });
    }
    return named;
  }
}

/**
 * @param {Arena} arena @param {Rows} input @param {Rows | null} inputGradient @param {number[]} widths @param {number} batch
 * @returns {Dense[]} each fed by the one before it
 */
function chain(arena, input, inputGradient, widths, batch) {
  /** @type {Dense[]} */
  const layers = [];
  for (const outs of widths.slice(1)) {
    const before = layers.at(-1);
    layers.push(new Dense(arena, before?.output ?? input, before ? before.gradient : inputGradient, outs, batch));
  }
  return layers;
}

/** The bytes that a chain takes of an arena. @param {number[]} widths @param {number} batch */
function bytes(widths, batch) {
  const layers = widths.slice(1).map((outs, i) => Dense.bytes(widths[i], outs, batch));
  return layers.reduce((sum, each) => sum + each, Rows.bytes(batch, widths[0]));
}

/** @param {Dense} layer @param {() => number} uniform */
function draw(layer, uniform) {
  const [ins, outs] = [layer.input.count, layer.output.count];
  const reach = 1 / Math.sqrt(ins);
  const within = () => (2 * uniform() - 1) * reach;
  const matrix = Float32Array.from({ length: outs * ins }, within);
  layer.load(matrix, Float32Array.from({ length: outs }, within));
}

/** @template T @param {T[]} items @returns {T} */
const last = (items) => items[items.length - 1];
