// What is in hand: a drawing, or a test digit, letter, scribble or noise image out of those delivered, or a picture file.
import { tensorOf } from "../engine/safetensors.js";
import { element } from "../kit/kit.js";
import { digitCanvas } from "../kit/canvas.js";
import { button } from "../kit/controls.js";
import { drawPad } from "../digits/drawing.js";
import { pictureFile } from "../digits/picture_file.js";
import { KINDS } from "./kinds.js";
import { pixelsOf } from "../model/pixels.js";

// What was drawn or uploaded outlives the instrument: it is there again when its page is come back to. No address can hold it.
/** @type {Point[][]} */
const strokes = [];
/** @type {Specimen | null} */
let own = null; // the last that was drawn or uploaded

/**
 * @typedef {object} Specimen
 * @property {Float32Array} pixels 784 numbers in [0, 1]
 * @property {string | null} what "digits" or a kind, null for a drawing or a file
 * @property {number | null} index its place in its source
 * @property {string} title as the page calls it
 * @property {boolean} [file] whether it came in a file
 */

/**
 * @param {{digits: Tensors, made: Tensors, one: string, start: Record<string, any>, fallback: {what: string, index: number},
 *   onInput: () => void, onRelease: () => void}} options digits and made as ui/digits.py delivers them; one: what a delivered
 *   digit is called; fallback: what to begin with where start is not to be had
 * @returns {{elements: HTMLElement[], now: () => Specimen, pick: (what: string, index: number) => void, describe: () => void}}
 *   elements: the pad's and what the model gets, the buttons last
 */
export function specimens({ digits, made, one, start, fallback, onInput, onRelease }) {
  /** @type {Record<string, {images: Tensor["data"], indices: number[], one: string}>} */
  const pools = { digits: { images: tensorOf(digits, "images"), indices: Array.from(tensorOf(digits, "index"), Number), one } };
  for (const { key, one: name } of KINDS) {
    const images = tensorOf(made, key);
    pools[key] = { images, indices: Array.from({ length: images.length / 784 }, (_, i) => i), one: `made-up ${name}` };
  }
  const first = delivered(start.what, start.index) ?? delivered(fallback.what, fallback.index);
  let chosen = first ?? /** @type {Specimen} */ (delivered("letters", 0));
  if (start.what === null && own?.file) chosen = own; // under a drawing lies what it was drawn over
  let current = start.what === null && own ? own : chosen;

  const pad = drawPad({ onInput: useDrawing, onRelease, strokes });
  const clear = /** @type {HTMLButtonElement} */ (pad.element.querySelector('[data-testid="draw-clear"]'));
  // the same picture stands beside it, with its name
  const large = digitCanvas({ label: null, scale: 0, class: "over-pad" });
  const gets = digitCanvas({ label: `Input: ${current.title}`, scale: 0, testid: "clean-digit" });
  const title = element("p", { class: "tick", "data-testid": "specimen-title" });
  const { parts: uploading, said } = pictureFile({
    testid: "specimen",
    onPicture(pixels) {
      take({ pixels, what: null, index: null, title: "your picture", file: true });
      onRelease();
    },
  });
  const kinds = [
    ["digits", "Test digit"],
    ...KINDS.map(({ key, one: name }) => [key, name === "noise image" ? "Noise" : name[0].toUpperCase() + name.slice(1)]),
  ];
  const hint = element("span", { class: "over-pad-hint" }, "Draw over it");
  const takes = kinds.map(([what, text]) => ({
    what,
    node: button(text, () => another(what), { testid: `take-${what}`, title: "Take one at random" }),
  }));
  const sources = element(
    "div",
    { class: "sources" },
    element("span", {}, "Or take a"),
    ...takes.map(({ node }) => node),
    ...uploading,
    said,
  );
  const column = element(
    "div",
    { class: "gets picture" },
    element("p", { class: "name" }, "Input"),
    title,
    gets.element,
    element("p", { class: "second" }, "Mean squared error"),
    element("p", { class: "tick" }, "rank among test digits"),
  );

  /** @param {string} what @param {number} index @returns {Specimen | null} */
  function delivered(what, index) {
    const pool = pools[what];
    const place = pool ? pool.indices.indexOf(index) : -1;
    if (place < 0) return null;
    return { pixels: pixelsOf(pool.images, place), what, index, title: `${pool.one} ${index}` };
  }

  function show() {
    const drawn = Boolean(pad.centred()) && current.what === null && current !== chosen;
    for (const part of [pad.element, large.element, hint, column]) part.classList.toggle("drawn", drawn);
    title.textContent = current.title;
    for (const picture of [large, gets]) picture.draw(current.pixels);
    gets.element.pixels = current.pixels; // the exact numbers behind the 256 greys
    for (const { what, node } of takes) node.setAttribute("aria-pressed", String(what === current.what));
  }

  /** @param {Specimen} specimen */
  function use(specimen) {
    current = specimen;
    if (specimen.what === null) own = specimen;
    said.hidden = true;
    show();
    onInput();
  }

  /** @param {Centred | null} centred */
  function useDrawing(centred) {
    use(centred ? { pixels: centred.image, what: null, index: null, title: "drawn here" } : chosen);
  }

  /** @param {Specimen} specimen */
  function take(specimen) {
    chosen = specimen;
    if (!clear.disabled) clear.click(); // the pad's own way of becoming empty
    use(specimen);
  }

  /** @param {string} what */
  function another(what) {
    const { indices } = pools[what];
    const others = indices.filter((index) => what !== current.what || index !== current.index);
    take(delivered(what, others[Math.floor(Math.random() * others.length)]) ?? chosen);
    onRelease();
  }

  show();
  return {
    elements: [pad.element, large.element, hint, column, sources],
    now: () => current,
    pick: (what, index) => take(delivered(what, index) ?? chosen),
    describe: () => gets.describe(`Input: ${current.title}`),
  };
}
