// Draws of the prior N(0, I) among the codes of a run: where they fall, and which digits live there. The draws are those of one seed, so
// that runs with as many numbers are asked with the same ones.
import { seededNormal } from "./random.js";

export const DRAWS = 200;
const SEED = 1;

/** @typedef {ReturnType<typeof priorDraws>} Draws */

/**
 * @param {Codes} codes of at most 32 numbers @param {Pick<Nearness, "of">} near of the run
 * @returns points: x, y of each on the map; digits: that which most of its 20 nearest codes are of; counts of the ten digits; gap
 *   and far: how many are in a gap between codes, and how many far from any
 */
export function priorDraws(codes, near) {
  const { size } = codes;
  const normal = seededNormal(SEED, DRAWS * size);
  const [points, digits] = [new Float32Array(2 * DRAWS), new Uint8Array(DRAWS)];
  const [counts, mix, steps] = [new Uint8Array(10), new Uint8Array(10), [0, 0, 0]];
  for (let i = 0; i < DRAWS; i++) {
    const code = normal.subarray(i * size, (i + 1) * size);
    steps[near.of(codes.nearest(code, mix).distance).step]++;
    digits[i] = mix.indexOf(Math.max(...mix));
    counts[digits[i]]++;
    points.set(codes.line ? [code[0], codes.lineOf(digits[i])] : codes.toMap(code), 2 * i);
  }
  return { points, digits, counts, gap: steps[1], far: steps[2] };
}
