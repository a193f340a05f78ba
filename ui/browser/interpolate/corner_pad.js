// The four-corner pad: a square surface between four codes, with what is decoded at 7 x 7 places of it behind the hand.
import { element, onDrag, onNudge } from "../kit/kit.js";
import { contextOf, drawRing, offscreen, paintDigit } from "../kit/canvas.js";
import { stackedCanvas } from "../kit/stack.js";
import { drawCrosshair } from "../map/map_draw.js";
import { SIDE } from "../engine/image.js";

const CELLS = 7;
const STEP = 0.01; // of an arrow key

/**
 * The corners of the surface are the middles of its corner cells, so that every cell shows what the hand gets there.
 * @param {{move: (u: number, v: number) => void, released: () => void}} handlers u left to right, v top to bottom, 0 to 1
 * @returns lattice: when the corners changed, at every frame if need be, null when there are none; hand: at every move
 */
export function cornerPad({ move, released }) {
  const surface = element("div", {
    class: "surface ip-pad",
    tabindex: 0,
    role: "application",
    "aria-roledescription": "four-corner pad",
    "data-testid": "corner-pad",
  });
  const lattice = digitLattice();
  let width = 0;
  let [u, v] = [0.5, 0.5];

  /** @param {number} share */
  const px = (share) => (width / CELLS) * (0.5 + share * (CELLS - 1));
  /** @param {number} at */
  const share = (at) => Math.min(Math.max((at / (width / CELLS) - 0.5) / (CELLS - 1), 0), 1);
  /** @param {number} x @param {number} y */
  const drag = (x, y) => width && move(share(x), share(y));
  onDrag(surface, { start: drag, move: drag, end: released });
  onNudge(surface, (dx, dy) => move(Math.min(Math.max(u + STEP * dx, 0), 1), Math.min(Math.max(v - STEP * dy, 0), 1)), released);

  const stack = stackedCanvas(surface, {
    still(on, box) {
      width = box.width;
      lattice.paintOn(on);
      return on;
    },
    moving(on, _, { colours }) {
      drawCrosshair(on, width, px(u), px(v), colours.accent);
      drawRing(on, px(u), px(v), colours);
    },
  });

  return {
    element: surface,
    paint: stack.paint,
    lattice: lattice.of,
    /** @param {number} nowU @param {number} nowV */
    hand(nowU, nowV) {
      [u, v] = [nowU, nowV];
      stack.move();
    },
    /** @param {string} text */
    describe: (text) => surface.setAttribute("aria-label", text),
    destroy() {
      lattice.stop();
      stack.destroy();
    },
  };
}

/**
 * The digits of the surface.
 * @returns paintOn: a canvas that is clear; of: what they decode to now, at every frame if need be
 */
function digitLattice() {
  const cell = offscreen(SIDE, SIDE);
  const pen = contextOf(cell);
  const image = pen.createImageData(SIDE, SIDE);
  /** @type {Context} */
  let on;
  /** @type {((u: number, v: number) => Numbers) | null} */
  let decode = null;
  let [drawing, again] = [0, false]; // the frame that draws the next row; whether what is drawn is out of date before it is whole

  // A row a frame: 49 digits at once would hold up the hand.
  function paint() {
    if (!decode || !on) return;
    again = drawing > 0;
    if (!again) paintRow(0);
  }

  /** @param {number} j */
  function paintRow(j) {
    if (!decode) return;
    const size = on.canvas.width / CELLS;
    const side = SIDE * Math.max(1, Math.floor(size / SIDE + 1e-6));
    for (let i = 0; i < CELLS; i++) {
      paintDigit(image.data, decode(i / (CELLS - 1), j / (CELLS - 1)));
      pen.putImageData(image, 0, 0);
      on.drawImage(cell, Math.round(i * size + (size - side) / 2), Math.round(j * size + (size - side) / 2), side, side);
    }
    drawing = j + 1 < CELLS ? requestAnimationFrame(() => paintRow(j + 1)) : 0;
    if (!drawing && again) paint();
  }

  function stop() {
    cancelAnimationFrame(drawing);
    [drawing, again] = [0, false];
  }

  return {
    /** @param {Context} context */
    paintOn(context) {
      on = context;
      on.setTransform(1, 0, 0, 1, 0, 0); // in pixels of the screen, where a digit takes whole multiples
      on.imageSmoothingEnabled = false;
      on.fillRect(0, 0, on.canvas.width, on.canvas.height);
      stop();
      paint();
    },
    /** @param {((u: number, v: number) => Numbers) | null} decodeAt */
    of(decodeAt) {
      decode = decodeAt;
      if (!decode) stop();
      paint();
    },
    stop,
  };
}
