// Bicubic resampling as Pillow does it, so that a digit centred in the browser is the digit centred in Python.

// Keys' cubic with a = -0.5, the kernel of Pillow's BICUBIC.
/** @param {number} x */
function cubic(x) {
  const t = Math.abs(x);
  if (t < 1) return (1.5 * t - 2.5) * t * t + 1;
  return t < 2 ? ((-0.5 * t + 2.5) * t - 4) * t + 2 : 0;
}

/**
 * For each of `to` places: where its window starts among `from` and its weights, which add up to 1.
 * @param {number} from @param {number} to
 */
function windows(from, to) {
  const scale = from / to;
  const stretch = Math.max(scale, 1); // made smaller, a pixel looks at all that it covers
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - 2 * stretch + 0.5));
    const end = Math.min(from, Math.trunc(centre + 2 * stretch + 0.5));
    const weights = Float64Array.from({ length: end - start }, (__, k) => cubic((start + k - centre + 0.5) / stretch));
    const sum = weights.reduce((a, b) => a + b, 0);
    return { start, weights: weights.map((w) => w / sum) };
  });
}

/**
 * Scale one grey channel.
 * @param {Float32Array} pixels rows of `width` @param {[number, number]} from width, height @param {[number, number]} to
 * @returns {Float32Array} not clipped: the kernel overshoots at edges
 */
export function resampleBicubic(pixels, [width, height], [toWidth, toHeight]) {
  const across = windows(width, toWidth);
  const half = new Float32Array(toWidth * height);
  for (let y = 0, o = 0; y < height; y++) {
    for (const { start, weights } of across) {
      let sum = 0;
      for (let k = 0, p = y * width + start; k < weights.length; k++, p++) sum += pixels[p] * weights[k];
      half[o++] = sum;
    }
  }
  const result = new Float32Array(toWidth * toHeight);
  windows(height, toHeight).forEach(({ start, weights }, y) => {
    for (let x = 0; x < toWidth; x++) {
      let sum = 0;
      for (let k = 0, p = start * toWidth + x; k < weights.length; k++, p += toWidth) sum += half[p] * weights[k];
      result[y * toWidth + x] = sum;
    }
  });
  return result;
}
