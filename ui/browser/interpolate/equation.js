// The terms of a sum as one run decodes them, in a line: A - t B + t C =.
import { element } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { digitCanvas } from "../kit/canvas.js";

const [MINUS, TIMES] = ["\u2212", "\u00a0"];

/**
 * @param {{run: string}} options
 * @returns terms: three times 784 numbers; strength: at every frame; describe: with the names of the terms
 */
export function equation({ run }) {
  const cells = [..."ABC"].map((letter, k) => {
    const digit = digitCanvas({ label: `${letter}, decoded by ${run}`, scale: 0, testid: `arithmetic-term-${k}`, run });
    const weight = element("b");
    return {
      letter,
      digit,
      weight,
      element: element("figure", {}, element("figcaption", {}, ...(k ? [weight, TIMES] : []), letter), digit.element),
    };
  });
  const [a, b, c] = cells.map((cell) => cell.element);
  /** @param {string} text */
  const sign = (text) => element("span", { class: "ip-sign" }, text);
  return {
    element: element(
      "div",
      { class: "ip-sum", role: "group", dataset: { run }, "aria-label": `Terms of ${run}` },
      a,
      sign(MINUS),
      b,
      sign("+"),
      c,
      sign("="),
    ),
    /** @param {Numbers[]} pictures */
    terms: (pictures) => cells.forEach(({ digit }, k) => digit.draw(pictures[k])),
    /** @param {number} t */
    strength(t) {
      for (const { weight } of cells.slice(1)) weight.textContent = formatNumber(t);
    },
    /** @param {string[]} names */
    describe: (names) => cells.forEach(({ digit, letter }, k) => digit.describe(`${letter}, ${names[k]}, decoded by ${run}`)),
  };
}
