// What is in hand: a drawing, or a test digit, letter, scribble or noise image out of those delivered, or a picture file.
import { tensorOf } from "../engine/safetensors.js";
import { element } from "../kit/kit.js";
import { digitCanvas } from "../kit/canvas.js";
import { button } from "../kit/controls.js";
import { FORGET } from "../digits/drawing.js";
import { nothingKept, ownPicture } from "../digits/own_picture.js";
import { KINDS } from "./kinds.js";
import { pixelsOf } from "../model/pixels.js";

const kept = nothingKept();
/** @type {Specimen | null} */
let under = null; // what was drawn over, which is there again when that is taken back, on a page that is come back to, too
addEventListener(FORGET, () => (under = null));

/**
 * @typedef {object} Specimen
 * @property {Float32Array} pixels 784 numbers in [0, 1]
 * @property {string | null} what "digits" or a kind, null for a drawing or a file
 * @property {number | null} index its place in its source
 * @property {string} title as the page calls it
 */

/**
 * @param {{digits: Tensors, made: Tensors, one: string, start: Record<string, any>, fallback: {what: string, index: number},
 *   onInput: () => void, onRelease: () => void}} options digits and made as ui/digits.py and ui/made_up.py offer them; one: what a delivered
 *   digit is called; fallback: what to begin with where start is not to be had
 * @returns {{elements: HTMLElement[], now: () => Specimen, pick: (what: string, index: number) => void, describe: () => void}}
 *   elements: the pad's and what the model gets, the buttons, and a file in hand
 */
export function specimens({ digits, made, one, start, fallback, onInput, onRelease }) {
  const pools = poolsOf(digits, made, one);
  /** @param {string | null} what @param {number | null} index @returns {Specimen | null} */
  const delivered = (what, index) => (what !== null && index !== null ? (pools[what]?.of(index) ?? null) : null);
  const first = delivered(start.what, start.index) ?? delivered(fallback.what, fallback.index);
  let chosen = first ?? /** @type {Specimen} */ (delivered("letters", 0));
  let current = chosen;
  if (start.what === null && kept.last) {
    current = asSpecimen(kept.last);
    chosen = kept.last.file ? current : (under ?? chosen);
  }

  const { pad, photo, drawn, clear, upload, said } = ownPicture(kept, {
    testid: "specimen",
    onDrawing(own) {
      photo.hidden = Boolean(own) || chosen.what !== null; // under a drawing the file is still in hand
      if (own) under = chosen;
      use(own ? asSpecimen(own) : chosen);
    },
    onFile: (own) => take(asSpecimen(own)),
    onRelease,
  });
  if (start.what !== null) photo.hidden = true;
  const large = digitCanvas({ label: null, scale: 0, class: "over-pad" }); // the same picture stands beside it, with its name
  const hint = element("span", { class: "over-pad-hint", "data-part": "draw-surface" }, "Draw over it");
  large.element.dataset.part = "draw-surface";
  const gets = digitCanvas({ label: `Input: ${current.title}`, scale: 0, testid: "clean-digit" });
  const title = element("p", { class: "tick", "data-testid": "specimen-title" });
  const column = inputColumn(title, gets.element);
  const takes = takeButtons(another);
  const sources = element(
    "div",
    { class: "sources", "data-testid": "take" },
    element("span", {}, "Or take a"),
    ...takes.map(({ node }) => node),
    ...upload,
    said,
  );

  function show() {
    const over = drawn() && current.what === null && current !== chosen;
    for (const part of [pad, large.element, hint, column]) part.classList.toggle("drawn", over);
    title.textContent = current.title;
    for (const picture of [large, gets]) picture.draw(current.pixels);
    gets.element.pixels = current.pixels; // the exact numbers behind the 256 greys
    for (const { what, node } of takes) node.setAttribute("aria-pressed", String(what === current.what));
  }

  /** @param {Specimen} specimen */
  function use(specimen) {
    current = specimen;
    said.hidden = true;
    show();
    onInput();
  }

  /** @param {Specimen} specimen */
  function take(specimen) {
    chosen = specimen;
    if (specimen.what !== null) photo.hidden = true;
    clear();
    use(specimen);
  }

  /** @param {string} what */
  function another(what) {
    const others = pools[what].indices.filter((index) => what !== current.what || index !== current.index);
    take(delivered(what, others[Math.floor(Math.random() * others.length)]) ?? chosen);
    onRelease();
  }

  show();
  return {
    elements: [pad, large.element, hint, column, sources, photo],
    now: () => current,
    pick: (what, index) => take(delivered(what, index) ?? chosen),
    describe: () => gets.describe(`Input: ${current.title}`),
  };
}

/** @param {import("../digits/own_picture.js").Own} own @returns {Specimen} */
function asSpecimen({ pixels, title }) {
  return { pixels, what: null, index: null, title };
}

/**
 * What is delivered, by its kind: test digits and the made-up images.
 * @param {Tensors} digits @param {Tensors} made @param {string} one
 */
function poolsOf(digits, made, one) {
  /** @type {Record<string, {indices: number[], of: (index: number) => Specimen | null}>} */
  const pools = {};
  /** @param {string} what @param {Tensor["data"]} images @param {number[]} indices @param {string} name of one of them */
  const add = (what, images, indices, name) => {
    pools[what] = {
      indices,
      of(index) {
        const place = indices.indexOf(index);
        return place < 0 ? null : { pixels: pixelsOf(images, place), what, index, title: `${name} ${index}` };
      },
    };
  };
  add("digits", tensorOf(digits, "images"), Array.from(tensorOf(digits, "index"), Number), one);
  for (const { key, one: name } of KINDS) {
    const images = tensorOf(made, key);
    add(
      key,
      images,
      Array.from({ length: images.length / 784 }, (_, i) => i),
      `made-up ${name}`,
    );
  }
  return pools;
}

// A button for each kind, which takes another one of it.
/** @param {(what: string) => void} onTake */
function takeButtons(onTake) {
  const kinds = [
    ["digits", "Test digit"],
    ...KINDS.map(({ key, one }) => [key, one === "noise image" ? "Noise" : one[0].toUpperCase() + one.slice(1)]),
  ];
  return kinds.map(([what, text]) => ({
    what,
    node: button(text, () => onTake(what), { testid: `take-${what}`, title: "Take one at random" }),
  }));
}

/** @param {HTMLElement} title @param {HTMLElement} picture */
function inputColumn(title, picture) {
  return element(
    "div",
    { class: "gets picture" },
    element("p", { class: "name" }, "Input"),
    title,
    picture,
    element("p", { class: "second", "data-part": "score" }, "Mean squared error"),
    element("p", { class: "tick", "data-part": "verdict" }, "rank among digits"),
  );
}
