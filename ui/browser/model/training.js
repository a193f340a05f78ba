// A model of one's own learns from digits: batches in an order, noise and draws of a seed, so the same settings give the same run.
import { Trainer } from "../engine/trainer.js";
import { addNoise, noiseField } from "./noise.js";
import { normalsFrom, uniformFrom } from "./random.js";
import { PIXELS } from "../engine/image.js";

export const TESTED = 5; // every fifth digit is kept for the test
export const WATCHED = 1000; // test digits that are looked at while it learns, at most
const KEPT = 0.95; // of the running means of the training losses, at each step: in the end, of about twenty
const FORGETS = 10; // at first they are of about a tenth of the steps so far, so that the first, far above the rest, are soon gone

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
    this.tested = all.filter((i) => i % TESTED === 0);
    this.watched = this.tested.slice(0, WATCHED);
    this.labels = Uint8Array.from(this.watched, (i) => labels[i]);
    const { latentSize, widths, activation, variational, seed } = model;
    const batch = Math.min(model.batch, this.training.length);
    const body = { latentSize, widths, activation, variational, reconstruction: /** @type {const} */ ("bce"), batch };
    this.trainer = new Trainer(body, uniformFrom(Math.imul(seed + 1, 0x9e3779b1)));
    this.uniform = uniformFrom(Math.imul(seed + 1, 0x85ebca6b)); // of order, noise and draws
    this.batch = batch;
    this.perEpoch = Math.floor(this.training.length / batch);
    this.step = 0;
    this.last = { reconstruction: NaN, kl: NaN }; // of the last step
    this.mean = this.last; // running means of those
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
    if (!Number.isFinite(reconstruction + beta * kl)) throw new RangeError("The loss is no longer finite.");
    const kept = Math.min(KEPT, this.step / (this.step + FORGETS));
    /** @param {number} before @param {number} now */
    const blend = (before, now) => (this.step ? kept * before + (1 - kept) * now : now);
    this.mean = { reconstruction: blend(this.mean.reconstruction, reconstruction), kl: blend(this.mean.kl, kl) };
    this.last = { reconstruction, kl };
    this.step++;
  }

  /** How it stands: losses, and the KL of each coordinate. The same draws each time. @returns {Moment} */
  moment() {
    const uniform = uniformFrom(1);
    const kl = new Float64Array(this.model.latentSize);
    let test = 0;
    this.#over(
      this.watched,
      (images, count) => {
        const epsilon = normalsFrom(uniform, count * this.model.latentSize);
        const loss = this.trainer.losses(this.seen.subarray(0, images.length), images, epsilon, this.rates.beta);
        const part = count / this.watched.length;
        test += part * loss.total;
        for (let j = 0; j < kl.length; j++) kl[j] += part * loss.klPerCoordinate[j];
      },
      uniform,
    );
    const train = this.mean.reconstruction + this.rates.beta * this.mean.kl;
    return { step: this.step, epoch: this.epoch, train, test, kl };
  }

  /** The codes of the digits watched, clean: (n, latent size), the means of a variational model. */
  codes() {
    return this.encode(this.watched).codes;
  }

  /**
   * Codes of digits, clean: (n, latent size), of a variational model the means, and their log-variances.
   * @param {number[]} indices
   */
  encode(indices) {
    const size = this.model.latentSize;
    const codes = new Float32Array(indices.length * size);
    const logVar = this.model.variational ? new Float32Array(codes.length) : null;
    let at = 0;
    this.#over(indices, (images, count) => {
      codes.set(this.trainer.encode(images, logVar?.subarray(at, at + count * size)), at);
      at += count * size;
    });
    return { codes, logVar };
  }

  /**
   * Copies of digits, clean, the mean as the code, batch by batch.
   * @param {number[]} indices
   * @param {(copies: Float32Array, images: Float32Array, loss: import("../engine/trainer.js").Loss, count: number) => void} each
   *   copies and images (count, 784)
   */
  copy(indices, each) {
    const none = new Float32Array(this.batch * this.model.latentSize);
    this.#over(indices, (images, count) => {
      const loss = this.trainer.losses(images, images, none, 1);
      each(this.trainer.copies(count), images, loss, count);
    });
  }

  /**
   * @param {number[]} indices @param {(images: Float32Array, count: number) => void} each of a batch, clean; `seen` has the noise
   * @param {() => number} [uniform] of the noise, where there is to be any
   */
  #over(indices, each, uniform) {
    for (let from = 0; from < indices.length; from += this.batch) {
      const share = indices.slice(from, from + this.batch);
      this.#load(share, uniform);
      each(this.clean.subarray(0, share.length * PIXELS), share.length);
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

/**
 * Moments to be drawn as a line, every second of them left out where there are too many; the first and the last stay.
 * @param {Moment[]} moments @param {number} most
 */
export const thinned = (moments, most = 600) =>
  moments.length > most ? moments.filter((_, i) => i % 2 === 0 || i === moments.length - 1) : moments;

/** In place (Fisher and Yates 1938). @param {number[]} items @param {() => number} uniform */
function shuffle(items, uniform) {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1));
    [items[i], items[j]] = [items[j], items[i]];
  }
}
