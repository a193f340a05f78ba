// A pen for the keyboard: arrow keys move a cursor over the drawing surface, and it draws while it is down.
import { ARROWS, element } from "../kit/kit.js";

const STEP = 7; // of the drawing's pixels: a fifth of the brush's width
const FAST = 4; // times that, with Shift

/** What it says of itself, to those who hear the surface and to those who see it. */
export const KEYS =
  "Arrow keys move the pen, with Shift faster; hold Space to draw, or press it to begin and end; Delete undoes.";

/**
 * @param {HTMLElement} surface that takes the focus @param {number} side its own, in the drawing's pixels
 * @param {{start: (at: Point) => void, move: (at: Point) => void, end: () => void, undo: () => void}} on start to end: a stroke
 * @returns {HTMLElement[]} the cursor and its help, to be laid over the surface
 */
export function cursorPen(surface, side, { start, move, end, undo }) {
  const cursor = element("i", { class: "draw-pen", hidden: true });
  const help = element("p", { class: "draw-keys", hidden: true, "aria-hidden": "true" }, KEYS);
  /** @type {Point} */
  let at = [side / 2, side / 2];
  /** @type {Set<string>} */
  const arrows = new Set(); // that are held: two of them go along a diagonal
  let [down, travelled] = [false, false];

  /** @param {boolean} seen */
  function show(seen) {
    cursor.hidden = !seen;
    help.hidden = !seen || down; // it lies over the drawing
    cursor.classList.toggle("down", down);
    Object.assign(cursor.style, { left: `${(100 * at[0]) / side}%`, top: `${(100 * at[1]) / side}%` });
  }

  function lift() {
    if (!down) return;
    down = false;
    end();
  }

  /** @param {number} length */
  function step(length) {
    const [right, up] = [0, 1].map((axis) => [...arrows].reduce((sum, key) => sum + ARROWS[key][axis], 0));
    const [x, y] = [right, -up].map((way, axis) => Math.min(Math.max(at[axis] + way * length, 0), side));
    at = [x, y];
    travelled = true;
    if (down) move(at);
  }

  function press() {
    if (down) return lift();
    [down, travelled] = [true, false];
    start(at);
  }

  function takeBack() {
    lift();
    undo();
  }

  surface.addEventListener("keydown", (event) => {
    const { key, shiftKey, repeat } = event;
    const chord = event.ctrlKey || event.metaKey;
    if (event.altKey || (chord && key !== "z")) return;
    if (key in ARROWS) {
      arrows.add(key);
      step(STEP * (shiftKey ? FAST : 1));
    } else if (key === " " || key === "Enter") {
      if (!repeat) press();
    } else if (key === "Delete" || key === "Backspace" || chord) takeBack();
    else if (key === "Escape" && down) lift();
    else return;
    event.preventDefault();
    event.stopPropagation(); // undo is the drawing's own here
    show(true);
  });
  surface.addEventListener("keyup", ({ key }) => {
    arrows.delete(key);
    if ((key === " " || key === "Enter") && travelled) lift();
    if (!cursor.hidden) show(true);
  });
  surface.addEventListener("focus", () => show(surface.matches(":focus-visible")));
  surface.addEventListener("pointerdown", () => show(false));
  surface.addEventListener("blur", () => {
    arrows.clear();
    lift();
    show(false);
  });
  return [cursor, help];
}
