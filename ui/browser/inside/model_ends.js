// The pass in four pictures: the digit, the digit with noise, the code, and what the decoder makes of the code.
import { digitCanvas } from "../kit/canvas.js";
import { element } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { noiseWords } from "../digits/noise_words.js";
import { figures, largest, shapeText, tileSheet } from "./tiles.js";
import { spelled } from "../kit/word.js";

const FEW = 4; // numbers of a code that are written out

/**
 * @typedef {object} Ends
 * @property {string} run
 * @property {Numbers} clean 784 pixels @property {Numbers} noisy @property {Numbers} output
 * @property {Float32Array} code
 * @property {string} name of the clean digit @property {number} label
 * @property {string} noise its kind @property {number} sigma @property {number} error MSE
 */

/**
 * @param {import("../digits/noise_words.js").NoiseKinds} kinds
 * @returns {{element: HTMLElement, setRun: (run: Named, spec: Spec) => void, draw: (state: Ends, colours: Colours) => void,
 *   describe: (state: Ends) => void}} describe: on release
 */
export function modelEnds(kinds) {
  const pictures = Object.fromEntries(
    ["clean", "noisy", "output"].map((name) => [
      name,
      digitCanvas({ label: `${name} digit`, scale: 0, testid: `${name}-digit` }),
    ]),
  );
  const under = Object.fromEntries(
    ["clean", "noisy", "code", "output"].map((name) => [name, element("span", { class: "tick" })]),
  );
  const runName = element("span", { class: "name" });
  const codeHome = element("div", {});
  const written = element("span", { class: "live" });
  /** @param {string} name @param {HTMLElement} title @param {...HTMLElement} pictures */
  const end = (name, title, ...pictures) => element("div", { class: `end end-${name}` }, title, under[name], ...pictures);
  /** @param {string} text */
  const named = (text) => element("span", { class: "name" }, ...spelled(text));
  const way = () => element("div", { class: "end-way" });
  const [encoder, decoder] = [way(), way()];
  /** @type {ReturnType<typeof tileSheet>} */
  let sheet;
  /** @type {number[]} */
  let shape = [];
  return {
    element: element(
      "div",
      { class: "ends" },
      end("clean", named("Clean"), pictures.clean.element),
      end("noisy", named("Noisy"), pictures.noisy.element),
      encoder,
      end("code", named("[Code]"), codeHome, written),
      decoder,
      end("output", runName, pictures.output.element),
    ),
    setRun({ name, title, short }, spec) {
      const [size, first] = [spec.latent_size, spec.decoder[0]];
      runName.textContent = short;
      runName.title = `${title}: ${name}`;
      pictures.output.element.dataset.run = name;
      shape = (first.layer === "reshape" && first.shape) || [size]; // a spatial code keeps its maps
      sheet = tileSheet(shape, "Its code", size <= FEW ? 80 : 112); // with its numbers below, as high as a digit
      sheet.element.dataset.testid = "code";
      codeHome.replaceChildren(sheet.element);
      encoder.textContent = `encoder, ${spec.encoder.length} layers`;
      decoder.textContent = `decoder, ${spec.decoder.length} layers`;
    },
    draw({ clean, noisy, output, code, name, noise, sigma, error }, colours) {
      pictures.clean.draw(clean);
      pictures.noisy.draw(noisy);
      pictures.output.draw(output);
      const most = largest(code);
      sheet.draw(code, most, colours);
      under.clean.textContent = name;
      under.noisy.textContent = noiseWords(kinds[noise], sigma);
      under.code.textContent = `${shape.length === 3 ? shapeText(shape) : `${shape[0]} numbers`}, \u00b1${figures(most)}`;
      under.output.textContent = `MSE to clean ${formatNumber(error, 4)}`;
      written.textContent = code.length <= FEW ? Array.from(code, (value) => formatNumber(value)).join("  ") : "";
    },
    describe({ label, name, noise, sigma, error, code, run }) {
      pictures.clean.describe(`A ${label}, ${name}`);
      pictures.noisy.describe(`The same ${label} with Gaussian noise, ${noiseWords(kinds[noise], sigma)}`);
      pictures.output.describe(`What ${run} makes of it; mean squared error to the clean digit ${formatNumber(error, 4)}`);
      sheet.element.setAttribute("aria-label", `Its code, ${shapeText(shape)}, largest magnitude ${figures(largest(code))}`);
    },
  };
}
