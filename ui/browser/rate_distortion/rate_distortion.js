// Rate against distortion: every variational run as a point, lines of equal sum, the slopes that beta sets, and under the hand
// one run with its copies of the ten digits.
import { element, instrument, onDrag, onNudge, onePerFrame } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { onResize } from "../kit/canvas.js";
import { presetRow, segmented } from "../kit/controls.js";
import { copyLink } from "../kit/copy_link.js";
import { View } from "../kit/view.js";
import { planeDrawing } from "./plane.js";
import { reading } from "./reading.js";
import { svg } from "../kit/svg.js";

const LEGEND = [
  ["equal-sum", "equal \u2212ELBO, slope \u22121"],
  ["series", "\u03b2 alone differs"],
  ["tangent", "slope \u2212\u03b2 at each"],
  ["point-given", "told the digit: another sum"],
];
const SEEDS = [["seed-mark", "each seed; bars from the least to the greatest"]];

/**
 * Figures in nats, means over `seeds` where there are several, with sample standard deviations. between: whether the slope of a chord lies between the betas of its ends; says: what theory says of it.
 * @typedef {Named & {size: number, beta: number, rate: number, distortion: number, elbo: number,
 *   error: number, bound: {value: number, se: number, k: number, images?: number, negative_elbo?: number} | null, copy: number,
 *   given: boolean, joined: boolean, seeds?: [rate: number, distortion: number][], deviation?: Record<string, number | null>}} RunPoint
 * @typedef {{from: string, to: string, slope: number, between: boolean, says: string}} Chord
 * @typedef {{name: string, zoom: string, runs: string[], chords: Chord[]}} Series
 * @typedef {{points: RunPoint[], series: Series[], presets: (import("../kit/controls.js").Preset & {set: Record<string,
 *   any>})[]} & ViewData} PlaneData
 */

/**
 * `data`: points, series and the view of ui/instruments/rate_distortion.py.
 * @param {Component<PlaneData>} component
 */
export default function (component) {
  return instrument(component, (root, first, report) => {
    /** @type {ReturnType<typeof rateDistortion> | null} */
    let made = null;
    let asked = "";
    return {
      update({ data }) {
        const now = JSON.stringify([data.points, data.series]);
        if (now === asked) return;
        made?.destroy(); // a run was measured again
        asked = now;
        made = rateDistortion({ ...data, start: held(data, made?.now) ?? data.start }, report);
        root.replaceChildren(made.element);
      },
      destroy: () => made?.destroy(),
    };
  });
}

/** A view as it was, where it is one of these runs. @param {PlaneData} data @param {Record<string, any>} [view] */
function held({ points, series }, view) {
  const zooms = ["all", ...series.map(({ zoom }) => zoom)];
  return view && zooms.includes(view.zoom) && points.some(({ name }) => name === view.point) ? view : null;
}

/** @param {PlaneData} data @param {Tell} report */
function rateDistortion({ points, series, presets, ...data }, report) {
  const view = new View(data, { moved, released, seen: () => inWords(point), report });
  const named = new Map(points.map((point) => [point.name, point]));
  let point = named.get(view.now.point) ?? points[0];
  const plane = planeDrawing();
  const chosen = reading(points);
  const redraw = onePerFrame(drawHand);
  const inZoom = () => series.filter(({ zoom }) => [zoom, "all"].includes(view.now.zoom));

  function wanted() {
    return view.now.zoom === "all" ? points : points.filter(({ name }) => inZoom()[0].runs.includes(name));
  }

  // All runs or one series; a run that is out of sight then makes room for the one of the nearest beta.
  /** @param {Record<string, any>} part */
  function moved(part) {
    point = named.get(view.now.point) ?? point;
    if (!("zoom" in part)) return redraw();
    keepInSight();
    repaint();
  }

  function keepInSight() {
    /** @param {RunPoint} each */
    const away = ({ beta }) => Math.abs(Math.log(beta / point.beta));
    if (!wanted().includes(point)) point = wanted().reduce((a, b) => (away(b) < away(a) ? b : a));
    view.now.point = point.name;
  }

  function repaint() {
    plane.paint(wanted(), { points, series: inZoom(), all: view.now.zoom === "all" });
    drawHand();
  }

  function drawHand() {
    plane.hand(point);
    chosen.show(point);
  }

  /** @param {number} x @param {number} y */
  function take(x, y) {
    const nearest = plane.nearest(x, y);
    if (nearest) move(nearest);
  }

  /** @param {RunPoint} next */
  const move = (next) => next !== point && view.move({ point: next.name });

  // Left and right go by rate, up and down by distortion.
  /** @param {number} dx @param {number} dy */
  function step(dx, dy) {
    const key = dx ? "rate" : "distortion";
    const order = plane.near().sort((a, b) => a[key] - b[key]);
    move(order[Math.min(Math.max(order.indexOf(point) + dx + dy, 0), order.length - 1)]);
  }

  function released() {
    drawHand();
    chosen.describe();
    plane.surface.setAttribute("aria-label", `${inWords(point)} Arrow keys go to the next run.`);
  }

  keepInSight();
  onDrag(plane.surface, { start: take, move: take, end: view.release });
  onNudge(plane.surface, step, view.release);
  const stop = onResize(plane.surface, (...size) => {
    plane.fit(...size);
    repaint();
  });
  released();
  const seeded = points.some(({ seeds }) => seeds);
  return { element: layout({ view, series, presets, surface: plane.surface, chosen, seeded }), now: view.now, destroy: stop };
}

/**
 * @param {Pick<PlaneData, "series" | "presets"> & {view: View, surface: HTMLElement, chosen: {element: HTMLElement}, seeded: boolean}} parts
 */
function layout({ view, series, presets, surface, chosen, seeded }) {
  return element(
    "div",
    { class: "rate-distortion" },
    element(
      "div",
      { class: "plane-bar" },
      zoomChoice(view, series),
      copyLink(() => view.link()),
    ),
    element("div", { class: "plane-left" }, surface, legend(seeded ? [...LEGEND, ...SEEDS] : LEGEND)),
    chosen.element,
    presetRow(presets, ({ set }) => view.choose(set)),
  );
}

/** @param {View} view @param {Series[]} series */
function zoomChoice(view, series) {
  const options = [{ value: "all", label: "All runs" }, ...series.map(({ zoom, name }) => ({ value: zoom, label: name }))];
  const choice = segmented({
    label: "Zoom",
    options,
    value: view.now.zoom,
    testid: "plane-zoom",
    onChange: (zoom) => view.choose({ zoom }),
  });
  view.shows(({ zoom }) => choice.set(zoom));
  return choice.element;
}

/** @param {RunPoint} point */
function inWords({ name, rate, distortion, elbo, given, seeds }) {
  const sum = `${formatNumber(rate, 2)} plus distortion ${formatNumber(distortion, 2)} is ${formatNumber(elbo, 2)} nats`;
  return `${name}: rate ${sum}${given ? ", given the digit" : ""}${seeds ? `, means of ${seeds.length} seeds` : ""}.`;
}

/** @param {string[][]} shown */
function legend(shown) {
  const items = shown.map(([kind, text]) => {
    const sample = /point|mark/.test(kind)
      ? svg("circle", { cx: 13, cy: 8, r: kind === "seed-mark" ? 2 : 4.5, class: kind })
      : svg("line", { x1: 0, y1: 5, x2: 26, y2: 11, class: kind });
    return element("p", {}, svg("svg", { width: 26, height: 16, "aria-hidden": "true" }, sample), text);
  });
  return element("div", { class: "plane-legend" }, ...items);
}
