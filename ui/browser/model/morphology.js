// Operations on grey levels and masks in rows and columns, for what photo.js reads: aelab/morphology.py has the same.

/** @typedef {{values: Float64Array, width: number, height: number}} Plane rows of `width` */

/** Grey-scale closing by a square of 2 reach + 1. @param {Plane} levels @param {number} reach @returns {Float64Array} */
export function closed({ values, width, height }, reach) {
  const [wide, tall] = [width + 4 * reach, height + 4 * reach];
  const padded = new Float64Array(wide * tall);
  for (let y = 0, i = 0; y < tall; y++) {
    const row = Math.min(Math.max(y - 2 * reach, 0), height - 1) * width;
    for (let x = 0; x < wide; x++, i++) padded[i] = values[row + Math.min(Math.max(x - 2 * reach, 0), width - 1)];
  }
  const most = slid(padded, wide, tall, 2 * reach + 1);
  return slid(most, wide - 2 * reach, tall - 2 * reach, 2 * reach + 1, true);
}

/**
 * The most, or the least, of each window x window square: smaller by window - 1 on both axes.
 * @template {Float64Array | Uint8Array} Values
 * @param {Values} values @param {number} width @param {number} height @param {number} window @param {boolean} [least]
 * @returns {Values}
 */
function slid(values, width, height, window, least = false) {
  const out = values.slice();
  for (let done = 1; done < window; ) {
    const step = Math.min(done, window - done);
    // in place: what is read lies ahead of what is written; what has no partner any more is cut off at the end
    for (const far of [step * width, step]) {
      const end = out.length - far;
      if (least) for (let i = 0; i < end; i++) out[i] = out[i] < out[i + far] ? out[i] : out[i + far];
      else for (let i = 0; i < end; i++) out[i] = out[i] > out[i + far] ? out[i] : out[i + far];
    }
    done += step;
  }
  const [across, down] = [width - window + 1, height - window + 1];
  const cut = /** @type {Values} */ (out.slice(0, across * down));
  for (let y = 0, i = 0; y < down; y++) for (let x = 0; x < across; x++, i++) cut[i] = out[y * width + x];
  return cut;
}

/** Dilation by a square of 2 by + 1. @param {Uint8Array} mask @param {number} width @param {number} height @param {number} by */
export function grown(mask, width, height, by) {
  const [wide, tall] = [width + 2 * by, height + 2 * by];
  const padded = new Uint8Array(wide * tall);
  for (let y = 0; y < height; y++) padded.set(mask.subarray(y * width, (y + 1) * width), (y + by) * wide + by);
  return slid(padded, wide, tall, 2 * by + 1);
}

/** Rows as columns. @param {Float64Array} values @param {number} width @param {number} height */
export function turned(values, width, height) {
  return values.map((_, i) => values[(i % height) * width + Math.floor(i / height)]);
}

/** Which marked pixels are in columns of marked pixels no longer than `thick`.
 * @param {Uint8Array} marked @param {number} width @param {number} height @param {number} thick */
export function thinnerThan(marked, width, height, thick) {
  const thin = new Uint8Array(marked.length);
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      if (!marked[y * width + x]) continue;
      const top = y;
      while (y < height && marked[y * width + x]) y++;
      if (y - top <= thick) for (let v = top; v < y; v++) thin[v * width + x] = 1;
    }
  }
  return thin;
}

/**
 * For each of `length` pixels the two of `count` blocks between whose middles it lies, and its share of the way from one to the other.
 * @param {number} length @param {number} count @param {number} block pixels in one
 */
export function places(length, count, block) {
  return Array.from({ length }, (_, i) => {
    const at = Math.min(Math.max((i + 0.5) / block - 0.5, 0), count - 1);
    const low = Math.floor(at);
    return [low, Math.min(low + 1, count - 1), at - low];
  });
}

/** @param {number[]} values */
export function median(values) {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
