// How a level is written for each kind of noise.
import { formatNumber } from "../kit/kit.js";

const percent = (level) => `${Math.round(100 * level)}%`;

/** The kinds in the order of their control: value as in aelab/noise.py, the symbol of the level, what the noisy digit's subtitle says. */
export const NOISE_KINDS = [
  { value: "gaussian", label: "Gaussian", symbol: "σ", says: (level) => `σ = ${formatNumber(level)}, clipped` },
  { value: "salt-and-pepper", label: "Salt and pepper", symbol: "p", says: (level) => `${percent(level)} black or white` },
  { value: "masking", label: "Masking", symbol: "p", says: (level) => `${percent(level)} of pixels black` },
  { value: "occlusion", label: "Occlusion", symbol: "area", says: (level) => `${percent(level)} of the area` },
];

/** @param {string} kind @returns {typeof NOISE_KINDS[number]} */
export function noiseKind(kind) {
  return NOISE_KINDS.find(({ value }) => value === kind);
}

/** How a run was trained, for the line under its name. @param {{noise: string, levels: [number, number]}} trained */
export function trainedWords({ noise, levels: [low, high] }) {
  if (noise === "none") return "trained clean";
  const { symbol } = noiseKind(noise);
  return `trained at ${symbol} ${low === high ? low : `${low} to ${high}`}`;
}
