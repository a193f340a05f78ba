// What the runs of Compare are given, by the view: ten digits and noise on them, or ten draws of the prior; its rows are given_rows.js.
import { onePerFrame } from "../kit/kit.js";
import { COLUMNS } from "../digits/line.js";
import { addNoise, noiseField } from "../model/noise.js";
import { seededNormal } from "../model/random.js";
import { meanSquaredError } from "../model/passes.js";
import { drawsRow, noisyRow, originalsRow } from "./given_rows.js";

/**
 * @param {{one: string, kinds: import("../digits/noise_words.js").NoiseKinds, view: import("../kit/view.js").View,
 *   digits: import("../digits/ten_digits.js").TenDigits, onPick: (label: number) => void}} options onPick: another digit of this
 *   class is wanted
 */
export function givenRows({ one, kinds, view, digits, onPick }) {
  const [originals, spoilt, draws] = [originalsRow({ one, onPick }), noisyRow(kinds), drawsRow()];
  const noisy = Array.from({ length: COLUMNS }, () => new Float32Array(784));
  /** @type {ReturnType<typeof noiseField>[]} */
  let fields = [];
  /** @type {Float32Array[]} */
  let epsilons = [];
  let stale = true;
  const redraw = onePerFrame(draw); // apart from the runs: what the hand moves itself does not wait for them
  originals.show(digits);

  function draw() {
    if (!stale) return;
    stale = false;
    const { view: shown, noise, level, temperature } = view.now;
    if (shown === "sampled") return draws.draw(epsilons, temperature);
    noisy.forEach((out, i) => addNoise(noise, digits.of(i).pixels, level, fields[i], out));
    const error = noisy.reduce((sum, image, i) => sum + meanSquaredError(image, digits.of(i).pixels), 0) / COLUMNS;
    spoilt.draw(noisy, noise, level, error);
  }

  // Every column has random numbers of its own; a longer sequence of one seed begins with the shorter.
  /** @param {number} length */
  function seedAgain(length) {
    const columns = Array.from({ length: COLUMNS }, (_, i) => COLUMNS * view.now.seed + i);
    fields = columns.map(noiseField);
    epsilons = columns.map((column) => seededNormal(Math.imul(column + 1, 0x85ebca6b), length));
  }

  return {
    originals,
    spoilt,
    draws,
    noisy,
    draw,
    /** The random numbers of a column. @param {number} column */
    epsilon: (column) => epsilons[column],
    /** The view is another one. @param {boolean} seeded whether the seed is @param {number} length of the longest code in view */
    changed(seeded, length) {
      if (seeded || (epsilons[0]?.length ?? 0) < length) seedAgain(length);
      stale = true;
      redraw();
    },
    describe: () => (view.now.view === "sampled" ? draws : spoilt).describe(),
  };
}
