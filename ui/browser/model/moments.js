// The training of a run as it was recorded, moment by moment, and what lies between two of them.
import { tensorOf } from "../engine/safetensors.js";
import { squareExtent } from "./extent.js";

const OUTSIDE = 0.005; // share of the codes left out of sight at each end of an axis, as on the other maps

/**
 * Where a share of the steps lies on the axis of time, 0 to 1: at its cube root, since most happens at the start and moments were
 * recorded by that law (`PLACES` of aelab/training.py).
 * @param {number} share
 */
export const timeOf = (share) => Math.cbrt(share);
/** The share of the steps at a time. @param {number} t */
export const shareAt = (t) => t ** 3;

/**
 * @typedef {object} Recorded of T moments, for n test digits
 * @property {number[]} times 0 to 1, in order @property {Float32Array[]} points where the codes are on the map, x, y, x, y, ...
 * @property {Uint8Array} labels @property {Uint8Array[]} pictures ten of 784 greys
 * @property {number[]} train @property {number[]} test losses
 * @property {Float32Array[] | null} kl of each number of the code, in nats
 */

/**
 * What a run's replay holds (`aelab.pipeline.record`).
 * @param {Tensors} tensors @param {Uint8Array} labels of its test digits @param {number} size numbers in the code
 * @param {number} [steps] of the whole training, where its last moment is still to come
 * @returns {Recorded}
 */
export function recorded(tensors, labels, size, steps) {
  const step = tensorOf(tensors, "step");
  const count = step.length;
  const all = steps || step[count - 1] || 1;
  /** @template {Float32Array | Uint8Array} Kind @param {string} name @returns {Kind[]} */
  const each = (name) => {
    const data = tensorOf(tensors, name);
    const width = data.length / count;
    return Array.from(step, (_, k) => /** @type {Kind} */ (data.subarray(k * width, (k + 1) * width)));
  };
  /** @type {Float32Array[]} */
  const points = each("codes");
  const shown = labels.subarray(0, points[0].length / 2);
  if (size === 1) spreadByDigit(points, shown);
  /** @param {string} name the loss itself is the first of its parts */
  const loss = (name) => each(name).map(([whole]) => whole);
  return {
    times: Array.from(step, (at) => timeOf(at / all)),
    points,
    labels: shown,
    pictures: each("reconstructions"),
    train: loss("train"),
    test: loss("test"),
    kl: tensors.has("kl_per_dimension") ? each("kl_per_dimension") : null,
  };
}

/**
 * Moments and those that came after them, of one training (ui/broadcast.py).
 * @param {Tensors | null} before @param {Tensors} part
 * @returns {Tensors}
 */
export function appended(before, part) {
  if (!before) return part;
  return new Map(
    Array.from(part, ([name, { data, shape }]) => {
      const first = before.get(name);
      if (!first || name === "labels") return [name, { data, shape }];
      const joined = new /** @type {any} */ (data.constructor)(first.data.length + data.length);
      joined.set(first.data);
      joined.set(data, first.data.length);
      return [name, { data: joined, shape: [first.shape[0] + shape[0], ...shape.slice(1)] }];
    }),
  );
}

/** Codes of one number lie on a line for each digit, the 0s on top, as `Codes.lineOf` has it. @param {Float32Array[]} points @param {Uint8Array} labels */
function spreadByDigit(points, labels) {
  const last = points[points.length - 1].filter((_, p) => p % 2 === 0);
  const mean = last.reduce((sum, value) => sum + value, 0) / last.length;
  const deviation = Math.sqrt(last.reduce((sum, value) => sum + (value - mean) ** 2, 0) / last.length);
  for (const moment of points) labels.forEach((digit, i) => (moment[2 * i + 1] = ((4.5 - digit) * deviation) / 4));
}

export class Moments {
  /** @type {(Float32Array | undefined)[]} */
  #slopes = []; // of the points, by moment

