// The codes of a run's test digits: where each lies on the map, which are nearest to a point, what a step on the map means
// for the whole code.
import { squareExtent } from "./extent.js";
import { shortest } from "./numbers.js";
import { gaussian } from "./random.js";

const NEAREST = 20;
const SUBSCRIPTS = ["z\u2081", "z\u2082"];

/**
 * The codes in `latents.safetensors`. Codes are Float32Array(size); a map point is (x, y), the code itself for two
 * numbers and its first two principal coordinates for more.
 */
export class Codes {
  /**
   * @param {Tensors} latents
   * @param {{latent_size: number}} spec of the run's model
   * @param {number[]} [weights] of the coordinates in a distance, squared, as `aelab.latent.distance` has them; 1 without
   * @throws {Error} when a part is missing or the parts do not fit each other
   */
  constructor(latents, spec, weights = []) {
    /** @param {string} name */
    const part = (name) => {
      const found = latents.get(name);
      if (!found) throw new Error(`The codes of this run lack "${name}".`);
      return found;
    };
    /** @param {string} name */
    const numbers = (name) => /** @type {Float32Array} */ (part(name).data);
    this.size = spec.latent_size;
    const mean = part("mean");
    this.count = mean.shape[0];
    this.width = mean.shape[1]; // a code of more than 32 numbers is stood for by 16 principal coordinates
    if (this.size < 1 || part("pca_components").shape[1] !== this.size) {
      throw new Error(`The codes do not fit a model with a code of ${this.size} numbers.`);
    }
    this.stored = numbers("mean");
    this.labels = part("labels").data;
    this.logVar = latents.has("log_var") ? numbers("log_var") : null;
    this.centre = numbers("pca_mean");
    this.components = numbers("pca_components");
    this.principal = this.width !== this.size;
    this.classMeans = numbers("class_means");
    this.ratio = numbers("pca_ratio");
    this.tsne = latents.has("tsne") ? numbers("tsne") : null; // of the first codes, for more than two numbers
    this.reach = 2 * Math.sqrt(part("pca_variance").data[0]); // most codes lie within, along any axis
    this.flat = this.size === 2;
    this.line = this.size === 1; // on the map, one line for each digit
    this.metric = true;
    this.scratch = new Float32Array(this.width);
    this.scale = Float32Array.from({ length: this.width }, (_, j) => Math.sqrt(weights[j] ?? 1));
    this.scaled = weights.some((weight) => weight !== 1)
      ? this.stored.map((value, p) => value * this.scale[p % this.width])
      : this.stored;
    this.compared = new Float32Array(this.width);
    this.nearestDistances = new Float32Array(NEAREST);
    this.nearestIndices = new Int32Array(NEAREST);
    this.points = this.allOnMap();
    /** @type {Point[]} where the mean of each digit is */
    this.means = Array.from({ length: 10 }, (_, digit) =>
      this.line ? [this.classMeans[digit], this.lineOf(digit)] : this.toMap(this.meanCode(digit)),
    );
    this.extent = squareExtent(this.points, 0.005); // or a handful of outermost codes would shrink the rest to a blot
    this.axes = this.flat
      ? SUBSCRIPTS
      : this.line
        ? [SUBSCRIPTS[0], "a line for each digit"]
        : [0, 1].map((k) => `PC ${k + 1} \u00b7 ${Math.round(100 * this.ratio[k])}%`);
  }

  // The digit waits for this: no array for each code, and principal coordinates are not made into codes and back.
  allOnMap() {
    const { width, stored, count } = this;
    if (this.flat) return stored;
    const points = new Float32Array(2 * count);
    for (let i = 0; i < count; i++) {
      if (this.line) points.set([stored[i], this.lineOf(this.labels[i])], 2 * i);
      else if (this.principal) points.set(stored.subarray(i * width, i * width + 2), 2 * i);
      else points.set(this.toMap(stored.subarray(i * width, (i + 1) * width)), 2 * i);
    }
    return points;
  }

  /**
   * Where the line of a digit is, for codes of one number: the 0s on top, in steps of a quarter of the codes' standard deviation.
   * @param {number} digit
   */
  lineOf(digit) {
    return ((4.5 - digit) * this.reach) / 8;
  }

