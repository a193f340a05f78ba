// A chart's canvases, one on the other: a still picture, above it what moves with the hand, and over both what is written, which the
// hand's line would strike through.
import { element, palette } from "./kit.js";
import { fitCanvas, onResize } from "./canvas.js";

/** @typedef {{width: number, height: number, colours: Colours}} Box in units, and the theme's colours */
/**
 * @template View @typedef {(context: Context, box: Box) => View | null} Still what `Moving` needs,
 *   such as scales; null: nothing to show yet
 */
/** @template View @typedef {(context: Context, view: View, box: Box) => void} Moving on a clear canvas, as `written` is */

/**
 * @template View
 * @param {HTMLElement} node the canvases are its first children and take its size
 * @param {{still: Still<View>, moving: Moving<View>, written?: Moving<View>}} painters in units; written: as seldom as still
 * @returns {{paint: () => void, paintStill: () => void, move: () => void, destroy: () => void}} paint: both,
 *   in the colours as they are now; paintStill: both, in the same colours; move: the moving one, at every move of the hand
 */
export function stackedCanvas(node, { still, moving, written }) {
  const [back, top] = [element("canvas"), element("canvas")];
  const words = written ? element("canvas") : null;
  /** @type {Box & {context: Context} | null} */
  let box = null;
  /** @type {View | null} */
  let view = null;
  node.prepend(back, top, ...(words ? [words] : []));

  /** @param {number} width @param {number} height */
  function fit(width, height) {
    box = { width, height, colours: palette(node), context: fitCanvas(top, width, height) };
    paintStill();
  }

  function paintStill() {
    if (!box) return;
    view = still(fitCanvas(back, box.width, box.height), box);
    const context = words && fitCanvas(words, box.width, box.height);
    if (context && written && view) written(context, view, box);
    move();
  }

  function move() {
    if (!box || !view) return;
    box.context.clearRect(0, 0, box.width, box.height);
    moving(box.context, view, box);
  }

  return { paint: () => box && fit(box.width, box.height), paintStill, move, destroy: onResize(node, fit) };
}
