// How a level is written for each kind of noise.
import { formatNumber } from "../model/numbers.js";
import { toggle } from "../kit/controls.js";

/** @param {number} level */
const percent = (level) => `${Math.round(100 * level)}%`;

/**
 * How a kind of noise is written, from the table of aelab/noise.py: label in a choice of kinds, empty for one that stands within
 * another there; symbol of the level; says: of a noisy digit, with "{level}" or "{percent}" in it.
 * @typedef {{label: string, symbol: string, says: string}} NoiseKind
 * @typedef {Record<string, NoiseKind>} NoiseKinds by the kind's name
 */

const UNCLIPPED = "gaussian-unclipped"; // Gaussian noise as it is: a switch within its kind

/** What the noisy digit's subtitle says. @param {NoiseKind} kind @param {number} level */
export function noiseWords({ says }, level) {
  return says.replace("{level}", formatNumber(level)).replace("{percent}", percent(level));
}

/** The kinds as a control offers them. @param {NoiseKinds} kinds */
export function noiseOptions(kinds) {
  return Object.entries(kinds).flatMap(([value, { label }]) => (label ? [{ value, label }] : []));
}

/** Whether there is something to clip. @param {string} kind */
export function isGaussian(kind) {
  return kind === "gaussian" || kind === UNCLIPPED;
}

/**
 * The switch between the two Gaussian kinds, for an instrument whose noise can be one of them.
 * @param {(kind: string) => void} onChange
 * @returns {{element: HTMLElement, set: (kind: string) => void}} set hides it where there is nothing to clip
 */
export function clipSwitch(onChange) {
  const title = "Clip the noisy pixels to [0, 1], or leave them as they are";
  const { element, set } = toggle("Clip", (clip) => onChange(clip ? "gaussian" : UNCLIPPED), { testid: "clip", title });
  return {
    element,
    /** @param {string} kind */
    set(kind) {
      element.hidden = !isGaussian(kind);
      set(kind === "gaussian");
    },
  };
}