  /** The whole code of test image i. @param {number} i */
  code(i) {
    return this.expand(this.stored, i);
  }

  /** Write the whole code of test image i into `code`. @param {Float32Array} code @param {number} i */
  load(code, i) {
    this.expand(this.stored, i, code);
  }

  /** The mean code of a digit. @param {number} digit */
  meanCode(digit) {
    return this.expand(this.classMeans, digit);
  }

  /** @param {Float32Array} rows @param {number} i @param {Float32Array} [code] */
  expand(rows, i, code = new Float32Array(this.size)) {
    const row = rows.subarray(i * this.width, (i + 1) * this.width);
    code.set(this.principal ? this.centre : row);
    if (!this.principal) return code;
    for (let k = 0; k < this.width; k++) {
      for (let j = 0; j < this.size; j++) code[j] += row[k] * this.components[k * this.size + j];
    }
    return code;
  }

  /** Where a code lies on the map: [x, y]. @param {Numbers} code @returns {Point} */
  toMap(code) {
    if (this.line) return [code[0], 0];
    return this.flat ? [code[0], code[1]] : [this.along(code, 0), this.along(code, 1)];
  }

  /** Principal coordinate k of a code. @param {Numbers} code @param {number} k */
  along(code, k) {
    let sum = 0;
    for (let j = 0; j < this.size; j++) sum += (code[j] - this.centre[j]) * this.components[k * this.size + j];
    return sum;
  }

  /**
   * Move a code, in place, to (x, y) of the map; what of it lies outside the plane stays.
   * @param {Float32Array} code @param {number} x @param {number} y
   */
  move(code, x, y) {
    if (this.flat || this.line) {
      code[0] = x;
      if (this.flat) code[1] = y;
      return;
    }
    const dx = x - this.along(code, 0);
    const dy = y - this.along(code, 1);
    for (let j = 0; j < this.size; j++) code[j] += dx * this.components[j] + dy * this.components[this.size + j];
  }

  /**
   * A code as it is stored and compared: itself, or its principal coordinates. The array is written again by the next call.
   * @param {Numbers} code
   */
  coordinates(code) {
    if (!this.principal) return code;
    for (let k = 0; k < this.width; k++) this.scratch[k] = this.along(code, k);
    return this.scratch;
  }

  /**
   * A code as distances are taken: so that they are Euclidean ones to the rows of `scaled`. The array is written again by the
   * next call.
   * @param {Numbers} code
   */
  comparable(code) {
    const at = this.coordinates(code);
    for (let j = 0; j < this.width; j++) this.compared[j] = at[j] * this.scale[j];
    return this.compared;
  }

  /**
   * The numbers of a code as an address says them: the fewest digits that are this code; of principal coordinates, six.
   * @param {Numbers} code @returns {number[]}
   */
  toAddress(code) {
    return Array.from(this.coordinates(code), (value) => (this.principal ? Number(value.toPrecision(6)) : shortest(value)) + 0);
  }

  /**
   * The code of which an address says these numbers. Where they are principal coordinates, the part of it off their axes is
   * `from`'s, or else that of the mean code.
   * @param {Numbers} said @param {Numbers} [from] @returns {Numbers}
   */
  fromAddress(said, from = this.centre) {
    if (!this.principal) return said;
    const code = Float64Array.from(from);
    for (let k = 0; k < this.width; k++) {
      const step = said[k] - this.along(from, k);
      for (let j = 0; j < this.size; j++) code[j] += step * this.components[k * this.size + j];
    }
    return code;
  }

  /**
   * Bring a code, in place, to the one that an address has of it, so that a link reopens exactly what was seen.
   * @param {Code} code @param {Numbers} [from]
   * @returns {boolean} whether that moved it
   */
  round(code, from) {
    if (!this.principal) return false;
    const before = code.slice();
    code.set(this.fromAddress(this.toAddress(code), from));
    return code.some((value, j) => value !== before[j]);
  }

