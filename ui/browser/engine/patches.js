// Windows times a matrix: what linear layers, convolutions and the phases of transposed convolutions have in common.
//
// A window is `rows` runs of adjacent numbers, `columns` pixels with all their channels. Where eight output channels can be
// had at once their weights lie in the order the loops read them, tap by tap, so that sums stay in registers. The rest, and
// single windows, where each weight is used but once, are dot products. Measured in bench/engine.mjs.
import { plainKernels } from "./kernels.js";

const BLOCK = 8; // output channels

/**
 * Where the weight of an output channel and a tap lies in `data`: at the first, and steps from it for each.
 * @typedef {{data: ArrayLike<number>, first: number, out: number, channel: number, row: number, column: number}} Weight
 */

/**
 * @param {import("./kernels.js").Arena} arena
 * @param {{input: import("./feature_map.js").FeatureMap, output: import("./feature_map.js").FeatureMap,
 *   from: number[], to: number[]}} places window p starts at input.data[from[p]], its results go to output.data[to[p]] onwards
 * @param {{rows: number, columns: number}} window
 * @param {Weight} weight
 * @param {Float32Array} bias in the arena
 * @returns {() => void} fills the output from the input, allocating nothing
 */
export function compilePatches(arena, { input, output, from, to }, { rows, columns }, weight, bias) {
  const run = columns * input.channels;
  const size = rows * run;
  const outs = bias.length;
  const count = from.length;
  const even = run % 4 === 0 && size > 0;
  const blocked = size === 0 || (even && count === 1) ? 0 : outs - (outs % BLOCK);
  const weights = packWeights(arena.floats(outs * size), rows, columns, input.channels, outs, blocked, weight).byteOffset;
  const starts = arena.ints(from.map((i) => input.data.byteOffset + 4 * i)).byteOffset;
  /** @param {number} first */
  const ends = (first) => arena.ints(to.map((i) => output.data.byteOffset + 4 * (i + first))).byteOffset;
  const [rowBytes, runBytes] = [4 * input.rowLength, 4 * run];
  const { blocks } = arena.kernels;
  const { dots } = even ? arena.kernels : plainKernels(arena.buffer);
  const [all, rest] = [bias.byteOffset, bias.byteOffset + 4 * blocked];
  const [allTo, restTo] = [ends(0), ends(blocked)];
  return () => {
    if (blocked > 0) blocks(weights, all, starts, allTo, count, rows, rowBytes, runBytes, blocked);
    if (blocked < outs) dots(weights + 4 * blocked * size, rest, starts, restTo, count, rows, rowBytes, runBytes, outs - blocked);
  };
}

/**
 * @param {Float32Array} packed
 * @param {number} rows
 * @param {number} columns
 * @param {number} channels
 * @param {number} outs
 * @param {number} blocked
 * @param {Weight} weight
 */
function packWeights(packed, rows, columns, channels, outs, blocked, { data, first, out, channel, row, column }) {
  let q = 0;
  for (let o = 0; o < outs; ) {
    const width = o < blocked ? BLOCK : 1;
    for (let r = 0; r < rows; r++) {
      for (let k = 0; k < columns; k++) {
        for (let c = 0; c < channels; c++) {
          let i = first + o * out + c * channel + r * row + k * column;
          for (let b = 0; b < width; b++, i += out) packed[q++] = data[i];
        }
      }
    }
    o += width;
  }
  return packed;
}

/**
 * The most bytes that compilePatches takes of an arena for these numbers of weights, output channels and windows.
 * @param {number} weights @param {number} outs @param {number} windows @param {number} [calls]
 */
export function patchBytes(weights, outs, windows, calls = 1) {
  return 4 * (weights + outs + 3 * windows) + 5 * 16 * calls;
}
