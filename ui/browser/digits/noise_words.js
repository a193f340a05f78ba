// How a level is written for each kind of noise.
import { formatNumber } from "../model/numbers.js";
import { toggle } from "../kit/controls.js";

/** @param {number} level */
const percent = (level) => `${Math.round(100 * level)}%`;

/** @typedef {{value: string, symbol: string, says: (level: number) => string}} NoiseKind value as in aelab/noise.py, the symbol of the level */

/**
 * The kinds in the order of their control, and what the noisy digit's subtitle says.
 * @type {(NoiseKind & {label: string})[]}
 */
export const NOISE_KINDS = [
  { value: "gaussian", label: "Gaussian", symbol: "σ", says: (level) => `σ = ${formatNumber(level)}, clipped` },
  { value: "salt-and-pepper", label: "Salt and pepper", symbol: "p", says: (level) => `${percent(level)} black or white` },
  { value: "masking", label: "Masking", symbol: "p", says: (level) => `${percent(level)} of pixels black` },
  { value: "occlusion", label: "Occlusion", symbol: "area", says: (level) => `${percent(level)} of the area` },
];

/** Gaussian noise as it is: a choice within its kind, and no kind of its own in the control. @type {NoiseKind} */
export const UNCLIPPED = { value: "gaussian-unclipped", symbol: "σ", says: (level) => `σ = ${formatNumber(level)}, not clipped` };

/** @param {string} kind @returns {NoiseKind} */
export function noiseKind(kind) {
  return NOISE_KINDS.find(({ value }) => value === kind) ?? UNCLIPPED;
}

/** Whether there is something to clip. @param {string} kind */
export function isGaussian(kind) {
  return kind === "gaussian" || kind === UNCLIPPED.value;
}

/**
 * The switch between the two Gaussian kinds, for an instrument whose noise can be one of them.
 * @param {(kind: string) => void} onChange
 * @returns {{element: HTMLElement, set: (kind: string) => void}} set hides it where there is nothing to clip
 */
export function clipSwitch(onChange) {
  const title = "Clip the noisy pixels to [0, 1], or leave them as they are";
  const { element, set } = toggle("Clip", (clip) => onChange(clip ? "gaussian" : UNCLIPPED.value), { testid: "clip", title });
  return {
    element,
    /** @param {string} kind */
    set(kind) {
      element.hidden = !isGaussian(kind);
      set(kind === "gaussian");
    },
  };
}

/** How a run was trained, for the line under its name. @param {{noise: string, levels: [number, number]}} trained */
export function trainedWords({ noise, levels: [low, high] }) {
  if (noise === "none") return "trained clean";
  const { symbol } = noiseKind(noise);
  return `trained at ${symbol} ${low === high ? low : `${low} to ${high}`}${noise === UNCLIPPED.value ? ", not clipped" : ""}`;
}
