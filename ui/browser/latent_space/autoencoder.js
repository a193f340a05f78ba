// The autoencoder as one drawing, on a page of one run: a test digit, the encoder, its numbers, the decoder, the decoded digit.
// The digit and the encoder stand back whenever the numbers are not those that the encoder gives to the digit.
import { element } from "../kit/kit.js";
import { digitCanvas } from "../kit/canvas.js";
import { byClass } from "../digits/ten_digits.js";
import { formatNumber } from "../model/numbers.js";
import { meanSquaredError } from "../model/passes.js";

export const FIRST = 3; // the test image that a visit opens on

/**
 * Where the digits to put in lie, under a run's name; whose copies stand for them, or ""; where those lie of which means of
 * neighbours are made, or "".
 * @typedef {{run: string, copier: string, means: string}} Inputs
 */

/**
 * @param {Spec} spec of the run @param {string} copier as in `Inputs`
 * @param {(index: number) => void} put hears which test image is to go in
 * @returns parts: elements to be laid out beside those of `readout`; fill: take the digits once they are there; arm, choose, tell:
 *   the codes, the test image, and at every redraw the code that is decoded
 */
export function autoencoder(spec, copier, put) {
  const picture = digitCanvas({ scale: 0, testid: "input-digit", label: "The test digit that goes in" });
  const words = element("span", {}, "Another");
  const button = element(
    "button",
    { type: "button", class: "input-digit", "data-testid": "put-in", onclick: press },
    picture.element,
    words,
  );
  const caption = element("p", { class: "tick run-caption", "data-testid": "input-says", "data-part": "put-in" });
  const parts = [
    element("div", { class: "run-input-head name", "data-part": "put-in" }, "Test digit"),
    button,
    element("div", { class: "funnel encoder", "data-part": "put-in" }, element("span", {}, "Encoder")),
    element("div", { class: "funnel decoder", "data-part": "decoded-digit" }, element("span", {}, "Decoder")),
    caption,
  ];
  /** @type {import("../digits/ten_digits.js").Digit[]} a 0, a 1, ... a 9, then ten others */
  let digits = [];
  /** @type {Codes | null} */
  let codes = null;
  let chosen = FIRST;
  /** @type {number[]} the code that the encoder gives to the digit chosen */
  let its = [];
  let label = 0;
  /** @type {boolean | null} */
  let through = null; // whether the code that is decoded is the digit's

  function press() {
    const at = digits.findIndex(({ index }) => index === chosen);
    put(through && digits.length ? digits[(at + 1) % digits.length].index : chosen);
  }

  /** @param {Numbers} decoded */
  function paint(decoded) {
    const digit = digits.find(({ index }) => index === chosen);
    if (digit) picture.draw(digit.pixels);
    if (!codes) return;
    const named = `Test image ${chosen}, a ${label}`;
    const off = digit ? `; MSE ${formatNumber(meanSquaredError(digit.pixels, decoded), 4)} to the decoded one` : "";
    const more = copier ? `, as copied by ${copier}` : off;
    caption.textContent = through ? `${named}${more}.` : "These numbers are yours: no digit went in.";
    picture.describe(named);
  }

  return {
    parts,
    get chosen() {
      return chosen === FIRST ? null : chosen;
    },
    /** @param {Tensors} tensors */
    fill(tensors) {
      const classes = byClass(tensors);
      const most = Math.max(...classes.map(({ length }) => length));
      digits = Array.from({ length: most }, (_, turn) => classes.flatMap((pool) => pool.slice(turn, turn + 1))).flat();
      if (!digits.some(({ index }) => index === chosen)) this.choose(digits[0].index); // a link from where others are at hand
      through = null;
    },
    /** @param {Codes} loaded */
    arm(loaded) {
      codes = loaded;
      this.choose(chosen);
    },
    /** @param {number} index a test image @returns {{code: Numbers, label: number} | null} what its encoder gives it */
    choose(index) {
      chosen = index;
      if (!codes || index >= codes.count) return null;
      const code = codes.code(index);
      codes.round(code);
      [its, label, through] = [Array.from(code), codes.labels[index], null];
      return { code, label };
    },
    /** @param {Numbers} code @param {Numbers} decoded @param {number} [told] the digit told */
    tell(code, decoded, told) {
      const now = its.length > 0 && (told === undefined || told === label) && its.every((value, j) => value === code[j]);
      if (now === through) return;
      through = now;
      for (const part of parts) part.classList.toggle("back", !now && part !== caption && !part.matches(".decoder"));
      words.textContent = now ? "Another" : "Put it in";
      paint(decoded);
    },
  };
}
