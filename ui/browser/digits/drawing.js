// A place to draw a digit with mouse, finger or pen, and beside it what a model gets: the drawing centred as MNIST is.
import { element, onDrag, onePerFrame } from "../kit/kit.js";
import { contextOf, digitCanvas } from "../kit/canvas.js";
import { button } from "../kit/controls.js";
import { toMnistForm } from "../model/centring.js";
import { KEYS, cursorPen } from "./cursor_pen.js";

export const FORGET = "aelab-forget"; // an event of the window, after which no drawing and no file is kept: who comes next is another visitor
const SURFACE = 280; // pixels of the drawing itself, whatever its size on the screen
// Rings of the brush, each lighter and narrower than the last: the soft edge of MNIST's strokes, about 3 of 28 pixels across.
const BRUSH = Array.from({ length: 7 }, (_, i) => {
  const grey = Math.round(255 * ((i + 1) / 7) ** 1.5);
  return { width: 38 - 2 * i, colour: `rgb(${grey},${grey},${grey})` };
});

/**
 * @param {{onInput: (centred: Centred | null) => void, onRelease?: () => void, onDone?: () => void, strokes?: Point[][]}} options
 *   onInput: at every stroke's move, at undo and clear; null when nothing is drawn. onRelease: when the hand lets go. onDone:
 *   there is a button to put the pad away with. strokes: where the drawing is kept, each a list of points in the drawing's
 *   pixels; what is there already is drawn.
 * @returns {{element: HTMLElement, centred: () => Centred | null, clear: () => void}}
 */
export function drawPad({ onInput, onRelease, onDone, strokes = [] }) {
  /** @type {Centred | null} */
  let latest = null;
  const canvas = element("canvas", {
    class: "digit draw-canvas",
    width: SURFACE,
    height: SURFACE,
    tabindex: 0,
    role: "application",
    "data-testid": "draw-surface",
  });
  const ink = inkOn(canvas);
  const hint = element("span", { class: "draw-hint" }, "Draw a digit");
  const inkFrame = element("div", { class: "draw-frame", hidden: true });
  const undo = button("Undo", () => (strokes.pop(), redraw(), onRelease?.()), { testid: "draw-undo" });
  const wipe = button("Clear", clear, { testid: "draw-clear" });
  const done = onDone ? [button("Done", onDone, { testid: "draw-done" })] : [];
  const centring = centringView();
  const surface = element("div", { class: "draw-surface" }, canvas, inkFrame, hint);
  const node = element(
    "div",
    { class: "draw-pad" },
    surface,
    centring.element,
    element("div", { class: "draw-buttons" }, undo, wipe, ...done),
  );

  function clear() {
    if (!strokes.length) return;
    strokes.length = 0;
    redraw();
    onRelease?.();
  }

  function centre() {
    latest = strokes.length ? ink.centred() : null;
    hint.hidden = strokes.length > 0;
    undo.disabled = wipe.disabled = strokes.length === 0;
    inkFrame.hidden = !latest;
    if (latest) placeFrame(inkFrame, latest.box, SURFACE);
    centring.show(latest);
  }

  const read = onePerFrame(() => {
    centre();
    onInput(latest);
  }, describe);

  function redraw() {
    paint();
    read();
  }

  function paint() {
    ink.wipe();
    for (const stroke of strokes) stroke.forEach((point, i) => ink.segment(stroke[Math.max(0, i - 1)], point));
  }

  function describe() {
    const count = strokes.length;
    const drawn = count ? `${count} ${count === 1 ? "stroke" : "strokes"}` : "empty";
    canvas.setAttribute("aria-label", `Drawing surface, ${drawn}. ${KEYS}`);
    centring.describe();
  }

  /** @param {PointerEvent} event */
  function extend(event) {
    const box = canvas.getBoundingClientRect();
    const events = event.getCoalescedEvents?.() ?? [];
    for (const { clientX, clientY } of events.length ? events : [event]) {
      add([((clientX - box.left) / box.width) * SURFACE, ((clientY - box.top) / box.height) * SURFACE]);
    }
    read(); // once for all of them, in the event
  }

  /** @param {Point} point */
  function add(point) {
    const stroke = strokes[strokes.length - 1];
    ink.segment(stroke.at(-1) ?? point, point);
    stroke.push(point);
  }

  /** @param {Point} point */
  const put = (point) => (add(point), read());
  const begin = () => void strokes.push([]);
  const end = () => onRelease?.();
  onDrag(canvas, { start: (x, y, event) => (begin(), extend(event)), move: (x, y, event) => extend(event), end });
  surface.append(...cursorPen(canvas, SURFACE, { start: (at) => (begin(), put(at)), move: put, end, undo: () => undo.click() }));
  paint();
  centre();
  describe();
  return { element: node, centred: () => latest, clear };
}

