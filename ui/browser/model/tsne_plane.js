// t-SNE as a map: the places stored for the first 2,000 test codes. It keeps neighbours, not distances, and has no inverse, so
// every place of it stands for the nearest of those codes, and every code for the nearest of them.
import { squareExtent } from "./extent.js";

/** The same calls as `Codes` has as a map: points, labels, count, extent, axes, means, toMap, move, posterior. */
export class TsnePlane {
  /** @param {Codes} codes of a run whose latents have t-SNE */
  constructor(codes) {
    this.codes = codes;
    this.points = /** @type {Float32Array} */ (codes.tsne);
    this.labels = codes.labels;
    this.count = this.points.length / 2;
    this.extent = squareExtent(this.points, 0);
    this.metric = false; // its numbers say nothing, so no axes and no ticks
    this.axes = [`t-SNE of ${this.count.toLocaleString("en")} test codes`, ""];
    this.means = Array.from({ length: 10 }, (_, digit) => this.toMap(codes.meanCode(digit)));
  }

  /** The stored code nearest to a code: its test image. @param {Numbers} code */
  nearestCode(code) {
    const { width, scaled } = this.codes;
    const at = this.codes.comparable(code);
    let [best, index] = [Infinity, 0];
    for (let i = 0, p = 0; i < this.count; i++, p += width) {
      let sum = 0;
      for (let j = 0; j < width && sum < best; j++) sum += (scaled[p + j] - at[j]) ** 2;
      if (sum < best) [best, index] = [sum, i];
    }
    return index;
  }

  /** The dot nearest to (x, y): its test image. @param {number} x @param {number} y */
  nearestDot(x, y) {
    let [best, index] = [Infinity, 0];
    for (let i = 0; i < this.count; i++) {
      const distance = (this.points[2 * i] - x) ** 2 + (this.points[2 * i + 1] - y) ** 2;
      if (distance < best) [best, index] = [distance, i];
    }
    return index;
  }

  /** @param {Numbers} code @returns {Point} */
  toMap(code) {
    const i = this.nearestCode(code);
    return [this.points[2 * i], this.points[2 * i + 1]];
  }

  /**
   * Make a code, in place, the one of the dot nearest to (x, y).
   * @param {Float32Array} code @param {number} x @param {number} y
   */
  move(code, x, y) {
    this.codes.load(code, this.nearestDot(x, y));
  }

  /**
   * Whether there is a dot in the square of half a side `reach` about (x, y).
   * @param {number} x @param {number} y @param {number} reach
   */
  has(x, y, reach) {
    for (let p = 0; p < 2 * this.count; p += 2) {
      if (Math.abs(this.points[p] - x) <= reach && Math.abs(this.points[p + 1] - y) <= reach) return true;
    }
    return false;
  }

  /**
   * The nearest dot, at least `least` away, in the quarter of the map that an arrow key points to from a dot.
   * @param {Point} from @param {number} dx @param {number} dy up positive @param {number} least in values of the map
   * @returns {Point} or `from` at the end of the cloud
   */
  next(from, dx, dy, least) {
    const [ux, uy] = [Math.sign(dx), Math.sign(dy)];
    let best = Infinity;
    let found = from;
    for (let p = 0; p < 2 * this.count; p += 2) {
      const [x, y] = [this.points[p] - from[0], this.points[p + 1] - from[1]];
      const along = x * ux + y * uy;
      if (along <= least || Math.abs(x * uy - y * ux) > along) continue;
      const distance = x * x + y * y;
      if (distance >= best) continue;
      best = distance;
      found = [this.points[p], this.points[p + 1]];
    }
    return found;
  }

  /** None: an ellipse has no shape here. @returns {{centre: Point, covariance: [number, number, number]} | null} */
  posterior() {
    return null;
  }

  /** Where the ring is, in words. @param {Numbers} code */
  describe(code) {
    const i = this.nearestCode(code);
    return `t-SNE map of ${this.count.toLocaleString("en")} test codes. The ring is at test image ${i}, a ${this.labels[i]}.`;
  }
}
