// One run of Compare: what it makes of the ten digits, or of the ten draws.
import { formatNumber } from "../model/numbers.js";
import { digitCanvas } from "../kit/canvas.js";
import { meanSquaredError } from "../model/passes.js";
import { COLUMNS, line } from "../digits/line.js";

/**
 * @typedef {Named & {spec: Spec, beta: number, trained: {words: string}}} ComparedRun
 * @typedef {ReturnType<typeof runRow>} RunRow
 */

/**
 * @param {ComparedRun} run
 * @returns model is set from outside once its weights are there; cost: milliseconds that the last picture took
 */
export function runRow({ name, title, short, spec, beta, trained }) {
  const size = spec.latent_size;
  const pictures = Array.from({ length: COLUMNS }, (_, i) =>
    digitCanvas({ label: `${name}: picture ${i + 1}`, scale: 0, testid: "compare-digit", run: name }),
  );
  const subtitle = spec.classes ? `${trained.words}, told the digit` : trained.words;
  const parts = line({
    name: title,
    hint: `${title}: ${name}`,
    subtitle: `${name}, ${subtitle}`,
    pictures: pictures.map((picture) => picture.element),
    run: name,
  });
  const errors = new Float64Array(COLUMNS);
  const code = new Float32Array(size);
  parts.value.dataset.testid = "compare-figure";

  const row = {
    element: parts.element,
    name,
    short,
    size,
    model: /** @type {Model | null} */ (null),
    cost: 0,
    fail: parts.fail,
    /**
     * Copy a digit: encode the noisy one, decode its mean.
     * @param {number} i @param {Numbers} noisy @param {import("../digits/ten_digits.js").Digit} digit
     */
    reconstruct(i, noisy, { pixels, label }) {
      if (!row.model) return;
      const image = row.model.reconstruct(noisy, row.model.classes ? label : undefined);
      pictures[i].draw(image);
      errors[i] = meanSquaredError(image, pixels);
    },
    /**
     * Decode as much of a draw as the code is long, times the temperature.
     * @param {number} i @param {Numbers} epsilon @param {number} temperature
     */
    sample(i, epsilon, temperature) {
      if (!row.model) return;
      for (let j = 0; j < size; j++) code[j] = temperature * epsilon[j];
      pictures[i].draw(row.model.decode(code, row.model.classes ? i : undefined), code);
    },
    /** Mean of the ten errors as they are on the screen. */
    error: () => errors.reduce((sum, error) => sum + error) / COLUMNS,
    showError: () => void (parts.value.textContent = formatNumber(row.error(), 4)),
    /** @param {boolean} is */
    best: (is) => parts.value.classList.toggle("best", is),
    /** Another view: what stands at the row's end is of that view. @param {string} view */
    end(view) {
      const sampled = view === "sampled";
      parts.value.textContent = !sampled ? "" : spec.variational ? "Prior" : "No prior";
      parts.note.textContent = !sampled ? "" : spec.variational ? `${beta} × KL in its loss` : "no KL in its loss";
      parts.value.classList.remove("best");
    },
    /** @param {string} view */
    describe(view) {
      /** @param {number} i */
      const what = (i) => (view === "sampled" ? `draw ${i + 1} decoded` : `the ${i} copied, MSE ${formatNumber(errors[i], 4)}`);
      pictures.forEach((picture, i) => picture.describe(`${title}: ${what(i)}`));
    },
  };
  return row;
}
