// What mouse, finger, pen and keys do on a map of codes.
import { onDrag, onNudge } from "../kit/kit.js";

const STEP = 2; // CSS pixels of an arrow key
const FAR = 20; // CSS pixels that a dot is away at least, for Shift with an arrow key on t-SNE
const [RING, NUMERAL] = [15, 10.5]; // CSS pixels about the middle of each that are its own

/**
 * What a move on the map means, places in values of the map.
 * @typedef {object} HandHandlers
 * @property {(x: number, y: number) => void} place
 * @property {(digit: number) => void} jump
 * @property {(x: number, y: number) => void} peek
 * @property {() => void} leave
 * @property {() => void} released
 *
 * @typedef {{codes: CodeMap, frame: Frame, numerals: Point[], placed: Point | null}} MapState
 */

/**
 * @param {HTMLElement} surface @param {HandHandlers} handlers
 * @param {() => MapState | null} state as it is now; null before the codes are there
 */
export function handOnMap(surface, handlers, state) {
  surface.addEventListener("keydown", (event) => {
    if (!state() || !/^\d$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    handlers.jump(Number(event.key));
    handlers.released();
  });
  /** @param {number} px @param {number} py */
  const place = (px, py) => {
    const map = state();
    if (map) handlers.place(...valueOf(map, px, py));
  };
  onDrag(surface, {
    start(px, py) {
      const map = state();
      if (!map) return;
      const digit = onRing(map, px, py) ? -1 : numeralAt(map, px, py); // the ring lies over the numerals
      if (digit >= 0) handlers.jump(digit);
      else place(px, py);
    },
    move: place,
    end: () => state() && handlers.released(),
    hover(px, py) {
      const map = state();
      if (!map) return;
      surface.style.cursor = numeralAt(map, px, py) >= 0 ? "pointer" : "";
      handlers.peek(...valueOf(map, px, py));
    },
    leave: () => state() && handlers.leave(),
  });
  onNudge(
    surface,
    (dx, dy) => {
      const map = state();
      if (!map?.placed) return;
      const { codes, frame, placed } = map;
      // on t-SNE a step goes to the next dot
      if ("next" in codes) return handlers.place(...codes.next(placed, dx, dy, (Math.hypot(dx, dy) > 1 ? FAR : 0) / frame.scale));
      place(frame.x(placed[0]) + STEP * dx, frame.y(placed[1]) - STEP * dy);
    },
    handlers.released,
  );
}

/** @param {MapState} map @param {number} px @param {number} py @returns {Point} */
function valueOf({ frame }, px, py) {
  /** @param {number} at */
  const inside = (at) => Math.min(Math.max(at, 0), frame.width);
  return [frame.valueX(inside(px)), frame.valueY(inside(py))];
}

/** @param {MapState} map @param {number} px @param {number} py */
function numeralAt({ numerals }, px, py) {
  return numerals.findIndex(([x, y]) => Math.hypot(x - px, y - py) < NUMERAL);
}

/** @param {MapState} map @param {number} px @param {number} py */
function onRing({ frame, placed }, px, py) {
  return placed !== null && Math.hypot(frame.x(placed[0]) - px, frame.y(placed[1]) - py) < RING;
}
