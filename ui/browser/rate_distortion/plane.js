// The plane of runs as it is drawn: what stays, and over it what moves with the hand.
import { element } from "../kit/kit.js";
import { contextOf } from "../kit/canvas.js";
import { handAt, makeWay } from "./hand.js";
import { extentOf, scales } from "./scales.js";
import { stillPart } from "./still.js";
import { svg } from "../kit/svg.js";

/**
 * @typedef {import("./rate_distortion.js").RunPoint} RunPoint
 * @typedef {import("./rate_distortion.js").Series} Series
 */

/**
 * @returns surface: the element; fit: its size; paint: the window about some runs; hand: on a run; near: the runs inside the
 *   window; nearest: of these to a place of the surface
 */
export function planeDrawing() {
  /** @type {[number, number] | null} */
  let size = null;
  /** @type {import("./scales.js").Scales | null} */
  let scale = null;
  /** @type {RunPoint[]} */
  let near = [];
  const [still, hand, over] = [svg("g"), svg("g"), svg("g")];
  const drawing = svg("svg", { "aria-hidden": "true", "font-size": 13 }, still, hand, over);
  const surface = element(
    "div",
    {
      class: "surface plane-surface",
      tabindex: 0,
      role: "application",
      "aria-roledescription": "plane of runs",
      "data-testid": "rate-distortion",
    },
    drawing,
  );
  return {
    surface,
    /** @param {number} width @param {number} height CSS pixels */
    fit: (width, height) => void (size = [width, height]),
    /** @param {RunPoint[]} wanted @param {{points: RunPoint[], series: Series[], all: boolean}} shown all: and not one series */
    paint(wanted, { points, series, all }) {
      if (!size) return;
      scale = scales(extentOf(wanted, all), ...size);
      near = points.filter(scale.inside);
      drawing.setAttribute("viewBox", `0 0 ${size.join(" ")}`);
      const { xmin, xmax, ymin, ymax } = scale.extent;
      surface.dataset.extent = [xmin, xmax, ymin, ymax].join();
      const { drawn, names } = stillPart(scale, { points: near, series, named: all, measure: measureIn(drawing) });
      still.replaceChildren(...drawn);
      over.replaceChildren(...names);
    },
    /** @param {RunPoint} point */
    hand(point) {
      if (!scale) return;
      hand.replaceChildren(...handAt(scale, point));
      makeWay(still, scale, point);
    },
    near: () => [...near],
    /** @param {number} x @param {number} y @returns {RunPoint | null} */
    nearest(x, y) {
      if (!scale) return null;
      const at = scale;
      /** @param {RunPoint} each */
      const away = (each) => Math.hypot(at.x(each.rate) - x, at.y(each.distortion) - y);
      return near.reduce((a, b) => (away(b) < away(a) ? b : a));
    },
  };
}

/** @param {SVGElement} drawing */
function measureIn(drawing) {
  const context = contextOf(document.createElement("canvas"));
  context.font = `600 13px ${getComputedStyle(drawing).fontFamily}`;
  return /** @param {string} text */ (text) => context.measureText(text).width;
}
