// What moves with the hand: the ring on a point, the line of equal sum through it, and its two numbers at the axes.
import { formatNumber } from "../model/numbers.js";
import { equalSum } from "./scales.js";
import { segment, svg, words } from "../kit/svg.js";

const RING = 11;
const [ACROSS, DOWN] = [36, 16]; // CSS pixels between two numbers at an axis

/**
 * @typedef {import("./scales.js").Scales} Scales
 * @typedef {import("./rate_distortion.js").RunPoint} RunPoint
 */

/** @param {Scales} view @param {RunPoint} point @returns {SVGElement[]} */
export function handAt(view, point) {
  const at = view.at(point);
  const [x, y] = at;
  const ends = point.given ? null : equalSum(view.extent, point.elbo); // one that is told the digit has another sum
  return [
    segment([view.left, y], [x - RING, y], "cross"),
    segment([x, y + RING], [x, view.bottom], "cross"),
    ...(ends ? [segment(view.at(ends[0]), view.at(ends[1]), "hand-sum"), sumText(view, ends[0], point)] : []),
    words([formatNumber(point.rate, 2)], [x, view.bottom + 14], "middle", "hand-text"),
    words([formatNumber(point.distortion, 2)], [view.left - 6, y], "end", "hand-text"),
    svg("circle", { cx: x, cy: y, r: RING, class: "ring-halo" }),
    svg("circle", { cx: x, cy: y, r: RING, class: "ring" }),
    svg("circle", { cx: x, cy: y, r: 2.5, class: "ring-dot" }),
  ];
}

/**
 * Make way at the axes: a number of the drawing that the hand's own would cover is not shown.
 * @param {SVGElement} still @param {Scales} view @param {RunPoint} point
 */
export function makeWay(still, view, point) {
  const [x, y] = view.at(point);
  for (const text of /** @type {NodeListOf<SVGElement>} */ (still.querySelectorAll(".tick-value"))) {
    const [at, down] = ["x", "y"].map((name) => Number(text.getAttribute(name)));
    const near = down > view.bottom ? Math.abs(at - x) < ACROSS : Math.abs(down - y) < DOWN;
    text.style.visibility = near ? "hidden" : "";
  }
}

// At the line's upper end, where the lines of the drawing have no numbers.
/** @param {Scales} view @param {import("./scales.js").Place} end @param {RunPoint} point */
function sumText(view, end, point) {
  const [x, y] = view.at(end);
  const text = `\u2212ELBO ${formatNumber(point.elbo, 2)}`;
  return y > view.top + 1
    ? words([text], [x + 8, y - 10], "start", "hand-text")
    : words([text], [x + 12, y + 12], "start", "hand-text");
}
