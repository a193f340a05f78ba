// Windows times a matrix: what linear layers, convolutions and the phases of transposed convolutions have in common.
//
// A window is `rows` runs of `run` adjacent numbers, `inRow` apart; window p starts at inAt[p] and its results go to
// outAt[p] onwards. Weights lie in the order the loops read them: output channels in blocks, and within a block tap by
// tap, so that sums stay in registers; channels that fill no block follow one by one. Measured against one pass over the
// outputs for each tap, this is 2 to 4 times faster in V8 (bench/engine.mjs).
const WIDE = 8; // output channels in a block for a single window: each weight is used once, so only loads count
const NARROW = 4; // for several windows: two at a time use each weight twice

/**
 * @param {{x: Float32Array, y: Float32Array, inAt: number[], outAt: number[], inRow: number, bias: Float32Array}} place
 * @param {number} rows of the window
 * @param {number} run numbers in each row
 * @param {(out: number, row: number, column: number) => number} weight
 * @returns {() => void} fills y from x, allocating nothing
 */
export function compilePatches({ x, y, inAt, outAt, inRow, bias }, rows, run, weight) {
  const block = inAt.length === 1 ? WIDE : NARROW;
  const weights = packWeights(bias.length, rows, run, block, weight);
  const starts = Int32Array.from(inAt);
  const ends = Int32Array.from(outAt);
  const blocked = bias.length - (bias.length % block);
  const multiply = starts.length === 1 ? oneWindow : windowPairs;
  return () => {
    multiply(x, y, weights, bias, starts, ends, rows, inRow, run, blocked);
    if (blocked < bias.length) lastChannels(x, y, weights, bias, starts, ends, rows, inRow, run, blocked);
  };
}

function packWeights(outs, rows, run, block, weight) {
  const packed = new Float32Array(outs * rows * run);
  let q = 0;
  for (let o = 0; o < outs; ) {
    const width = o + block <= outs ? block : 1;
    for (let r = 0; r < rows; r++) {
      for (let t = 0; t < run; t++) {
        for (let b = 0; b < width; b++) packed[q++] = weight(o + b, r, t);
      }
    }
    o += width;
  }
  return packed;
}

function windowPairs(x, y, w, bias, inAt, outAt, rows, inRow, run, outs) {
  const size = rows * run * 4;
  for (let o = 0, first = 0; o < outs; o += 4, first += size) {
    for (let p = 0; p < inAt.length; p += 2) {
      const other = p + 1 < inAt.length ? p + 1 : p; // an odd last window is done twice
      const startA = inAt[p];
      const startB = inAt[other];
      let a0 = bias[o], a1 = bias[o + 1], a2 = bias[o + 2], a3 = bias[o + 3];
      let b0 = a0, b1 = a1, b2 = a2, b3 = a3;
      for (let r = 0, q = first; r < rows; r++) {
        let i = startA + r * inRow;
        let j = startB + r * inRow;
        for (const end = i + run; i < end; i++, j++, q += 4) {
          const u = x[i], v = x[j];
          const w0 = w[q], w1 = w[q + 1], w2 = w[q + 2], w3 = w[q + 3];
          a0 += u * w0; a1 += u * w1; a2 += u * w2; a3 += u * w3;
          b0 += v * w0; b1 += v * w1; b2 += v * w2; b3 += v * w3;
        }
      }
      const k = outAt[p] + o;
      const l = outAt[other] + o;
      y[k] = a0; y[k + 1] = a1; y[k + 2] = a2; y[k + 3] = a3;
      y[l] = b0; y[l + 1] = b1; y[l + 2] = b2; y[l + 3] = b3;
    }
  }
}

function oneWindow(x, y, w, bias, inAt, outAt, rows, inRow, run, outs) {
  for (let o = 0, q = 0; o < outs; o += 8) {
    let a0 = bias[o], a1 = bias[o + 1], a2 = bias[o + 2], a3 = bias[o + 3];
    let a4 = bias[o + 4], a5 = bias[o + 5], a6 = bias[o + 6], a7 = bias[o + 7];
    for (let r = 0; r < rows; r++) {
      let i = inAt[0] + r * inRow;
      for (const end = i + run; i < end; i++, q += 8) {
        const u = x[i];
        a0 += u * w[q]; a1 += u * w[q + 1]; a2 += u * w[q + 2]; a3 += u * w[q + 3];
        a4 += u * w[q + 4]; a5 += u * w[q + 5]; a6 += u * w[q + 6]; a7 += u * w[q + 7];
      }
    }
    const k = outAt[0] + o;
    y[k] = a0; y[k + 1] = a1; y[k + 2] = a2; y[k + 3] = a3;
    y[k + 4] = a4; y[k + 5] = a5; y[k + 6] = a6; y[k + 7] = a7;
  }
}

function lastChannels(x, y, w, bias, inAt, outAt, rows, inRow, run, from) {
  const size = rows * run;
  for (let o = from; o < bias.length; o++) {
    for (let p = 0; p < inAt.length; p += 2) {
      const other = p + 1 < inAt.length ? p + 1 : p;
      const startA = inAt[p];
      const startB = inAt[other];
      let a = bias[o];
      let b = a;
      for (let r = 0, q = o * size; r < rows; r++) {
        let i = startA + r * inRow;
        let j = startB + r * inRow;
        for (const end = i + run; i < end; i++, j++, q++) {
          a += x[i] * w[q];
          b += x[j] * w[q];
        }
      }
      y[outAt[p] + o] = a;
      y[outAt[other] + o] = b;
    }
  }
}
