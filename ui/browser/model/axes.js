// The axes a hand may move a code along, and what each carries: reach, KL, variance.
import { coordinateKL } from "./gaussian.js";
import { subscript } from "./numbers.js";

/** Below this many nats of KL, or this variance of the mean, a coordinate says nothing of the image. */
export const DEAD = 0.01;

/**
 * @typedef {object} Axis
 * @property {string} name @property {number} low @property {number} high the 0.5 and 99.5 percentiles of the codes of the test
 *   digits, or of the prior where it is dead
 * @property {number} decimals to write a coordinate with
 * @property {number | null} kl in nats @property {number} variance @property {number} share of the whole variance
 * @property {boolean} dead @property {Float32Array | null} direction null for a coordinate itself
 */

const PRIOR_REACH = 2.58; // the same percentiles of N(0, 1): what the decoder met of a dead coordinate in training

/**
 * The coordinates of the code themselves. Where the code is stored by its principal coordinates alone, there are none.
 * @param {Codes} codes
 * @returns {Axis[]}
 */
export function coordinateAxes(codes) {
  if (codes.principal) return [];
  const columns = Array.from({ length: codes.size }, (_, k) => column(codes.stored, codes.count, codes.size, k));
  const whole = columns.reduce((sum, values) => sum + variance(values), 0);
  return columns.map((values, k) => {
    const kl = codes.logVar ? meanKL(values, codes.logVar, codes.size, k) : null;
    const axis = describeAxis(`z${subscript(k + 1)}`, values, whole, null, kl === null ? 1 : PRIOR_REACH);
    return { ...axis, kl, dead: axis.dead || (kl !== null && kl < DEAD) };
  });
}

/**
 * The principal axes of the codes, widest first: directions of length 1 through the mean of the codes.
 * @param {Codes} codes
 * @returns {Axis[]} as above with kl null: KL is a sum over coordinates, not over these axes
 */
export function principalAxes(codes) {
  const { width, size, count, stored, components, centre, ratio } = codes;
  return Array.from(ratio, (share, k) => {
    const direction = components.subarray(k * size, (k + 1) * size);
    const values = codes.principal ? column(stored, count, width, k) : project(stored, count, direction, centre);
    return { ...describeAxis(`PC ${k + 1}`, values, 1, direction), share };
  });
}

/**
 * @param {string} name
 * @param {Float32Array} values
 * @param {number} whole
 * @param {Float32Array | null} direction
 * @param {number} [reach]
 * @returns {Axis}
 */
function describeAxis(name, values, whole, direction, reach = 1) {
  const spread = variance(values);
  const dead = spread < DEAD;
  values.sort();
  /** @param {number} share */
  const at = (share) => values[Math.round(share * (values.length - 1))];
  let [low, high] = [at(0.005), at(0.995)];
  if (dead) [low, high] = [-reach, reach]; // it has no range of its own
  const decimals = high - low < 50 ? 2 : 0;
  return { name, low, high, decimals, kl: null, variance: spread, share: spread / whole, dead, direction };
}

/**
 * The coordinate of a code along an axis.
 * @param {ArrayLike<number>} code @param {Axis[]} axes @param {number} k @param {ArrayLike<number>} centre mean of the codes
 */
export function along(code, axes, k, centre) {
  const { direction } = axes[k];
  if (!direction) return code[k];
  let sum = 0;
  for (let j = 0; j < code.length; j++) sum += (code[j] - centre[j]) * direction[j];
  return sum;
}

/**
 * Move a code, in place, along an axis to a coordinate; what of it lies outside the axis stays.
 * @param {Code} code @param {Axis[]} axes @param {number} k @param {ArrayLike<number>} centre @param {number} value
 */
export function moveAlong(code, axes, k, centre, value) {
  const { direction } = axes[k];
  if (!direction) {
    code[k] = value;
    return;
  }
  const step = value - along(code, axes, k, centre);
  for (let j = 0; j < code.length; j++) code[j] += step * direction[j];
}

/**
 * The order of axes, by KL where there is one and by variance otherwise: indices, the most telling first.
 * @param {Axis[]} axes
 */
export function byWeight(axes) {
  /** @param {number} k */
  const weight = (k) => axes[k].kl ?? axes[k].variance;
  return axes.map((_, k) => k).sort((a, b) => weight(b) - weight(a));
}

// KL of one coordinate, averaged over the test digits.
/** @param {Float32Array} means @param {Float32Array} logVar @param {number} size @param {number} k */
function meanKL(means, logVar, size, k) {
  let sum = 0;
  for (let i = 0, p = k; i < means.length; i++, p += size) sum += coordinateKL(means[i], logVar[p]);
  return sum / means.length;
}

/** @param {Float32Array} rows @param {number} count @param {number} width @param {number} k */
function column(rows, count, width, k) {
  return Float32Array.from({ length: count }, (_, i) => rows[i * width + k]);
}

/** @param {Float32Array} rows @param {number} count @param {Float32Array} direction @param {Float32Array} centre */
function project(rows, count, direction, centre) {
  const size = direction.length;
  const offset = centre.reduce((sum, value, j) => sum + value * direction[j], 0);
  const values = new Float32Array(count);
  for (let i = 0, p = 0; i < count; i++, p += size) {
    let sum = -offset;
    for (let j = 0; j < size; j++) sum += rows[p + j] * direction[j];
    values[i] = sum;
  }
  return values;
}

/** @param {Float32Array} values */
function variance(values) {
  let [sum, squares] = [0, 0];
  for (const value of values) sum += value;
  const mean = sum / values.length;
  for (const value of values) squares += (value - mean) ** 2;
  return squares / values.length;
}
