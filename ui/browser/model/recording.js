// The record of a run that is trained here, as a run's card and its replay keep it (aelab/pipeline.py).
import { PIXELS } from "../engine/image.js";

const WATCHED = 2000; // digits whose codes a replay follows, the first of all
const GROWTH = 1.35; // from one recorded step to the next: dense at the start, where most happens, and some thirty in a hundred thousand
const LEAST = 8; // steps between two
/** @type {Record<keyof import("./training.js").Rates, string>} */
const WORDS = { learningRate: "learning rate", beta: "beta", warmUp: "warm-up of beta", noise: "noise", level: "noise level" };

/**
 * @typedef {{total: number, reconstruction: number, kl: number}} Parts as `aelab.card.Parts`
 * @typedef {{step: number, epoch: number, codes: Float32Array, copies: Uint8Array, train: Parts, test: Parts, kl: Float64Array}} Frame
 *   codes (watched, d) as they are, copies (10, 784) of the first digit of each class
 */

export class Recording {
  #next = 0;
  #sums = { reconstruction: 0, kl: 0 };

  /** @param {import("./training.js").Training} training @param {Uint8Array} labels of all digits */
  constructor(training, labels) {
    this.training = training;
    this.watched = Array.from(labels.subarray(0, WATCHED), (_, i) => i);
    /** @type {number[]} the first digit of each class */
    this.firsts = Array.from({ length: 10 }, (_, digit) => labels.indexOf(digit)).filter((i) => i >= 0);
    /** @type {{epoch: number, train: Parts, test: Parts}[]} */
    this.history = [];
    /** @type {Frame[]} */
    this.frames = [];
    this.seconds = 0; // of learning
    this.changed = new Set(); // the settings that were others for a part of it
  }

  /** After each step, and once before the first. */
  note() {
    const { training } = this;
    const { step, perEpoch, last } = training;
    if (step) for (const part of /** @type {const} */ (["reconstruction", "kl"])) this.#sums[part] += last[part] / perEpoch;
    if (step && step % perEpoch === 0) {
      const test = this.#parts(training.moment());
      this.history.push({ epoch: step / perEpoch, train: this.#whole(this.#sums), test });
      this.#sums = { reconstruction: 0, kl: 0 };
    }
    if (step < this.#next) return;
    this.#next = Math.max(step + LEAST, Math.round(step * GROWTH));
    this.frames.push(this.frame());
  }

  /** Other rates from here on. @param {import("./training.js").Rates} rates */
  change(rates) {
    const before = this.training.rates;
    if (this.training.step)
      for (const name of /** @type {(keyof typeof rates)[]} */ (Object.keys(rates)))
        if (rates[name] !== before[name]) this.changed.add(WORDS[name]);
    this.training.rates = rates;
  }

  /** How it stands now. @returns {Frame} */
  frame() {
    const { training } = this;
    const moment = training.moment();
    const { step, epoch, kl } = moment;
    const test = this.#parts(moment);
    const train = step ? this.#whole(training.mean) : test;
    const { codes } = training.encode(this.watched);
    return { step, epoch, codes, copies: this.#copies(), train, test, kl };
  }

  /** Of the digits watched. @param {import("./training.js").Moment} moment @returns {Parts} */
  #parts({ test: total, kl }) {
    const divergence = kl.reduce((sum, part) => sum + part, 0);
    return { total, reconstruction: total - this.training.rates.beta * divergence, kl: divergence };
  }

  /** @param {{reconstruction: number, kl: number}} parts @returns {Parts} with beta as it is set */
  #whole({ reconstruction, kl }) {
    return { total: reconstruction + this.training.rates.beta * kl, reconstruction, kl };
  }

  #copies() {
    const copies = new Uint8Array(this.firsts.length * PIXELS);
    let at = 0;
    this.training.copy(this.firsts, (some) => {
      copies.set(
        some.map((grey) => Math.round(255 * grey)),
        at,
      );
      at += some.length;
    });
    return copies;
  }
}