  /** @param {Recorded} recorded */
  constructor(recorded) {
    this.times = recorded.times;
    this.labels = recorded.labels;
    this.train = recorded.train;
    this.test = recorded.test;
    this.kl = recorded.kl;
    this.all = recorded.points;
    this.pictures = recorded.pictures;
    this.count = recorded.labels.length;
    this.last = recorded.times.length - 1;
    this.points = new Float32Array(2 * this.count); // where they are now; written by `move`
    this.means = Array.from({ length: 10 }, () => /** @type {Point} */ ([0, 0])); // of each digit's, too
    const { xmin, xmax, ymin, ymax } = squareExtent(recorded.points[this.last], OUTSIDE);
    this.centre = [(xmin + xmax) / 2, (ymin + ymax) / 2];
    const half = (xmax - xmin) / 2;
    /** Half the side of the map at each moment: the finished map's, or more where codes are farther out. */
    this.halves = recorded.points.map((points) => Math.max(half, this.#reach(points)));
  }

  /** How far from the middle all but a few of some points are. @param {Float32Array} points */
  #reach(points) {
    const [x, y] = this.centre;
    const away = Float32Array.from({ length: this.count }, (_, i) =>
      Math.max(Math.abs(points[2 * i] - x), Math.abs(points[2 * i + 1] - y)),
    ).sort();
    return 1.05 * away[Math.round((1 - 2 * OUTSIDE) * (this.count - 1))];
  }

  /** The moment at or before a time, and how far on the way to the next it is. @param {number} t */
  at(t) {
    let k = 0;
    while (k < this.last - 1 && this.times[k + 1] <= t) k++;
    const width = this.times[k + 1] - this.times[k];
    return { k, u: width > 0 ? Math.min(Math.max((t - this.times[k]) / width, 0), 1) : 1, width };
  }

  /** A figure of each moment, at a time: on the straight line between two. @param {ArrayLike<number>} figures @param {number} t */
  figure(figures, t) {
    const { k, u } = this.at(t);
    return figures[k] + u * (figures[k + 1] - figures[k]);
  }

  /**
   * The part of the map in sight: the finished map's, about its middle, and more while codes are farther out.
   * @param {number} t @returns {Extent}
   */
  extent(t) {
    const half = this.figure(this.halves, t);
    const [x, y] = this.centre;
    return { xmin: x - half, xmax: x + half, ymin: y - half, ymax: y + half };
  }

  /**
   * Put `points` and `means` where they are at a time: at a moment where they were recorded, between two on the monotone cubic
   * through all of them, which has no turn that was not recorded (Fritsch & Butland 1984; `codes` of aelab/replays.py).
   * @param {number} t
   */
  move(t) {
    const { k, u, width } = this.at(t);
    const [from, to, out, rise, fall] = [this.all[k], this.all[k + 1], this.points, this.#slope(k), this.#slope(k + 1)];
    const [u2, u3] = [u * u, u * u * u];
    const toward = 3 * u2 - 2 * u3;
    const [leave, arrive] = [(u3 - 2 * u2 + u) * width, (u3 - u2) * width];
    const sums = new Float64Array(30);
    for (let i = 0, p = 0; i < this.count; i++, p += 2) {
      const x = from[p] + toward * (to[p] - from[p]) + leave * rise[p] + arrive * fall[p];
      const q = p + 1;
      const y = from[q] + toward * (to[q] - from[q]) + leave * rise[q] + arrive * fall[q];
      [out[p], out[q]] = [x, y];
      const digit = 3 * this.labels[i];
      sums[digit] += x;
      sums[digit + 1] += y;
      sums[digit + 2]++;
    }
    this.means.forEach((mean, d) => {
      mean[0] = sums[3 * d] / sums[3 * d + 2];
      mean[1] = sums[3 * d + 1] / sums[3 * d + 2];
    });
  }

  /** How fast the points move at a moment. @param {number} k */
  #slope(k) {
    const made = this.#slopes[k];
    if (made) return made;
    const { all, times, last } = this;
    const slope = new Float32Array(2 * this.count);
    const inner = k > 0 && k < last;
    const [a, b] = inner ? [k - 1, k] : k === 0 ? [0, Math.min(1, last - 1)] : [last - 1, Math.max(last - 2, 0)]; // two ways
    const [first, second] = [times[a + 1] - times[a], times[b + 1] - times[b]];
    for (let p = 0; p < slope.length; p++) {
      const came = (all[a + 1][p] - all[a][p]) / first;
      const goes = (all[b + 1][p] - all[b][p]) / second;
      slope[p] = inner ? innerSlope(came, goes, first, second) : endSlope(came, goes, first, second);
    }
    this.#slopes[k] = slope;
    return slope;
  }

  /**
   * Ten pictures at a time, between two moments blended.
   * @param {number} t @param {number} digit @param {Float32Array} out 784 values in [0, 1], written here
   */
  picture(t, digit, out) {
    const { k, u } = this.at(t);
    const [from, to] = [this.pictures[k], this.pictures[k + 1]];
    for (let i = 0, p = digit * 784; i < 784; i++, p++) out[i] = (from[p] + u * (to[p] - from[p])) / 255;
    return out;
  }

  /** The time of the next recorded moment, or of the one before; the ends stay. @param {number} t @param {1 | -1} way */
  next(t, way) {
    const found = way > 0 ? this.times.find((time) => time > t + 1e-4) : this.times.findLast((time) => time < t - 1e-4);
    return found ?? (way > 0 ? 1 : 0);
  }
}

/** The weighted harmonic mean of the ways before and after, 0 at a turn. @param {number} came @param {number} goes @param {number} before @param {number} after */
function innerSlope(came, goes, before, after) {
  if (!(came * goes > 0)) return 0;
  const [heavy, light] = [2 * after + before, after + 2 * before];
  return (heavy + light) / (heavy / came + light / goes);
}

/** At an end: through three moments, held back where it would make a turn. @param {number} own the way beside the end @param {number} next @param {number} width @param {number} other */
function endSlope(own, next, width, other) {
  const slope = ((2 * width + other) * own - width * next) / (width + other);
  if (slope * own <= 0) return 0;
  return own * next < 0 && Math.abs(slope) > 3 * Math.abs(own) ? 3 * own : slope;
}
