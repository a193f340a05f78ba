// A row of ten delivered digits to choose from, one of each class, and a button for ten others.
import { digitCanvas } from "../kit/canvas.js";
import { button } from "../kit/controls.js";
import { element } from "../kit/kit.js";
import { byClass } from "./ten_digits.js";

const CLASSES = 10;

/** @typedef {import("./ten_digits.js").Digit} Digit */

/**
 * @param {(index: number) => void} onPick the digit's place in its source
 * @returns {{element: HTMLElement, fill: (digits: Tensors) => void, choose: (index: number | null) => number,
 *   pixels: () => Float32Array, label: () => number}}
 *   fill takes the tensors that `ui/digits.py` delivers; choose shows the digit of that index, or the first one where it
 *   was not delivered, and returns the index it shows; pixels and label are of the digit chosen
 */
export function digitRow(onPick) {
  const thumbs = Array.from({ length: CLASSES }, (_, label) => {
    const picture = digitCanvas({ label: null, scale: 0, class: "thumb" });
    const node = element(
      "button",
      { type: "button", class: "digit-choice", "data-testid": `digit-${label}`, onclick: () => pick(label, turn) },
      picture.element,
    );
    return { node, picture };
  });
  const more = button("Other digits", () => pick(chosen.label, turn + 1), { testid: "other-digits" });
  /** @type {Digit[][]} */
  const images = []; // by label
  let turn = 0; // which of each class is in the row
  /** @type {Digit} */
  let chosen = { index: -1, label: 0, pixels: new Float32Array(784) };

  /** @param {number} label @param {number} at */
  const pick = (label, at) => {
    show(label, at);
    onPick(chosen.index);
  };
  /** @param {number} label @param {number} at */
  const show = (label, at) => {
    turn = at;
    thumbs.forEach(({ node, picture }, i) => {
      const digit = images[i][turn % images[i].length];
      picture.draw(digit.pixels);
      node.setAttribute("aria-label", `Digit ${i}, number ${digit.index}`);
      node.setAttribute("aria-pressed", String(i === label));
    });
    chosen = images[label][turn % images[label].length];
  };
  return {
    element: element(
      "div",
      { class: "digit-row", "data-testid": "digits" },
      element("div", { class: "digit-choices", role: "group", "aria-label": "Digit" }, ...thumbs.map(({ node }) => node)),
      more,
    ),
    fill(digits) {
      images.splice(0, images.length, ...byClass(digits));
    },
    choose(index) {
      const known = images.flat().find((digit) => digit.index === index) ?? images[2][0];
      show(known.label, images[known.label].indexOf(known));
      return chosen.index;
    },
    pixels: () => chosen.pixels,
    label: () => chosen.label,
  };
}
