// When a place is called far from the codes: one rule for the map and for the paths. Knows no page.
import { formatNumber } from "./numbers.js";

const TITLES = ["", "In a gap between codes", "Far from any code"];
const PERCENT = [95, 99];

/**
 * Which digit most of the 20 nearest codes are of: "4; 17 of 20 nearest are 4".
 * @param {ArrayLike<number>} counts of the ten digits
 */
export function majority(counts) {
  const all = Array.from(counts);
  const most = Math.max(...all);
  const digit = all.indexOf(most);
  return `${digit}; ${most} of ${all.reduce((sum, count) => sum + count, 0)} nearest are ${digit}`;
}

/**
 * @param {{near: number, far: number}} rule of a run, as `aelab.latent.distance` measures it: the 95th and 99th percentile of the
 *   distance from a draw of its posteriors, or from a code of a plain run, to the nearest other code
 * @param {{variational: boolean}} spec of the run
 * @returns thresholds: near and far; decimals: to write a distance with; of: a distance in words, step 0, 1 or 2; seen: what is
 *   seen at a code whose 20 nearest are so many of each digit and the first so far away
 */
export function nearness({ near, far }, { variational }) {
  const thresholds = [near, far];
  const decimals = near < 0.1 ? 3 : near < 10 ? 2 : 1;
  /** @param {number} value */
  const write = (value) => formatNumber(value, decimals);
  const whose = variational ? "of its draws" : "of codes";
  /** @param {number} distance */
  const stepOf = (distance) => (distance > far ? 2 : distance > near ? 1 : 0);
  return {
    thresholds,
    decimals,
    whose,
    /** @param {ArrayLike<number>} counts @param {number} distance */
    seen: (counts, distance) => [majority(counts), TITLES[stepOf(distance)]].filter(Boolean).join(". "),
    /** @param {number} distance */
    of(distance) {
      const step = stepOf(distance);
      const at = Math.max(step - 1, 0);
      return {
        step,
        title: TITLES[step],
        text: `${write(distance)} to the nearest; ${PERCENT[at]}% ${whose} are within ${write(thresholds[at])}.`,
      };
    },
  };
}
