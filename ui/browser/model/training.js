// A model of one's own learns from digits: batches in an order, noise and draws of a seed, so the same settings give the same run.
import { Trainer } from "../engine/trainer.js";
import { addNoise, noiseField } from "./noise.js";
import { normalsFrom, uniformFrom } from "./random.js";

const PIXELS = 784;
export const TESTED = 5; // every fifth digit is kept for the test
export const WATCHED = 1000; // test digits that are looked at while it learns, at most
const KEPT = 0.95; // of the running mean of the training loss, at each step

/**
 * What needs a fresh start, and what may change while it learns: `learningRate`, `beta`, `warmUp` (epochs in which beta rises to its
 * value), `noise` (a kind, or "none") and its `level`.
 * @typedef {{variational: boolean, widths: number[], latentSize: number, activation: import("../engine/trainer.js").Activation,
 *   batch: number, seed: number}} Model
 * @typedef {{learningRate: number, beta: number, warmUp: number, noise: string, level: number}} Rates
 * @typedef {{images: Uint8Array, labels: Uint8Array}} Digits (N, 784) and (N,)
 * @typedef {{step: number, epoch: number, train: number, test: number, kl: Float64Array}} Moment losses per image, as
 *   `Trainer.losses` has them, with beta as it is set: of training a running mean, of the digits watched one draw each
 */

export class Training {
  /** @param {Digits} digits @param {Model} model @param {Rates} rates */
  constructor({ images, labels }, model, rates) {
    this.images = images;
    this.model = model;
    this.rates = rates;
    const all = Array.from(labels, (_, i) => i);
    this.training = all.filter((i) => i % TESTED);
    this.watched = all.filter((i) => i % TESTED === 0).slice(0, WATCHED);
    this.labels = Uint8Array.from(this.watched, (i) => labels[i]);
    const { latentSize, widths, activation, variational, seed } = model;
    const batch = Math.min(model.batch, this.training.length);
    const body = { latentSize, widths, activation, variational, reconstruction: /** @type {const} */ ("bce"), batch };
    this.trainer = new Trainer(body, uniformFrom(Math.imul(seed + 1, 0x9e3779b1)));
    this.uniform = uniformFrom(Math.imul(seed + 1, 0x85ebca6b)); // of order, noise and draws
    this.batch = batch;
    this.perEpoch = Math.floor(this.training.length / batch);
    this.step = 0;
    this.loss = NaN; // of training: a running mean
    this.clean = new Float32Array(batch * PIXELS);
    this.seen = new Float32Array(batch * PIXELS);
  }

  /** Epochs done, parts of one too. */
  get epoch() {
    return this.step / this.perEpoch;
  }

  /** Beta as it is now: it rises in a straight line while it warms up. */
  get beta() {
    const { beta, warmUp } = this.rates;
    return warmUp ? beta * Math.min(1, this.epoch / warmUp) : beta;
  }

  /**
   * One step on one batch. @throws {RangeError} when the loss is no longer finite; nothing can be learnt from there on
   */
  learn() {
    const place = this.step % this.perEpoch;
    if (!place) shuffle(this.training, this.uniform);
    const batch = this.training.slice(place * this.batch, (place + 1) * this.batch);
    this.#load(batch, this.uniform);
    const epsilon = normalsFrom(this.uniform, this.batch * this.model.latentSize);
    const { learningRate, beta } = this.rates;
    const { reconstruction, kl } = this.trainer.step(this.seen, this.clean, epsilon, { learningRate, beta: this.beta });
    const loss = reconstruction + beta * kl;
    if (!Number.isFinite(loss)) throw new RangeError("The loss is no longer finite.");
    // a mean of the steps so far to begin with, then one that forgets
    const kept = Math.min(KEPT, this.step / (this.step + 1));
    this.loss = this.step ? kept * this.loss + (1 - kept) * loss : loss;
    this.step++;
  }

  /** How it stands: losses, and the KL of each coordinate. The same draws each time. @returns {Moment} */
  moment() {
    const uniform = uniformFrom(1);
    const kl = new Float64Array(this.model.latentSize);
    let test = 0;
    this.#overWatched((share) => {
      const epsilon = normalsFrom(uniform, share.length * this.model.latentSize);
      const n = share.length * PIXELS;
      const loss = this.trainer.losses(this.seen.subarray(0, n), this.clean.subarray(0, n), epsilon, this.rates.beta);
      const part = share.length / this.watched.length;
      test += part * loss.total;
      for (let j = 0; j < kl.length; j++) kl[j] += part * loss.klPerCoordinate[j];
    }, uniform);
    return { step: this.step, epoch: this.epoch, train: this.loss, test, kl };
  }

  /** The codes of the digits watched, clean: (n, latent size), the means of a variational model. */
  codes() {
    const codes = new Float32Array(this.watched.length * this.model.latentSize);
    let at = 0;
    this.#overWatched((share) => {
      const some = this.trainer.encode(this.clean.subarray(0, share.length * PIXELS));
      codes.set(some, at);
      at += some.length;
    });
    return codes;
  }

  /** @param {(share: number[]) => void} each @param {() => number} [uniform] of the noise, where there is to be any */
  #overWatched(each, uniform) {
    for (let from = 0; from < this.watched.length; from += this.batch) {
      const share = this.watched.slice(from, from + this.batch);
      this.#load(share, uniform);
      each(share);
    }
  }

  /** Digits as floats into `clean`, and with the noise of the recipe into `seen`. @param {number[]} indices @param {() => number} [uniform] */
  #load(indices, uniform) {
    const { noise, level } = this.rates;
    indices.forEach((index, b) => {
      for (let i = 0, from = index * PIXELS, to = b * PIXELS; i < PIXELS; i++) this.clean[to + i] = this.images[from + i] / 255;
    });
    const n = indices.length * PIXELS;
    this.seen.set(this.clean.subarray(0, n));
    if (noise === "none" || !uniform) return;
    for (let from = 0; from < n; from += PIXELS) {
      const field = noiseField(Math.floor(uniform() * 2 ** 31));
      addNoise(noise, this.clean.subarray(from, from + PIXELS), level, field, this.seen.subarray(from, from + PIXELS));
    }
  }
}

/** In place (Fisher and Yates 1938). @param {number[]} items @param {() => number} uniform */
function shuffle(items, uniform) {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1));
    [items[i], items[j]] = [items[j], items[i]];
  }
}
