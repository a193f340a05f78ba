// Epsilon in the view: drawn, set to the mean, moved by the hand, taken back.
import { undoSteps } from "../kit/undo.js";
import { gaussian } from "../model/random.js";

/** @param {import("../kit/view.js").View} view whose parameter `epsilon` it is; null for a plain run */
export function epsilonIn(view) {
  /** @type {number[] | null} */
  let before = null; // epsilon before the move under way
  let drawn = false; // whether it is a draw that the mean has not had yet
  /** @type {import("../kit/undo.js").Undos<number[]>} */
  const undos = undoSteps(undo);

  /** @param {number[]} next @param {boolean} [chance] */
  function place(next, chance = false) {
    before ??= view.now.epsilon;
    drawn = chance;
    view.move({ epsilon: next });
  }

  function undo() {
    const last = undos.last();
    before = null;
    if (last) view.choose({ epsilon: last });
  }

  /** @param {(e: number, j: number) => number} number @returns {number[]} */
  const each = (number) => Array.from(view.now.epsilon, number);

  return {
    place,
    undo,
    draw: () =>
      place(
        each(() => gaussian()),
        true,
      ),
    /** @param {number[]} [first] its first numbers, the others 0 */
    set: (first = []) => place(each((_, j) => first[j] ?? 0)),
    /** The hand has let go: what it did is one step of undo. */
    keep() {
      if (before) undos.keep(before);
      before = null;
    },
    /** Whether this is a draw, said once. */
    fresh() {
      const was = drawn;
      drawn = false;
      return was;
    },
    /**
     * Another run: it begins with the first of the draws, unless the view has an epsilon of its size.
     * @param {{variational: boolean, latentSize: number}} model @param {Float32Array} draws
     */
    begin({ variational, latentSize }, draws) {
      if (variational && view.now.epsilon?.length === latentSize) return;
      Object.assign(view.now, view.rounded({ epsilon: variational ? draws.subarray(0, latentSize) : null }));
      undos.clear();
    },
    undoable: undos.any,
    destroy: undos.destroy,
  };
}
