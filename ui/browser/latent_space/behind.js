// What lies behind the hand on a map: dots, manifold, density, contours of q(z), arrows or tint, as they are chosen.
import { drawAxes, drawDots } from "../map/map_draw.js";
import { paintAggregate } from "./aggregate.js";
import { paintDensity, paintManifold } from "./backdrop.js";
import { paintField, paintStretch } from "./lattice.js";

const DIFFERENCE = 1e-3; // of the map's width: the step of the derivatives

/**
 * `decodeAt` draws the manifold, `stepAt` the field, `areaAt` the metric; places in values of the map.
 * @typedef {object} BehindHandlers
 * @property {(x: number, y: number, reach: number) => Float32Array | null} decodeAt
 * @property {(z: Point) => Point} stepAt
 * @property {(z: Point, h: number) => Generator<undefined, number>} areaAt
 */

/**
 * @param {HTMLElement & {lattice?: number[][] | null}} surface keeps what was worked out, for those who ask the element
 * @param {Context} context on a clear canvas @param {{codes: CodeMap, frame: Frame, colours: Colours}} map
 * @param {{isolated: Set<number>, background: string, apart: number | null}} chosen apart: KL(q(z) || p) in nats, if it is known
 * @param {BehindHandlers} handlers
 * @returns {() => void} stop what is worked out in idle time
 */
export function paintBehind(surface, context, { codes, frame, colours }, { isolated, background, apart }, handlers) {
  const flat = "flat" in codes && codes.flat ? codes : null;
  const over = () => {
    if (isolated.size) drawDots(context, frame, codes, colours, isolated, { onlyIsolated: true });
  };
  /** @param {string} kind @param {number[][]} rows */
  const keep = (kind, rows) => {
    surface.lattice = rows;
    surface.dataset.lattice = kind;
  };
  surface.lattice = null;
  delete surface.dataset.lattice;
  if (background === "manifold") return paintManifold(context, frame, handlers.decodeAt, over);
  if (background === "metric" && flat) {
    const h = DIFFERENCE * (codes.extent.xmax - codes.extent.xmin);
    return paintStretch(
      context,
      frame,
      (z) => handlers.areaAt(z, h),
      colours,
      (rows) => {
        over();
        keep("metric", rows);
      },
    );
  }
  if (background === "density") paintDensity(context, frame, codes, isolated, colours);
  if (codes.metric) drawAxes(context, frame, colours);
  const contours = background === "aggregate" && flat?.logVar ? flat : null;
  const arrows = background === "field" && flat !== null;
  const draws = background === "draws";
  // all dots grey: lines, arrows and draws are what is shown
  const shown = draws || ((contours || arrows) && !isolated.size) ? new Set([-1]) : isolated;
  if (background !== "density") drawDots(context, frame, codes, colours, shown);
  delete surface.dataset.levels;
  if (contours)
    return paintAggregate(context, frame, contours, apart, colours, (levels) => (surface.dataset.levels = levels.join()));
  if (arrows) return paintField(context, frame, handlers.stepAt, colours, (rows) => keep("field", rows));
  return () => {};
}