/** The drawing itself. @param {HTMLCanvasElement} canvas */
function inkOn(canvas) {
  const context = contextOf(canvas, { willReadFrequently: true });
  return {
    /** @param {Point} from @param {Point} to */
    segment([x, y], [toX, toY]) {
      context.globalCompositeOperation = "lighten"; // a soft edge never darkens ink that is there
      context.lineCap = context.lineJoin = "round";
      for (const { width, colour } of BRUSH) {
        context.lineWidth = width;
        context.strokeStyle = colour;
        context.beginPath();
        context.moveTo(x, y);
        context.lineTo(x === toX && y === toY ? toX + 0.01 : toX, toY); // a line of no length would not be drawn
        context.stroke();
      }
    },
    wipe() {
      context.globalCompositeOperation = "source-over";
      context.fillStyle = "#000";
      context.fillRect(0, 0, SURFACE, SURFACE);
    },
    /** As MNIST has it. @returns {Centred | null} */
    centred() {
      const { data } = context.getImageData(0, 0, SURFACE, SURFACE);
      const grey = new Uint8Array(SURFACE * SURFACE);
      for (let i = 0; i < grey.length; i++) grey[i] = data[4 * i];
      try {
        return toMnistForm(grey, SURFACE, SURFACE, false);
      } catch {
        return null; // a stroke wholly beyond the edge
      }
    },
  };
}

// What the model gets, with the box the ink was scaled into and pixel (14, 14), where its centre of mass lies.
function centringView() {
  const digit = digitCanvas({ scale: 0, testid: "centred-digit", label: "What a model gets: nothing yet" });
  const frame = element("div", { class: "draw-frame", hidden: true });
  const pixel = element("div", { class: "draw-centre" });
  const text = element("p", { class: "tick", "data-testid": "centring-text" });
  const node = element(
    "div",
    { class: "draw-centred" },
    element("div", { class: "draw-centred-digit" }, digit.element, frame, pixel),
    element("div", {}, element("p", { class: "name" }, "What a model gets"), text),
  );
  /** @param {Centred | null} centred */
  const show = (centred) => {
    const seen = Object.assign(digit.element, { pixels: centred?.image ?? new Float32Array(784) });
    digit.draw(seen.pixels);
    frame.hidden = !centred;
    text.textContent = centred
      ? centringText(centred)
      : "Your drawing, as MNIST has it: the ink in a box of 20\u00a0×\u00a020 pixels, its centre of mass on pixel (14,\u00a014) of 28\u00a0×\u00a028.";
    if (centred)
      placeFrame(frame, [...centred.corner, centred.corner[0] + centred.size[0], centred.corner[1] + centred.size[1]], 28);
  };
  show(null);
  return {
    element: node,
    show,
    describe: () => digit.describe(frame.hidden ? "What a model gets: nothing yet" : `What a model gets. ${text.textContent}`),
  };
}

/** @param {Centred} centred */
function centringText({ box: [left, top, right, bottom], size, corner }) {
  const [across, down] = corner.map((at, axis) => at - Math.round((28 - size[axis]) / 2));
  const parts = [
    across && `${Math.abs(across)} ${across > 0 ? "right" : "left"}`,
    down && `${Math.abs(down)} ${down > 0 ? "down" : "up"}`,
  ];
  const shift = parts.filter(Boolean).join(" and ");
  /** @param {[number, number]} size */
  const by = ([width, height]) => `${width}\u00a0×\u00a0${height}`;
  return `Ink of ${by([right - left, bottom - top])} scaled to ${by(size)} pixels and ${shift ? `moved ${shift} from the middle` : "left in the middle"}: its centre of mass is on pixel (14,\u00a014).`;
}

/** @param {HTMLElement} frame @param {number[]} box @param {number} of */
function placeFrame(frame, [left, top, right, bottom], of) {
  /** @param {number} length */
  const share = (length) => `${(100 * length) / of}%`;
  Object.assign(frame.style, { left: share(left), top: share(top), width: share(right - left), height: share(bottom - top) });
}
