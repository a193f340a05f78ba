// One picture of Denoise with its name and its two figures.
import { element } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { digitCanvas } from "../kit/canvas.js";
import { peakSignalToNoise } from "../model/passes.js";
import { spelled, spelledInControl } from "../kit/word.js";

/**
 * @typedef {ReturnType<typeof pictureColumn>} PictureColumn
 */

/**
 * @param {{name: string, hint?: string, subtitle?: string, testid: string, run?: string, figures?: boolean,
 *   words?: boolean}} options words: whether what its figures are called leads to the glossary, as it does once;
 *   hint: what its name says when pointed at; figures: whether there is an error to show; the clean digit names the rows instead
 * @returns {{element: HTMLElement, canvas: HTMLCanvasElement, show: (pixels: Float32Array, mse?: number) => void,
 *   subtitle: (text: string) => void, best: (is: boolean) => void, describe: () => void, problem: (error: Error) => void}}
 */
export function pictureColumn({ name, hint = "", subtitle = "", testid, run, figures = true, words = false }) {
  const digit = digitCanvas({ scale: 0, testid, run, label: name });
  const [mse, psnr] = [element("span", { class: "live" }), element("span", { class: "live" })];
  const under = element("p", { class: "tick" }, subtitle);
  const trouble = element("p", { class: "problem", role: "alert", hidden: true });
  const rows = [
    { part: "mse", title: "[MSE]", value: mse, unit: "" },
    { part: "psnr", title: "[PSNR]", value: psnr, unit: "dB" },
  ].map(({ part, title, value, unit }) =>
    element(
      "div",
      { "data-part": part },
      element("dt", {}, ...(words ? spelled : spelledInControl)(title)),
      ...(figures ? [element("dd", {}, value, element("small", {}, unit))] : []),
    ),
  );
  const list = element("dl", figures ? {} : { "aria-hidden": "true", class: "row-names" }, ...rows);
  const node = element(
    "div",
    { class: "picture", dataset: run ? { run } : {} },
    element("p", { class: "name", title: hint || null }, name),
    under,
    digit.element,
    trouble,
    list,
  );
  mse.dataset.testid = "mse";
  psnr.dataset.testid = "psnr";
  return {
    element: node,
    canvas: digit.element,
    show(pixels, error) {
      digit.element.pixels = pixels; // the exact numbers behind the 256 greys
      digit.draw(pixels);
      if (error === undefined) return;
      mse.textContent = formatNumber(error, 4);
      psnr.textContent = error > 0 ? formatNumber(peakSignalToNoise(error), 1) : "\u221e";
    },
    subtitle: (text) => void (under.textContent = text),
    best: (is) => void list.classList.toggle("best", is),
    describe() {
      digit.describe(
        [name, under.textContent, figures && `MSE ${mse.textContent}, PSNR ${psnr.textContent} dB`].filter(Boolean).join(", "),
      );
    },
    problem(error) {
      digit.element.hidden = list.hidden = true;
      trouble.hidden = false;
      trouble.textContent = error.message;
    },
  };
}
