// Steps that can be taken back, by a button or by Ctrl+Z.
import { asked } from "./marked.js";

const MOST = 200;

/**
 * @template T
 * @typedef {{keep: (step: T) => void, last: () => T | undefined, any: () => boolean, clear: () => void,
 *   destroy: () => void}} Undos
 */

/**
 * @template T
 * @param {() => void} undo what Ctrl+Z does
 * @returns {Undos<T>}
 *   keep: how it was before a step; last: the way back from the last one, which is then forgotten
 */
export function undoSteps(undo) {
  /** @type {T[]} */
  const steps = [];
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    const [at] = event.composedPath();
    if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
    if (at instanceof Element && at.matches("textarea, input:not([type=range], [type=radio])")) return;
    if (Object.values(asked()).flat().includes("undo")) return; // a link for a class hides or locks the button
    event.preventDefault();
    undo();
  };
  // On the whole page: a button that has just been disabled keeps the focus and the keys to itself.
  document.addEventListener("keydown", key);
  return {
    keep(step) {
      steps.push(step);
      if (steps.length > MOST) steps.shift();
    },
    last: () => steps.pop(),
    any: () => steps.length > 0,
    clear: () => void (steps.length = 0),
    destroy: () => document.removeEventListener("keydown", key),
  };
}
