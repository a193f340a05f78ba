// Where the digit comes from: a row of thumbnails, a class to choose from, shuffle, a drawing, a file.
import { element } from "../kit/kit.js";
import { digitCanvas } from "../kit/canvas.js";
import { button } from "../kit/controls.js";
import { tensorOf } from "../engine/safetensors.js";
import { drawPad } from "./drawing.js";
import { pictureFile } from "./picture_file.js";
import { pixelsOf } from "../model/pixels.js";

const SHOWN = 4;
const DRAWN = "drawn here";
const FIRST = [3, 18, 61, 84]; // places in MNIST's test set: a 0, an odd 3 and two 8s that tell the models apart

// What was drawn or uploaded outlives the instrument: it is there again when its page is come back to. No address can hold it.
/** @type {Point[][]} */
const strokes = [];
/** @type {Digit | null} */
let own = null; // the last digit that was drawn or uploaded

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
 * @returns {{row: HTMLElement, panel: HTMLElement, digit: () => Digit, pick: (index: number) => void}}
 *   row: the controls; panel: the draw pad and what went wrong with a file, empty until asked for
 */
export function digitSource({ digits, one, start, onInput, onRelease }) {
  const [images, labels, indices] = ["images", "labels", "index"].map((name) => tensorOf(digits, name));
  let places = FIRST.map((index) => indices.indexOf(index)).filter((place) => place >= 0);
  if (places.length < SHOWN) places = Array.from({ length: SHOWN }, (_, i) => i);
  let chosen = places[places.length - 1];
  let current = delivered(chosen);

  /** @param {number} place @returns {Digit} */
  function delivered(place) {
    return { pixels: pixelsOf(images, place), label: labels[place], index: indices[place], title: `${one} ${indices[place]}` };
  }

  const thumbs = Array.from({ length: SHOWN }, (_, i) => {
    const canvas = digitCanvas({ label: null, scale: 0, class: "thumb" });
    const node = element(
      "button",
      { type: "button", class: "thumb-button", "data-testid": "digit-thumb", onclick: () => take(places[i]) },
      canvas.element,
    );
    return { canvas, node };
  });
  const classes = element("select", {
    class: "field digit-class",
    "aria-label": "Which digit",
    "data-testid": "digit-class",
    onchange: shuffle,
  });
  classes.append(
    element("option", { value: "" }, "Any digit"),
    ...Array.from({ length: 10 }, (_, digit) => element("option", { value: digit }, `Digit ${digit}`)),
  );
  const draw = button("Draw", () => openPad(pad.element.hidden === true), { testid: "digit-draw" });
  const { parts: uploading, said } = pictureFile({
    testid: "digit",
    onStart: () => (pad.element.hidden = true),
    onPicture(pixels) {
      use({ pixels, label: null, index: null, title: "your picture" });
      onRelease();
    },
    onTrouble: show,
  });
  const pad = drawPad({ onInput: useDrawing, onRelease, strokes });
  if (start === null && own) current = own;
  pad.element.hidden = current !== own || own?.title !== DRAWN;
  const thumbRow = element(
    "div",
    { class: "thumbs", role: "group", "aria-label": "Digits to choose from" },
    ...thumbs.map(({ node }) => node),
  );
  const row = element(
    "div",
    { class: "digit-source" },
    classes,
    thumbRow,
    button("Shuffle", shuffle, { testid: "digit-shuffle" }),
    draw,
    ...uploading,
  );

  function show() {
    thumbs.forEach(({ canvas, node }, i) => {
      canvas.draw(delivered(places[i]).pixels);
      node.setAttribute("aria-label", `${one} ${indices[places[i]]}, a ${labels[places[i]]}`);
      node.setAttribute("aria-pressed", String(current.index === indices[places[i]]));
    });
    draw.setAttribute("aria-pressed", String(!pad.element.hidden));
  }

  /** @param {Digit} digit */
  function use(digit) {
    current = digit;
    if (digit.index === null) own = digit;
    said.hidden = true;
    show();
    onInput(digit);
  }

  /** @param {number} place */
  function take(place) {
    chosen = place;
    pad.element.hidden = true;
    use(delivered(place));
    onRelease();
  }

  function shuffle() {
    const wanted = classes.value;
    const pool = Array.from(indices.keys()).filter((place) => wanted === "" || labels[place] === Number(wanted));
    for (let i = 0; i < SHOWN; i++) {
      const j = i + Math.floor(Math.random() * (pool.length - i));
      [pool[i], pool[j]] = [pool[j], pool[i]];
    }
    places = pool.slice(0, SHOWN);
    take(places[0]);
  }

  /** @param {boolean} open */
  function openPad(open) {
    pad.element.hidden = !open;
    const centred = pad.centred();
    if (open && centred) useDrawing(centred);
    else show();
    if (open) pad.element.scrollIntoView({ block: "nearest" }); // on a phone the button is below the pictures
    onRelease();
  }

  /** @param {Centred | null} centred */
  function useDrawing(centred) {
    use(centred ? { pixels: centred.image, label: null, index: null, title: DRAWN } : delivered(chosen));
  }

  /** @param {number} index */
  function pick(index) {
    const place = indices.indexOf(index);
    if (place < 0) return;
    if (!places.includes(place)) places[SHOWN - 1] = place;
    chosen = place;
    pad.element.hidden = true;
    use(delivered(place));
  }

  const place = start === null ? -1 : indices.indexOf(start);
  if (place >= 0) {
    if (!places.includes(place)) places[SHOWN - 1] = place;
    chosen = place;
    current = delivered(place);
  }
  show();
  return { row, panel: element("div", { class: "digit-panel" }, pad.element, said), digit: () => current, pick };
}
