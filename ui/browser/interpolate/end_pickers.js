// The ends, corners and terms as they are chosen: a picker for each, and what the codes and the label told are made of.
import { codePicker } from "./code_picker.js";

const PAUSE = 200; // ms between two guesses of the digit in a drawing that grows: each is ten reconstructions
/**
 * @typedef {import("./drawn_ends.js").List} List
 * @typedef {{index?: number, mean?: number, image?: Float32Array, label?: number,
 *   own?: number}} Place what a code in view is made of: the index of a test image, a digit whose mean it is, or the image and
 *   label of a drawing; own: the digit that it is of
 */

/** @typedef {{decodeCode: (i: number) => Numbers}} Armed a row that decodes */

/** @type {Record<string, List>} */
const LISTS = { path: "ends", corners: "corners", arithmetic: "terms" }; // what the view is made of, by its kind
const CORNERS = ["A, top left", "B, top right", "C, bottom left", "D, bottom right"];

/**
 * @param {{view: Record<string, any>, drawings: import("./drawn_ends.js").Drawings, change: (part: Record<string, any>) => void,
 *   opened: (picker: HTMLElement) => void}} options
 *   view: Interpolate's, read as it is now; drawings: of `drawnEnds`; change: parts of the view were chosen; opened: a
 *   draw pad was
 * @returns ends, corners, terms: elements; arm: labels of the test images; show: with a row that decodes; draw opens a pad or
 *   puts it away; inView: the list in view; drop: the drawings of the lists that are set
 */
export function endPickers({ view, drawings, change, opened }) {
  const guess = guesses();
  const pickers = codePickers({ choose, draw });
  /** @type {number[]} */
  let labels = [];

  /** @param {List} list @returns {(number | string)[]} */
  const codesOf = (list) => view[list];
  const listInView = () => LISTS[view.view];

  /** @param {List} list @param {number} k @param {number | string} code */
  function choose(list, k, code) {
    drawings.drop(list, k);
    change({ [list]: view[list].with(k, code), ...(k === 0 && { label: null }) });
  }

  /** @param {List} list @param {number} k */
  function draw(list, k) {
    if (drawings.isOpen(list, k)) {
      drawings.close();
      pickers[list][k].focusDraw();
      return change({});
    }
    const back = drawings.open(list, k);
    change(back && k === 0 ? { label: null } : {});
    opened(pickers[list][k].element);
  }

  /** @param {ReturnType<typeof codePicker>} picker @param {List} list @param {number} k @param {Armed | undefined} armed */
  function show(picker, list, k, armed) {
    picker.drawing(drawings.isOpen(list, k));
    const [code, image] = [codesOf(list)[k], drawings.image(list, k)];
    const digit = meanOf(code);
    if (image) picker.showDrawing(image);
    else if (!armed) return;
    else if (digit !== null) picker.showMean(digit);
    else picker.show(Number(code), labels[Number(code)], list === "terms" ? null : armed.decodeCode(Number(code))); // each run shows its own terms
  }

  return {
    ends: pickers.ends.map((picker) => picker.element),
    corners: pickers.corners.map((picker) => picker.element),
    terms: pickers.terms.map((picker) => picker.element),
    /** @param {number[]} ofImages */
    arm(ofImages) {
      labels = ofImages;
      for (const picker of Object.values(pickers).flat()) picker.arm(labels);
    },
    /** @param {Armed | undefined} armed */
    show(armed) {
      const list = listInView();
      pickers[list].forEach((picker, k) => show(picker, list, k, armed));
    },
    /** @param {List} list @param {number} k */
    showDrawing(list, k) {
      const image = drawings.image(list, k);
      if (image) pickers[list][k].showDrawing(image);
    },
    draw,
    inView: listInView,
    /** @param {List} list @returns {string[]} */
    named: (list) => codesOf(list).map((code, k) => (drawings.image(list, k) ? "your drawing" : nameOf(code))),
    swapEnds() {
      drawings.swap("ends", 0, 1);
      change({ ends: view.ends.toReversed(), at: 1 - view.at, label: null });
    },
    swapTerms() {
      drawings.swap("terms", 1, 2);
      change({ terms: [view.terms[0], view.terms[2], view.terms[1]] });
    },
    /** @param {Record<string, any>} set */
    drop(set) {
      for (const list of /** @type {List[]} */ (Object.keys(pickers))) if (set[list]) drawings.drop(list);
    },
    /**
     * What the codes in view are made of, and `told`, the label that decoders are told: the one chosen, else A's own.
     * @param {((image: Float32Array) => number) | undefined} likeliest of a conditional run: the label of a drawing
     * @param {boolean} live during a stroke, when that may be of a moment ago
     * @returns {{places: Place[], told: number | undefined}}
     */
    places(likeliest, live) {
      const list = listInView();
      const places = codesOf(list).map((code, k) => {
        const image = drawings.image(list, k);
        const mean = meanOf(code) ?? undefined;
        if (!image) return mean === undefined ? { index: Number(code), own: labels[Number(code)] } : { mean, own: mean };
        const label = likeliest ? (view.label ?? guess(`${list} ${k}`, image, likeliest, live)) : undefined;
        return { image, label, own: label };
      });
      return { places, told: view.label ?? places[0].own };
    },
    /** Whether A of what is in view is drawn. */
    firstIsDrawn: () => drawings.image(listInView(), 0) !== null,
  };
}

/** @param {{choose: (list: List, k: number, code: number | string) => void, draw: (list: List, k: number) => void}} on */
function codePickers({ choose, draw }) {
  /** @param {List} list @param {number} k @param {string} name @param {string} testid */
  const picker = (list, k, name, testid) =>
    codePicker({
      name,
      testid,
      onPick: (i) => choose(list, k, i),
      onDraw: () => draw(list, k),
      ...(list === "terms" && { onMean: /** @param {number} digit */ (digit) => choose(list, k, `m${digit}`) }),
    });
  return {
    ends: ["a", "b"].map((name, k) => picker("ends", k, name.toUpperCase(), `end-${name}`)),
    corners: CORNERS.map((name, k) => picker("corners", k, name, `corner-${k}`)),
    terms: [..."ABC"].map((name, k) => picker("terms", k, name, `term-${k}`)),
  };
}

/** @returns the digit in the drawing at a place; `live`, during a stroke, that may be the guess of a moment ago */
function guesses() {
  /** @type {Map<string, {image: Float32Array, label: number, at: number}>} */
  const known = new Map();
  /**
   * @param {string} place @param {Float32Array} image @param {(image: Float32Array) => number} likeliest @param {boolean} live
   * @returns {number}
   */
  return (place, image, likeliest, live) => {
    const last = known.get(place);
    if (last && (last.image === image || (live && performance.now() - last.at < PAUSE))) return last.label;
    const label = likeliest(image);
    known.set(place, { image, label, at: performance.now() });
    return label;
  };
}

/** @param {number | string} code as the view has it */
function nameOf(code) {
  const digit = meanOf(code);
  return digit === null ? `test image ${code}` : `the mean of the ${digit}s`;
}

// The digit of which a code, as the view has it, is the mean, "m4"; null of a test image.
/** @param {number | string} code */
function meanOf(code) {
  return typeof code === "string" ? Number(code[1]) : null;
}
