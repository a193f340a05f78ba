// The scores that were measured, as quantiles: rates at a threshold, the ROC curve in them, a smooth outline. The same
// definitions as aelab/outliers.py: between two quantiles straight in the logarithm of the score.

const SMOOTH = 0.025; // decades: the scale of the logistic kernel that rounds the outline's steps
const LEAST = 1e-4; // decades: a step between equal quantiles has this width

/**
 * @typedef {object} Measured what run.json keeps of a run
 * @property {number[]} levels of the quantiles, rising from 0 to 1
 * @property {Record<string, number[]>} quantiles of the score: "digits" and each kind
 * @property {Record<string, number>} auc of each kind
 */

// Piecewise linear through (xs, ys), xs not falling; flat beyond the ends.
/** @param {number} x @param {number[]} xs @param {number[]} ys */
function interpolate(x, xs, ys) {
  if (x <= xs[0]) return ys[0];
  for (let i = 1; i < xs.length; i++) {
    if (x < xs[i]) return ys[i - 1] + ((x - xs[i - 1]) / (xs[i] - xs[i - 1])) * (ys[i] - ys[i - 1]);
  }
  return ys[ys.length - 1];
}

/**
 * Share of the scores of "digits" or a kind above a threshold.
 * @param {Measured} measured @param {string} kind @param {number} threshold
 */
export function shareAbove({ levels, quantiles }, kind, threshold) {
  return 1 - interpolate(Math.log(threshold), quantiles[kind].map(Math.log), levels);
}

/** The threshold that leaves this share of the test digits above it. @param {Measured} measured @param {number} share */
export function thresholdFor({ levels, quantiles }, share) {
  return Math.exp(interpolate(1 - share, levels, quantiles.digits.map(Math.log)));
}

/**
 * Of the images that are flagged, the share that are rightly so (Bayes); NaN where none is flagged.
 * @param {number} flagged share of the digits flagged @param {number} caught share of the others flagged
 * @param {number} prevalence share of all images that are no digit
 */
export function precision(flagged, caught, prevalence) {
  const rightly = prevalence * caught;
  return rightly / (rightly + (1 - prevalence) * flagged);
}

/**
 * The ROC curve of a kind: [share of digits, share of the kind] above every threshold that is a quantile of either.
 * @param {Measured} measured @param {string} kind @returns {Point[]} from (1, 1) to (0, 0)
 */
export function rocCurve(measured, kind) {
  const { digits, [kind]: outliers } = measured.quantiles;
  const thresholds = [...digits, ...outliers].sort((a, b) => a - b);
  return thresholds.map((t) => [shareAbove(measured, "digits", t), shareAbove(measured, kind, t)]);
}

/**
 * The density of log10(score) at some places: the shares between quantiles spread evenly, under a logistic kernel, the
 * highest place at 1.
 * @param {Measured} measured @param {string} kind @param {ArrayLike<number>} places rising, in decades
 * @returns {Float32Array}
 */
export function outline({ levels, quantiles }, kind, places) {
  const at = quantiles[kind].map(Math.log10);
  /** @param {number} x */
  const below = (x) => 1 / (1 + Math.exp(-x / SMOOTH));
  const heights = Float32Array.from(places, (x) => {
    let sum = 0;
    for (let i = 1; i < at.length; i++) {
      const width = Math.max(LEAST, at[i] - at[i - 1]);
      sum += ((levels[i] - levels[i - 1]) / width) * (below(x - at[i - 1]) - below(x - at[i - 1] - width));
    }
    return sum;
  });
  const most = heights.reduce((a, b) => Math.max(a, b), 0);
  return heights.map((height) => height / most);
}
