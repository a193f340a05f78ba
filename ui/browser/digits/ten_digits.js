// Ten delivered digits, one of each class, each of which can be changed for another of its class.
import { tensorOf } from "../engine/safetensors.js";
import { pixelsOf } from "../model/pixels.js";

const CLASSES = 10;

/** @typedef {{index: number, label: number, pixels: Float32Array}} Digit index: its place in its source; pixels: 784 in [0, 1] */

/**
 * The delivered digits by their class.
 * @param {Tensors} digits `images`, `labels` and `index` as ui/digits.py delivers them
 * @returns {Digit[][]}
 */
export function byClass(digits) {
  const [images, labels, indices] = ["images", "labels", "index"].map((name) => tensorOf(digits, name));
  const classes = Array.from({ length: CLASSES }, () => /** @type {Digit[]} */ ([]));
  labels.forEach((label, i) => {
    classes[label].push({ index: indices[i], label, pixels: pixelsOf(images, i) });
  });
  return classes;
}

export class TenDigits {
  /**
   * @param {Tensors} digits `images`, `labels` and `index` as ui/digits.py delivers them
   * @param {number[] | null} wanted places in the source to begin with; a class that none of them is of begins with its first
   */
  constructor(digits, wanted) {
    this.pools = byClass(digits);
    this.turns = this.pools.map(() => 0);
    this.take(wanted);
  }

  /** @param {number[] | null} wanted as those to begin with */
  take(wanted) {
    const first = (/** @type {Digit[]} */ pool) => pool.findIndex(({ index }) => wanted?.includes(index));
    this.turns = this.pools.map((pool) => Math.max(0, first(pool)));
  }

  /** @param {number} label @returns {Digit} */
  of(label) {
    return this.pools[label][this.turns[label]];
  }

  /** The next digit of this class takes the place of the present one. @param {number} label */
  next(label) {
    this.turns[label] = (this.turns[label] + 1) % this.pools[label].length;
  }

  /** Ten digits by chance, each another than the present one. */
  shuffle() {
    this.turns = this.turns.map((turn, label) => {
      const { length } = this.pools[label];
      return length > 1 ? (turn + 1 + Math.floor(Math.random() * (length - 1))) % length : turn;
    });
  }

  /** Places of the ten in their source, by class; null for the ten that the page opens on. */
  indices() {
    return this.turns.some((turn) => turn > 0) ? this.turns.map((_, label) => this.of(label).index) : null;
  }
}
