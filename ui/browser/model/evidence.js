// What one model writes down for one digit and what that costs in nats: the negative ELBO, its two terms, and its mean over
// draws. The definitions of aelab/losses.py.
import { coordinateKL } from "./gaussian.js";

/**
 * Binary cross-entropy summed over pixels, in nats, from logits so that no pixel overflows.
 * @param {ArrayLike<number>} logits 784 numbers @param {ArrayLike<number>} x 784 targets in [0, 1]
 */
export function crossEntropy(logits, x) {
  let sum = 0;
  for (let i = 0; i < 784; i++) sum += Math.max(logits[i], 0) - logits[i] * x[i] + Math.log1p(Math.exp(-Math.abs(logits[i])));
  return sum;
}

/**
 * The least value that `crossEntropy` can have for these targets: the sum of the pixels' binary entropies, in nats.
 * @param {Numbers} x
 */
export function pixelEntropy(x) {
  let sum = 0;
  for (let i = 0; i < 784; i++) if (x[i] > 0 && x[i] < 1) sum -= x[i] * Math.log(x[i]) + (1 - x[i]) * Math.log(1 - x[i]);
  return sum;
}

/**
 * A model, a digit and a draw. `read` is for another digit, `draw` for another epsilon; both write into the same arrays.
 * For a plain model sigma and kl are null: it writes down its mean alone, and `draw` ignores epsilon.
 */
export class Evidence {
  /** @param {import("../engine.js").Model} model */
  constructor(model) {
    const size = model.latentSize;
    this.model = model;
    this.mean = new Float32Array(size);
    this.sigma = model.variational ? new Float32Array(size) : null;
    this.kl = model.variational ? new Float64Array(size) : null; // of each coordinate
    this.klSum = 0;
    this.logSigma = new Float64Array(size);
    this.z = new Float32Array(size);
    this.image = new Float32Array(784);
    this.scratch = new Float32Array(size);
    /** @type {Numbers} */
    this.pixels = this.image;
    /** @type {number | undefined} */
    this.label = undefined;
    this.floor = 0;
    /** @type {number | null} */
    this.reconstruction = null;
    this.logWeight = 0;
  }

  /**
   * Encode a digit: mean, sigma, KL of each coordinate and the entropy of the pixels.
   * @param {Numbers} pixels @param {number} [label]
   */
  read(pixels, label) {
    const { mean, logVar } = this.model.encode(pixels, label);
    this.pixels = pixels;
    this.label = label;
    this.floor = pixelEntropy(pixels);
    this.mean.set(mean);
    if (!logVar || !this.sigma || !this.kl) return;
    for (let j = 0; j < this.z.length; j++) {
      this.logSigma[j] = 0.5 * logVar[j];
      this.sigma[j] = Math.exp(this.logSigma[j]);
      this.kl[j] = coordinateKL(mean[j], logVar[j]);
    }
    this.klSum = this.kl.reduce((sum, part) => sum + part, 0);
  }

  /**
   * Decode z = mean + sigma * epsilon: z, image, reconstruction and logWeight are of this draw afterwards.
   * @param {Numbers} epsilon
   */
  draw(epsilon) {
    this.place(epsilon, 0, this.z);
    this.image.set(this.model.decode(this.z, this.label));
    this.reconstruction = this.cost();
    this.logWeight = -(this.reconstruction ?? 0) - this.codeCost(this.z, epsilon, 0);
  }

  /**
   * Two costs of another draw, `epsilon` from `offset` on; z and image stay. `code`: as `codeCost` has it.
   * @param {Numbers} epsilon @param {number} offset
   */
  costsOf(epsilon, offset) {
    this.place(epsilon, offset, this.scratch);
    this.model.decode(this.scratch, this.label);
    return { reconstruction: this.cost(), code: this.codeCost(this.scratch, epsilon, offset) };
  }

  /**
   * log q(z | x) - log p(z) of one draw; its mean over draws is KL. The weight of a draw is w = p(x | z) p(z) / q(z | x), so
   * -log w is this plus the reconstruction term.
   * @param {Float32Array} z @param {Numbers} epsilon @param {number} offset
   */
  codeCost(z, epsilon, offset) {
    let sum = 0;
    if (this.sigma) for (let j = 0; j < z.length; j++) sum += 0.5 * (z[j] ** 2 - epsilon[offset + j] ** 2) - this.logSigma[j];
    return sum;
  }

  /** @param {Numbers} epsilon @param {number} offset @param {Float32Array} z */
  place(epsilon, offset, z) {
    const { mean, sigma } = this;
    for (let j = 0; j < z.length; j++) z[j] = sigma ? mean[j] + sigma[j] * epsilon[offset + j] : mean[j];
  }

  cost() {
    if (this.model.linear) return null; // a linear output gives pixels no probability
    return crossEntropy(this.model.logits, this.pixels);
  }
}

/**
 * The Monte-Carlo mean of the reconstruction term, one draw after another: `count`, `mean`, and `error`, its standard error, and
 * the draws' `logWeights`. Running sums after Welford (1962).
 */
export class Estimate {
  /**
   * @param {Evidence} evidence @param {Float32Array} draws standard normal numbers, a code's worth for each of the first draws
   */
  constructor(evidence, draws) {
    this.evidence = evidence;
    this.draws = draws;
    this.made = this.mean = this.squares = 0;
    /** @type {number[]} */
    this.logWeights = [];
    this.most = draws.length / evidence.z.length;
    this.restart();
  }

  restart() {
    this.made = this.mean = this.squares = 0;
    this.logWeights = [];
  }

  get count() {
    return this.logWeights.length;
  }

  get done() {
    return this.made >= this.most;
  }

  get error() {
    return Math.sqrt(this.squares / (this.count - 1) / this.count);
  }

  /** The next of the first draws; whether there are more. */
  step() {
    const { reconstruction: cost, code } = this.evidence.costsOf(this.draws, this.made * this.evidence.z.length);
    const reconstruction = cost ?? 0;
    this.made++;
    this.add(reconstruction, -reconstruction - code);
    return !this.done;
  }

  /**
   * One draw more, whoever made it; it must be one of N(0, I) and not a choice.
   * @param {number} reconstruction @param {number} logWeight
   */
  add(reconstruction, logWeight) {
    this.logWeights.push(logWeight);
    const off = reconstruction - this.mean;
    this.mean += off / this.count;
    this.squares += off * (reconstruction - this.mean);
  }
}

/**
 * The bound for every k up to `most`, or to the number of draws (Burda, Grosse & Salakhutdinov 2016, equation 8), in nats: the
 * mean of -log (1/k) sum w over the groups of k draws that follow one another, round the end to the first again. For k = 1 that
 * is the mean of -log w.
 * @param {number[]} logWeights of each draw @param {number} most
 * @returns {Float64Array} the bound with k at k - 1
 */
export function bounds(logWeights, most) {
  const count = logWeights.length;
  const found = new Float64Array(Math.min(count, most));
  for (let first = 0; first < count; first++) {
    let sum = -Infinity; // log of the weights' sum
    for (let k = 1; k <= found.length; k++) {
      const next = logWeights[(first + k - 1) % count];
      const larger = Math.max(sum, next);
      sum = larger + Math.log1p(Math.exp(Math.min(sum, next) - larger));
      found[k - 1] -= (sum - Math.log(k)) / count;
    }
  }
  return found;
}
