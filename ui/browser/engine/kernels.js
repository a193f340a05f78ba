// The memory of a model, and the inner loops over it: WebAssembly's, four numbers at a time, or where a browser has no SIMD or
// a page's policy forbids it, the same loops in plain JavaScript.
import { KERNELS } from "./kernels_wasm.js";

const PAGE = 65536; // bytes
const ALIGNED = 16; // bytes of a vector

const module = (() => {
  try {
    return new WebAssembly.Module(Uint8Array.from(atob(KERNELS), (character) => character.charCodeAt(0)));
  } catch {
    return null;
  }
})();

/**
 * One buffer of a size that is known beforehand, dealt out in parts, and the kernels that find those parts by their addresses.
 */
export class Arena {
  /**
   * @param {number} bytes
   * @param {boolean} [plain] do without WebAssembly
   * @throws {RangeError} when there is no room for so much
   */
  constructor(bytes, plain = false) {
    const memory = !module || plain ? null : roomFor(bytes);
    /** @type {ArrayBuffer} */
    this.buffer = memory?.buffer ?? new ArrayBuffer(bytes);
    this.kernels = memory ? kernelsIn(memory) : plainKernels(this.buffer);
    this.used = 0;
  }

  /** @param {number} count @returns {Float32Array} zeros; its address is its byteOffset */
  floats(count) {
    return this.#part(Float32Array, count);
  }

  /** @param {number[]} values @returns {Int32Array} */
  ints(values) {
    const part = this.#part(Int32Array, values.length);
    part.set(values);
    return part;
  }

  /** @template T @param {{new (buffer: ArrayBuffer, at: number, count: number): T}} Kind @param {number} count */
  #part(Kind, count) {
    const part = new Kind(this.buffer, this.used, count);
    this.used += Math.ceil((4 * count) / ALIGNED) * ALIGNED;
    return part;
  }
}

// A browser reserves far more addresses for WebAssembly than it uses, and may have none left.
/** @param {number} bytes */
function roomFor(bytes) {
  try {
    return new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) });
  } catch {
    return null;
  }
}

/** @param {WebAssembly.Memory} memory @returns {Kernels} */
function kernelsIn(memory) {
  const { exports } = new WebAssembly.Instance(/** @type {WebAssembly.Module} */ (module), { aelab: { memory } });
  return /** @type {Kernels} */ (/** @type {unknown} */ (exports));
}

/**
 * Windows times a matrix; addresses and lengths in bytes here, in numbers in the loops below.
 * @typedef {(w: number, bias: number, from: number, to: number, count: number, rows: number, row: number, run: number,
 *   outs: number) => void} Kernel
 * A step of Adam over weights, gradients and their running mean and square, `bytes` of each.
 * @typedef {(value: number, gradient: number, mean: number, square: number, bytes: number, first: number, second: number,
 *   pace: number, scale: number, epsilon: number) => void} Adam
 * @typedef {{blocks: Kernel, dots: Kernel, adam: Adam}} Kernels
 * @typedef {(m: Float32Array, at: Int32Array, ...places: Parameters<Kernel>) => void} Loops
 */

/**
 * What kernels.wat exports, in JavaScript: addresses and lengths in bytes. `dots` takes runs of any length here.
 * @param {ArrayBuffer} buffer @returns {Kernels}
 */
export function plainKernels(buffer) {
  const floats = new Float32Array(buffer, 0, buffer.byteLength >> 2);
  const addresses = new Int32Array(buffer, 0, buffer.byteLength >> 2);
  /** @param {Loops} kernel @returns {Kernel} */
  const inFours = (kernel) => (w, bias, from, to, count, rows, rowBytes, runBytes, outs) =>
    kernel(floats, addresses, w >> 2, bias >> 2, from >> 2, to >> 2, count, rows, rowBytes >> 2, runBytes >> 2, outs);
  /** @type {Adam} */
  const adamHere = (value, gradient, mean, square, bytes, ...rates) =>
    adam(floats, value >> 2, gradient >> 2, mean >> 2, square >> 2, bytes >> 2, rates);
  return { blocks: inFours(blocks), dots: inFours(dots), adam: adamHere };
}

/** @type {Loops} */
function blocks(m, at, w, bias, from, to, count, rows, inRow, run, outs) {
  // biome-ignore format: four numbers a line, as WebAssembly takes them
  for (let o = 0; o < outs; o += 8, w += 8 * rows * run) {
    for (let p = 0; p < count; p++) {
      const start = at[from + p] >> 2;
      let a0 = m[bias + o], a1 = m[bias + o + 1], a2 = m[bias + o + 2], a3 = m[bias + o + 3];
      let a4 = m[bias + o + 4], a5 = m[bias + o + 5], a6 = m[bias + o + 6], a7 = m[bias + o + 7];
      for (let r = 0, q = w; r < rows; r++) {
        for (let i = start + r * inRow, end = i + run; i < end; i++, q += 8) {
          const u = m[i];
          a0 += u * m[q]; a1 += u * m[q + 1]; a2 += u * m[q + 2]; a3 += u * m[q + 3];
          a4 += u * m[q + 4]; a5 += u * m[q + 5]; a6 += u * m[q + 6]; a7 += u * m[q + 7];
        }
      }
      const k = (at[to + p] >> 2) + o;
      m[k] = a0; m[k + 1] = a1; m[k + 2] = a2; m[k + 3] = a3;
      m[k + 4] = a4; m[k + 5] = a5; m[k + 6] = a6; m[k + 7] = a7;
    }
  }
}

/** @type {Loops} */
function dots(m, at, w, bias, from, to, count, rows, inRow, run, outs) {
  for (let p = 0; p < count; p++) {
    const start = at[from + p] >> 2;
    for (let o = 0, q = w; o < outs; o++) {
      let sum = m[bias + o];
      for (let r = 0; r < rows; r++) {
        for (let i = start + r * inRow, end = i + run; i < end; i++, q++) sum += m[i] * m[q];
      }
      m[(at[to + p] >> 2) + o] = sum;
    }
  }
}

/**
 * @param {Float32Array} m @param {number} value @param {number} gradient @param {number} mean @param {number} square
 * @param {number} count @param {[number, number, number, number, number]} rates
 */
function adam(m, value, gradient, mean, square, count, [first, second, pace, scale, epsilon]) {
  for (let i = 0; i < count; i++) {
    const slope = m[gradient + i];
    const average = first * m[mean + i] + (1 - first) * slope;
    const power = second * m[square + i] + (1 - second) * slope * slope;
    m[mean + i] = average;
    m[square + i] = power;
    m[value + i] -= (pace * average) / (scale * Math.sqrt(power) + epsilon);
  }
}
