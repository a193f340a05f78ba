// Pictures that together take longer than a frame: as many as fit, from where the last frame stopped.
import { onePerFrame } from "../kit/kit.js";

const BUDGET = 9; // ms of a frame for pictures: fifty of them take more, and the hand is not to wait

/**
 * @template {{row: {cost: number}}} Cell
 * @param {(cell: Cell) => void} paint draws one picture; the row's `cost` becomes the ms that it took
 * @param {() => void} first what a frame begins with
 * @param {() => void} rested all pictures are drawn, and no hand is down
 * @returns {{fill: (cells: Cell[]) => void, redraw: () => void}} redraw: all pictures are out of date; under a steady drag all
 *   get their turn
 */
export function inBudget(paint, first, rested) {
  /** @type {Cell[]} */
  let cells = [];
  let [next, stale] = [0, 0]; // which is next; how many are out of date
  const frame = onePerFrame(() => {
    const end = performance.now() + BUDGET;
    first();
    for (let one = true; stale && (one || performance.now() + cells[next].row.cost < end); one = false) {
      const began = performance.now();
      paint(cells[next]);
      cells[next].row.cost = performance.now() - began;
      next = (next + 1) % cells.length;
      stale--;
    }
    if (stale) frame();
  }, rested);
  return {
    fill(all) {
      cells = all;
      next = 0;
      stale = cells.length;
    },
    redraw() {
      stale = cells.length;
      frame();
    },
  };
}