  /**
   * The 20 test codes nearest to a code, exactly: the distance to the first, its index, and how many there are of each digit.
   * All 10,000 are gone through, with the sum cut off as soon as it is too large: 0.05 ms for two numbers, 0.3 ms for
   * 16 (Node 20), so no index is built.
   * @param {Numbers} code @param {Uint8Array} mix ten counts, written here
   */
  nearest(code, mix) {
    const { width, scaled, count, nearestDistances: best, nearestIndices: index } = this;
    const at = this.comparable(code);
    best.fill(Infinity);
    let worst = Infinity;
    for (let i = 0, p = 0; i < count; i++, p += width) {
      let sum = 0;
      for (let j = 0; j < width && sum < worst; j++) {
        const d = scaled[p + j] - at[j];
        sum += d * d;
      }
      if (sum >= worst) continue;
      let k = NEAREST - 1; // insertion into a short sorted list
      for (; k > 0 && best[k - 1] > sum; k--) {
        best[k] = best[k - 1];
        index[k] = index[k - 1];
      }
      best[k] = sum;
      index[k] = i;
      worst = best[NEAREST - 1];
    }
    mix.fill(0);
    for (let k = 0; k < NEAREST; k++) mix[this.labels[index[k]]]++;
    return { distance: Math.sqrt(best[0]), index: index[0] };
  }

  /**
   * The test digit that stands for a code: the one that it is of, else the nearest of those that most of the 20 nearest are.
   * @param {Numbers} code @returns {number} its index
   */
  standIn(code) {
    const mix = new Uint8Array(10);
    const { distance, index } = this.nearest(code, mix);
    const most = mix.indexOf(Math.max(...mix));
    return distance === 0 ? index : (this.nearestIndices.find((i) => this.labels[i] === most) ?? index);
  }

  /**
   * The posterior of test image i on the map: its centre and covariance [xx, xy, yy]. Only for variational runs.
   * @param {number} i @returns {{centre: Point, covariance: [number, number, number]}}
   */
  posterior(i) {
    const logVar = /** @type {Float32Array} */ (this.logVar);
    /** @param {number} j */
    const variance = (j) => Math.exp(logVar[i * this.size + j]);
    if (this.line) return { centre: [this.stored[i], this.lineOf(this.labels[i])], covariance: [variance(0), 0, 0] };
    if (this.flat) return { centre: this.toMap(this.code(i)), covariance: [variance(0), 0, variance(1)] };
    /** @type {[number, number, number]} */
    const covariance = [0, 0, 0];
    for (let j = 0; j < this.size; j++) {
      const [a, b] = [this.components[j], this.components[this.size + j]];
      covariance[0] += a * a * variance(j);
      covariance[1] += a * b * variance(j);
      covariance[2] += b * b * variance(j);
    }
    return { centre: this.toMap(this.code(i)), covariance };
  }

  /** Where the ring is, in words. @param {Numbers} code */
  describe(code) {
    const [x, y] = this.toMap(code).map((v) => v.toFixed(2));
    return `Map of ${this.count.toLocaleString("en")} test codes. The ring is at ${x}, ${y}.`;
  }

  /** A draw from the posterior of test image i: mean + sigma * epsilon in every coordinate. @param {number} i */
  sample(i) {
    const logVar = /** @type {Float32Array} */ (this.logVar);
    return this.code(i).map((mean, j) => mean + Math.exp(0.5 * logVar[i * this.size + j]) * gaussian());
  }

  /** The place in the frame that is farthest from any dot on the map. @returns {Point} */
  emptiest() {
    const { xmin, xmax, ymin, ymax } = this.extent;
    const steps = 24;
    let best = { distance: -1, x: 0, y: 0 };
    for (let a = 1; a < steps; a++) {
      for (let b = 1; b < steps; b++) {
        const [x, y] = [xmin + ((xmax - xmin) * a) / steps, ymin + ((ymax - ymin) * b) / steps];
        let distance = Infinity;
        for (let p = 0; p < this.points.length; p += 2) {
          distance = Math.min(distance, (this.points[p] - x) ** 2 + (this.points[p + 1] - y) ** 2);
        }
        if (distance > best.distance) best = { distance, x, y };
      }
    }
    return [best.x, best.y];
  }
}
