// The ends and corners as they are chosen: a picker for each, and what the codes and the label told are made of.
import { codePicker } from "../latent/code_picker.js";

const PAUSE = 200; // ms between two guesses of the digit in a drawing that grows: each is ten reconstructions
const CORNERS = ["A, top left", "B, top right", "C, bottom left", "D, bottom right"];

/**
 * @param {{view: object, drawings: object, change: (part: object) => void, opened: (picker: HTMLElement) => void}} options
 *   view: the interpolator's, read as it is now; drawings: of `drawnEnds`; change: parts of the view were chosen; opened: a
 *   draw pad was
 * @returns {object} {ends, corners, elements; arm(labels) of the test images; show(armed), armed a row that decodes; showDrawing(
 *   list, k); draw(list, k), which opens its pad or puts it away; named(list); swapEnds(); drop(set), the drawings of the lists that are set; places(
 *   likeliest, live); firstIsDrawn()}
 */
export function endPickers({ view, drawings, change, opened }) {
  const guesses = new Map(); // of the digit in a drawing, by its place
  const options = (list, testid, k) => ({
    testid,
    onPick(i) {
      drawings.drop(list, k);
      change({ [list]: view[list].with(k, i), ...(k === 0 && { label: null }) });
    },
    onDraw: () => draw(list, k),
  });
  const pickers = {
    ends: ["a", "b"].map((name, k) => codePicker({ name: name.toUpperCase(), ...options("ends", `end-${name}`, k) })),
    corners: CORNERS.map((name, k) => codePicker({ name, ...options("corners", `corner-${k}`, k) })),
  };
  let labels = null;

  const listInView = () => (view.view === "path" ? "ends" : "corners");

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
    const [i, image] = [view[list][k], drawings.image(list, k)];
    if (image) picker.showDrawing(image);
    else if (armed) picker.show(i, labels[i], armed.decodeCode(i));
  }

  return {
    ends: pickers.ends.map((picker) => picker.element),
    corners: pickers.corners.map((picker) => picker.element),
    arm(ofImages) {
      labels = ofImages;
      for (const picker of [...pickers.ends, ...pickers.corners]) picker.arm(labels);
    },
    show(armed) {
      for (const list of ["ends", "corners"]) pickers[list].forEach((picker, k) => show(picker, list, k, armed));
    },
    showDrawing(list, k) {
      const image = drawings.image(list, k);
      if (image) pickers[list][k].showDrawing(image);
    },
    draw,
    named: (list) => view[list].map((i, k) => (drawings.image(list, k) ? "your drawing" : `test image ${i}`)),
    swapEnds() {
      drawings.swapEnds();
      change({ ends: view.ends.toReversed(), at: 1 - view.at, label: null });
    },
    drop(set) {
      for (const list of ["ends", "corners"]) if (set[list]) drawings.drop(list);
    },
    /**
     * What the codes in view are made of: `places`, each {index} of a test image or {image, label} of a drawing, and `told`, the
     * label that decoders are told: the one chosen, else A's own.
     * @param {((image: Float32Array) => number) | undefined} likeliest of a conditional run: the label of a drawing
     * @param {boolean} live during a stroke, when that may be of a moment ago
     */
    places(likeliest, live) {
      const list = listInView();
      const places = view[list].map((index, k) => {
        const image = drawings.image(list, k);
        return { index, image, label: image && likeliest ? view.label ?? guess(`${list} ${k}`, image, likeliest, live) : undefined };
      });
      return { places, told: view.label ?? places[0].label ?? labels?.[places[0].index] };
    },
    /** Whether A of what is in view is drawn. */
    firstIsDrawn: () => drawings.image(listInView(), 0) !== null,
  };
}
