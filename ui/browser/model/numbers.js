// Numbers as the page writes them. Knows no page.

/**
 * A number as the page writes it: fixed decimals and a true minus; no minus on what rounds to zero.
 * @param {number} value @param {number} [decimals]
 */
export function formatNumber(value, decimals = 2) {
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `\u2212${text}` : text;
}

/**
 * Round values between low and high, `most` at most: {values, decimals} for `formatNumber`.
 * @param {number} low @param {number} high @param {number} [most] @returns {{values: number[], decimals: number}}
 */
export function ticks(low, high, most = 5) {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5].map((m) => m * power).find((s) => s >= rough * 0.999) ?? 10 * power;
  const values = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) values.push(i * step);
  return { values, decimals: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
}
