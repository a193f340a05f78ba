// Where the digit comes from: a row of thumbnails, a class to choose from, shuffle, a drawing, a file.
import { element } from "../kit/kit.js";
import { digitCanvas } from "../kit/canvas.js";
import { button } from "../kit/controls.js";
import { tensorOf } from "../engine/safetensors.js";
import { nothingKept, ownPicture } from "./own_picture.js";
import { pixelsOf } from "../model/pixels.js";

const SHOWN = 4;
const FIRST = [3, 18, 61, 84]; // places in MNIST's test set: a 0, an odd 3 and two 8s that tell the models apart
const kept = nothingKept();

/**
 * @typedef {object} Digit
 * @property {Float32Array} pixels 784 numbers in [0, 1]
 * @property {number | null} label which digit it is, where that is known
 * @property {number | null} index its place in the source, null for a drawing or a file
 * @property {string} title as the page calls it
 */

/**
 * @param {{digits: Tensors, one: string, start: number | null,
 *   onInput: (digit: Digit) => void, onRelease: () => void}} options
 *   digits: `images`, `labels` and `index` as ui/digits.py delivers them; one: what one of them is called ("test image");
 *   start: the index to begin with; onInput: whenever the digit is another, while drawing at every move
 * @returns {{row: HTMLElement, panel: HTMLElement, digit: () => Digit, pick: (index: number) => void,
 *   hand: () => ReturnType<typeof import("./photo_pad.js").handOf>}} hand: what was done to a picture file that is shown;
 *   row: the controls; panel: the draw pad, a file in hand and what went wrong with a file, empty until asked for
 */
export function digitSource({ digits, one, start, onInput, onRelease }) {
  const delivered = deliveredDigits(digits, one);
  const offered = thumbnails(delivered, take);
  let chosen = offered.places()[SHOWN - 1];
  /** @type {Digit} */
  let current = delivered.at(chosen);

  const classes = classChoice(shuffle);
  const draw = button("Draw", () => openPad(pad.hidden === true), { testid: "digit-draw" });
  const { pad, photo, drawing, upload, said, hand } = ownPicture(kept, {
    testid: "digit",
    onStart: () => (pad.hidden = true),
    onDrawing: (own) => use(own ? asDigit(own) : delivered.at(chosen)),
    onFile: (own) => use(asDigit(own)),
    onTrouble: show,
    onRelease,
  });
  if (start === null && kept.last) current = asDigit(kept.last);
  pad.hidden = start !== null || !kept.last || kept.last.file;
  if (start !== null) photo.hidden = true;
  const others = button("Shuffle", shuffle, { testid: "digit-shuffle" });
  const box = { class: "digit-source", "data-testid": "digit-source" };
  const row = element("div", box, classes, offered.element, others, draw, ...upload);

  function show() {
    offered.mark(current.index);
    draw.setAttribute("aria-pressed", String(!pad.hidden));
  }

  /** @param {Digit} digit */
  function use(digit) {
    current = digit;
    said.hidden = true;
    show();
    onInput(digit);
  }

  /** @param {number} place */
  function choose(place) {
    chosen = place;
    pad.hidden = photo.hidden = true;
    use(delivered.at(place));
  }

  /** @param {number} place */
  function take(place) {
    choose(place);
    onRelease();
  }

  function shuffle() {
    offered.set(delivered.some(SHOWN, classes.value === "" ? null : Number(classes.value)));
    take(offered.places()[0]);
  }

  /** @param {boolean} open */
  function openPad(open) {
    pad.hidden = !open;
    photo.hidden = true;
    const own = open && drawing();
    if (own) use(asDigit(own));
    else show();
    if (open) pad.scrollIntoView({ block: "nearest" }); // on a phone the button is below the pictures
    onRelease();
  }

  /** @param {number} index */
  function pick(index) {
    const place = delivered.placeOf(index);
    if (place < 0) return;
    offered.admit(place);
    choose(place);
  }

  const place = start === null ? -1 : delivered.placeOf(start);
  if (place >= 0) {
    offered.admit(place);
    chosen = place;
    current = delivered.at(place);
  }
  show();
  return {
    row,
    panel: element("div", { class: "digit-panel" }, pad, photo, said),
    digit: () => current,
    pick,
    hand: () => (current.index === null ? hand() : null),
  };
}

/** @param {import("./own_picture.js").Own} own @returns {Digit} */
function asDigit({ pixels, title }) {
  return { pixels, label: null, index: null, title };
}

/**
 * The digits that Python delivers, by their place among them.
 * @param {Tensors} digits @param {string} one
 */
function deliveredDigits(digits, one) {
  const [images, labels, indices] = ["images", "labels", "index"].map((name) => tensorOf(digits, name));
  return {
    /** @param {number} place @returns {Digit} */
    at: (place) => ({
      pixels: pixelsOf(images, place),
      label: labels[place],
      index: indices[place],
      title: `${one} ${indices[place]}`,
    }),
    /** @param {number} index of the source @returns {number} -1 where it was not delivered */
    placeOf: (index) => indices.indexOf(index),
    /** So many by chance, of one class or, for null, of any. @param {number} count @param {number | null} label */
    some(count, label) {
      const pool = Array.from(indices.keys()).filter((place) => label === null || labels[place] === label);
      for (let i = 0; i < count; i++) {
        const j = i + Math.floor(Math.random() * (pool.length - i));
        [pool[i], pool[j]] = [pool[j], pool[i]];
      }
      return pool.slice(0, count);
    },
  };
}

/**
 * The few delivered digits that are offered, as a row of buttons.
 * @param {ReturnType<typeof deliveredDigits>} delivered @param {(place: number) => void} onPick
 */
function thumbnails(delivered, onPick) {
  let places = FIRST.map(delivered.placeOf).filter((place) => place >= 0);
  if (places.length < SHOWN) places = Array.from({ length: SHOWN }, (_, i) => i);
  const thumbs = Array.from({ length: SHOWN }, (_, i) => {
    const canvas = digitCanvas({ label: null, scale: 0, class: "thumb" });
    const node = element(
      "button",
      { type: "button", class: "thumb-button", "data-testid": "digit-thumb", onclick: () => onPick(places[i]) },
      canvas.element,
    );
    return { canvas, node };
  });
  const attributes = { class: "thumbs", role: "group", "aria-label": "Digits to choose from" };
  return {
    element: element("div", attributes, ...thumbs.map(({ node }) => node)),
    places: () => places,
    /** @param {number[]} others */
    set: (others) => void (places = others),
    /** One that must be in the row. @param {number} place */
    admit(place) {
      if (!places.includes(place)) places[SHOWN - 1] = place;
    },
    /** @param {number | null} index of the digit in hand */
    mark(index) {
      thumbs.forEach(({ canvas, node }, i) => {
        const digit = delivered.at(places[i]);
        canvas.draw(digit.pixels);
        node.setAttribute("aria-label", `${digit.title}, a ${digit.label}`);
        node.setAttribute("aria-pressed", String(index === digit.index));
      });
    },
  };
}

/** @param {() => void} onChange */
function classChoice(onChange) {
  return element(
    "select",
    { class: "field digit-class", "aria-label": "Which digit", "data-testid": "digit-class", onchange: onChange },
    element("option", { value: "" }, "Any digit"),
    ...Array.from({ length: 10 }, (_, digit) => element("option", { value: digit }, `Digit ${digit}`)),
  );
}
