// The axis that all strips share: the error on a logarithmic scale, from the lowest that was measured to the highest.
import { element, palette } from "../kit/kit.js";
import { fitCanvas, onResize } from "../kit/canvas.js";
import { OVERHANG } from "./score_strip.js";

const ROOMY = 110; // CSS pixels of a decade that leave room for 2 and 5 between the powers of ten

/**
 * @returns {{element: HTMLElement, fit: (measured: Measured[]) => {low: number, high: number}, destroy: () => void}}
 *   fit: take the ends of these runs' scores, in decades, and draw
 */
export function scoreAxis() {
  const canvas = element("canvas");
  const node = element("div", { class: "score-axis", "aria-hidden": "true", "data-part": "score-strip" }, canvas);
  /** @type {{low: number, high: number} | null} */
  let ends = null;
  /** @type {[number, number] | null} */
  let size = null;

  function repaint() {
    if (!ends || !size) return;
    const [width, height] = size;
    const context = fitCanvas(canvas, width, height);
    const colours = palette(node);
    const decade = (width - 2 * OVERHANG) / (ends.high - ends.low);
    context.font = `13px ${colours.font}`;
    context.textBaseline = "alphabetic";
    for (let power = Math.floor(ends.low); power <= ends.high; power++) {
      for (const step of decade > ROOMY ? [1, 2, 5] : [1]) {
        const at = power + Math.log10(step);
        if (at < ends.low || at > ends.high) continue;
        const x = OVERHANG + (at - ends.low) * decade;
        context.fillStyle = colours.edge;
        context.fillRect(Math.round(x), 0, 1, 5);
        context.fillStyle = colours.ink2;
        context.textAlign = x < 30 ? "left" : x > width - 30 ? "right" : "center";
        context.fillText((step * 10 ** power).toFixed(Math.max(0, -power)), x, height - 3);
      }
    }
  }

  const destroy = onResize(node, (...now) => {
    size = now;
    repaint();
  });
  return {
    element: node,
    fit(measured) {
      const all = measured.flatMap(({ quantiles }) => Object.values(quantiles).flat()).map(Math.log10);
      ends = { low: Math.floor(10 * Math.min(...all)) / 10, high: Math.ceil(10 * Math.max(...all)) / 10 };
      repaint();
      return ends;
    },
    destroy,
  };
}
