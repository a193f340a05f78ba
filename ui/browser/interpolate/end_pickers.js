// The ends, corners and terms as they are chosen: a picker for each, and what the codes and the label told are made of.
import { codePicker } from "./code_picker.js";

const PAUSE = 200; // ms between two guesses of the digit in a drawing that grows: each is ten reconstructions
const LISTS = { path: "ends", corners: "corners", arithmetic: "terms" }; // what the view is made of, by its kind
const CORNERS = ["A, top left", "B, top right", "C, bottom left", "D, bottom right"];

/**
 * @param {{view: object, drawings: object, change: (part: object) => void, opened: (picker: HTMLElement) => void}} options
 *   view: the interpolator's, read as it is now; drawings: of `drawnEnds`; change: parts of the view were chosen; opened: a
 *   draw pad was
 * @returns {object} {ends, corners, terms, elements; arm(labels) of the test images; show(armed), armed a row that decodes; showDrawing(
 *   list, k); draw(list, k), which opens its pad or puts it away; named(list); inView(), the list in view; swapEnds(); swapTerms(); drop(set), the drawings of the lists that are set; places(
 *   likeliest, live); firstIsDrawn()}
 */
export function endPickers({ view, drawings, change, opened }) {
  const guesses = new Map(); // of the digit in a drawing, by its place
  const options = (list, testid, k) => ({
    testid,
    onPick: (i) => choose(list, k, i),
    onDraw: () => draw(list, k),
    ...(list === "terms" && { onMean: (digit) => choose(list, k, `m${digit}`) }),
  });
  const choose = (list, k, code) => {
    drawings.drop(list, k);
    change({ [list]: view[list].with(k, code), ...(k === 0 && { label: null }) });
  };
  const pickers = {
    ends: ["a", "b"].map((name, k) => codePicker({ name: name.toUpperCase(), ...options("ends", `end-${name}`, k) })),
    corners: CORNERS.map((name, k) => codePicker({ name, ...options("corners", `corner-${k}`, k) })),
    terms: [..."ABC"].map((name, k) => codePicker({ name, ...options("terms", `term-${k}`, k) })),
  };
  let labels = null;

  const listInView = () => LISTS[view.view];

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

  function guess(place, image, likeliest, live) {
    const last = guesses.get(place);
    if (last?.image === image || (live && performance.now() - last?.at < PAUSE)) return last.label;
    const label = likeliest(image);
    guesses.set(place, { image, label, at: performance.now() });
    return label;
  }

  function show(picker, list, k, armed) {
    picker.drawing(drawings.isOpen(list, k));
    const [code, image] = [view[list][k], drawings.image(list, k)];
    const digit = meanOf(code);
    if (image) picker.showDrawing(image);
    else if (!armed) return;
    else if (digit !== null) picker.showMean(digit);
    else picker.show(code, labels[code], list === "terms" ? null : armed.decodeCode(code)); // each run shows its own terms
  }

  return {
    ends: pickers.ends.map((picker) => picker.element),
    corners: pickers.corners.map((picker) => picker.element),
    terms: pickers.terms.map((picker) => picker.element),
    arm(ofImages) {
      labels = ofImages;
      for (const picker of Object.values(pickers).flat()) picker.arm(labels);
    },
    show(armed) {
      const list = listInView();
      pickers[list].forEach((picker, k) => show(picker, list, k, armed));
    },
    showDrawing(list, k) {
      const image = drawings.image(list, k);
      if (image) pickers[list][k].showDrawing(image);
    },
    draw,
    inView: listInView,
    named: (list) => view[list].map((code, k) => (drawings.image(list, k) ? "your drawing" : meanOf(code) === null ? `test image ${code}` : `the mean of the ${meanOf(code)}s`)),
    swapEnds() {
      drawings.swap("ends", 0, 1);
      change({ ends: view.ends.toReversed(), at: 1 - view.at, label: null });
    },
    swapTerms() {
      drawings.swap("terms", 1, 2);
      change({ terms: [view.terms[0], view.terms[2], view.terms[1]] });
    },
    drop(set) {
      for (const list of Object.keys(pickers)) if (set[list]) drawings.drop(list);
    },
    /**
     * What the codes in view are made of: `places`, each {index} of a test image, {mean}, a digit, or {image, label} of a drawing, with
     * `own`, the digit that it is of; and `told`, the label that decoders are told: the one chosen, else A's own.
     * @param {((image: Float32Array) => number) | undefined} likeliest of a conditional run: the label of a drawing
     * @param {boolean} live during a stroke, when that may be of a moment ago
     */
    places(likeliest, live) {
      const list = listInView();
      const places = view[list].map((code, k) => {
        const image = drawings.image(list, k);
        if (!image) return meanOf(code) === null ? { index: code, own: labels?.[code] } : { mean: meanOf(code), own: meanOf(code) };
        const label = likeliest ? view.label ?? guess(`${list} ${k}`, image, likeliest, live) : undefined;
        return { image, label, own: label };
      });
      return { places, told: view.label ?? places[0].own };
    },
    /** Whether A of what is in view is drawn. */
    firstIsDrawn: () => drawings.image(listInView(), 0) !== null,
  };
}

// The digit of which a code, as the view has it, is the mean, "m4"; null of a test image.
function meanOf(code) {
  return typeof code === "string" ? Number(code[1]) : null;
}
