// Numbers as the page writes them.

/** @type {Record<string, string>} */
const SUPERSCRIPTS = {
  "-": "\u207b",
  0: "\u2070",
  1: "\u00b9",
  2: "\u00b2",
  3: "\u00b3",
  4: "\u2074",
  5: "\u2075",
  6: "\u2076",
  7: "\u2077",
  8: "\u2078",
  9: "\u2079",
};

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

/**
 * How many values lie in each of so many equal parts of the way from low to high.
 * @param {number[]} values @param {number} low @param {number} high @param {number} bins @returns {number[]}
 */
export function histogram(values, low, high, bins) {
  const counts = Array.from({ length: bins }, () => 0);
  for (const value of values) counts[Math.min(bins - 1, Math.max(0, Math.floor(((value - low) / (high - low)) * bins)))]++;
  return counts;
}

/** "\u2081\u2082" for 12. @param {number} number */
export function subscript(number) {
  return Array.from(String(number), (digit) => String.fromCharCode(0x2080 + Number(digit))).join("");
}

/** "\u207b\u00b3" for -3. @param {number} number */
export function superscript(number) {
  return Array.from(String(number), (sign) => SUPERSCRIPTS[sign]).join("");
}

/** A number of single precision, in the fewest digits that are read as it again. @param {number} value */
export function shortest(value) {
  const single = Math.fround(value);
  const digits = [6, 7, 8].find((p) => Math.fround(Number(single.toPrecision(p))) === single) ?? 9;
  return Number(single.toPrecision(digits));
}
