// The still part of the plane: its frame, the lines of equal sum, the series with their tangents and chords, the points.
import { formatNumber, ticks } from "../model/numbers.js";
import { equalSum } from "./scales.js";
import { segment, svg, words } from "../kit/svg.js";
import { Labels } from "../kit/labels.js";

const TANGENT = [18, 40]; // CSS pixels to each side of its point: the least and the most
const POINT = 4.5;
const SEED = 2; // of a seed's own place
const RING = 14; // of the hand, with its halo
const CLEAR = [17, 24, 32]; // of a point's text: the ring fits between
const BESIDE = [9, 16, 26, 40]; // of a chord's text
const SHORT = 34; // CSS pixels: a chord that has no room for its slope
const D = Math.SQRT1_2;
/** @type {Point[]} */
const [E, W, N, S] = [
  [1, 0],
  [-1, 0],
  [0, -1],
  [0, 1],
];
/** @type {Point[]} */
const BELOW = [[-D, D], W, S, [-D, -D], E, [D, -D], N, [D, D]]; // a series bends away from these
/** @type {Point[]} */
const BESIDE_POINT = [E, W, N, S, [D, -D], [D, D], [-D, D], [-D, -D]];

/**
 * @typedef {import("./scales.js").Scales} Scales
 * @typedef {import("./rate_distortion.js").RunPoint} RunPoint
 * @typedef {{name: string, points: RunPoint[]}} Joined a series with its points in sight
 */

/**
 * @param {Scales} view
 * @param {{points: RunPoint[], series: import("./rate_distortion.js").Series[], named: boolean,
 *   measure: (text: string) => number}} shown points inside the window; named: whether the series' names are written
 * @returns {{drawn: SVGElement[], names: SVGElement[]}} names: what the hand's lines are not to strike through
 */
export function stillPart(view, { points, series, named, measure }) {
  const labels = new Labels(view, measure);
  const lines = equalSums(view, labels);
  const byName = new Map(points.map((point) => [point.name, point]));
  const joined = series.map((each) => ({ ...each, points: each.runs.flatMap((name) => byName.get(name) ?? []) }));
  const strokes = joined.flatMap((each) => seriesStrokes(view, each, labels));
  for (const point of points) {
    labels.keepClearOf(...beside(view.at(point), POINT));
    for (const [rate, distortion] of point.seeds ?? []) labels.keepClearOf(view.at({ rate, distortion }));
  }
  const names = [
    ...joined.flatMap((each) => each.points.map((point) => pointText(view, labels, point, `\u03b2 ${point.beta}`, BELOW))),
    ...(named ? joined.map((each) => seriesText(view, labels, each)) : []),
    ...points
      .filter((point) => !point.joined)
      .map((point) =>
        pointText(view, labels, point, point.given ? `${point.short}, given the digit` : point.short, BESIDE_POINT),
      ),
  ];
  for (const point of points) labels.keepClearOf(...beside(view.at(point), RING));
  const slopes = joined.flatMap((each) => each.chords.map((chord) => chordText(view, labels, chord, byName)));
  const spreads = points.flatMap((point) => seedMarks(view, point));
  return {
    drawn: [...lines, ...axes(view), ...strokes, ...spreads, ...points.map((point) => pointMark(view, point))],
    names: [...names, ...slopes].filter((text) => text !== null),
  };
}

// A place and eight around it.
/** @param {Point} at @param {number} away @returns {Point[]} */
function beside([x, y], away) {
  /** @type {Point[]} */
  const around = BESIDE_POINT.map(([dx, dy]) => [x + away * dx, y + away * dy]);
  return [[x, y], ...around];
}

// Lines of slope -1, each with its sum where it leaves the frame.
/** @param {Scales} view @param {Labels} labels */
function equalSums(view, labels) {
  const { extent, right, bottom } = view;
  const [low, high] = [extent.xmin + extent.ymin, extent.xmax + extent.ymax];
  const { values, decimals } = ticks(low, high, 8);
  let first = true;
  return values.flatMap((total) => {
    const ends = equalSum(extent, total);
    if (!ends) return [];
    const [from, to] = ends.map(view.at);
    const below = to[1] > bottom - 1;
    const steep = (to[1] - from[1]) / (to[0] - from[0]);
    /** @type {Point} */
    const at = below ? [to[0] - 10 / steep + 7, bottom - 11] : [right - 6, to[1] - 9 - 6 * steep];
    const text = `${first ? "\u2212ELBO " : ""}${formatNumber(total, decimals)}`;
    const fits = below ? at[0] > view.left + 8 && at[0] + labels.measure(text) < right - 8 : at[1] > view.top + 8;
    const anchor = below ? "start" : "end";
    if (!fits) return [segment(from, to, "equal-sum")];
    first = false;
    labels.take([text], at, anchor);
    return [segment(from, to, "equal-sum"), words([text], at, anchor, "equal-sum-text", { "data-testid": "equal-sum" })];
  });
}

/** @param {Scales} view */
function axes({ extent, left, right, top, bottom, x, y }) {
  const frame = svg("rect", {
    x: left,
    y: top,
    width: right - left,
    height: bottom - top,
    class: "frame",
    "data-testid": "plane-frame",
  });
  const [rates, distortions] = [ticks(extent.xmin, extent.xmax, 6), ticks(extent.ymin, extent.ymax, 6)];
  const marks = [
    ...rates.values.flatMap((rate) => [
      segment([x(rate), bottom], [x(rate), bottom + 4], "tick-mark"),
      words([formatNumber(rate, rates.decimals)], [x(rate), bottom + 14], "middle", "tick-text tick-value"),
    ]),
    ...distortions.values.flatMap((value) => [
      segment([left - 4, y(value)], [left, y(value)], "tick-mark"),
      words([formatNumber(value, distortions.decimals)], [left - 8, y(value)], "end", "tick-text tick-value"),
    ]),
  ];
  const rate = words(["rate: KL, nats"], [right, bottom + 33], "end", "tick-text");
  const distortion = svg(
    "text",
    { class: "tick-text", "text-anchor": "end", transform: `translate(8 ${top}) rotate(-90)` },
    "distortion: BCE of draws, nats",
  );
  return [frame, ...marks, rate, distortion];
}

/** @param {Scales} view @param {Joined} series @param {Labels} labels */
function seriesStrokes(view, { points }, labels) {
  const places = points.map(view.at);
  places.slice(1).forEach((to, i) => labels.keepClearOfLine(places[i], to));
  const line = svg("polyline", { points: places.map((place) => place.join()).join(" "), class: "series" });
  const between = Math.min(...places.slice(1).map(([x, y], i) => Math.hypot(x - places[i][0], y - places[i][1])));
  const reach = Math.min(Math.max(0.45 * between, TANGENT[0]), TANGENT[1]);
  const tangents = points.map((point) => {
    const [from, to] = tangent(view, point, reach);
    labels.keepClearOfLine(from, to);
    return segment(from, to, "tangent", { "data-testid": "tangent", "data-point": point.name });
  });
  return [...tangents, line];
}

// The ends of a line of slope -beta through a point, at most `reach` to each side of it on the screen and inside the frame.
/** @param {Scales} view @param {RunPoint} point @param {number} reach @returns {[Point, Point]} */
function tangent(view, point, reach) {
  const [x, y] = view.at(point);
  const along = [view.x(1) - view.x(0), (view.y(1) - view.y(0)) * -point.beta];
  const [across, down] = along.map((part) => Math.abs(part) / Math.hypot(...along));
  const room = Math.min(Math.min(x - view.left, view.right - x) / across, Math.min(y - view.top, view.bottom - y) / down);
  const [dx, dy] = along.map((part) => (Math.min(reach, room) * part) / Math.hypot(...along));
  return [
    [x - dx, y - dy],
    [x + dx, y + dy],
  ];
}

// Each seed's own place, and a bar each way from the least to the greatest.
/** @param {Scales} view @param {RunPoint} point @returns {SVGElement[]} */
function seedMarks(view, { name, rate, distortion, seeds = [] }) {
  if (!seeds.length) return [];
  const [x, y] = view.at({ rate, distortion });
  const places = seeds.map(([rate, distortion]) => view.at({ rate, distortion }));
  const [across, down] = [places.map(([x]) => x), places.map(([, y]) => y)];
  return [
    segment([Math.min(...across), y], [Math.max(...across), y], "seed-bar", { "data-testid": "seed-bar", "data-point": name }),
    segment([x, Math.min(...down)], [x, Math.max(...down)], "seed-bar", { "data-testid": "seed-bar", "data-point": name }),
    ...places.map(([cx, cy]) =>
      svg("circle", { cx, cy, r: SEED, class: "seed-mark", "data-testid": "seed-mark", "data-point": name }),
    ),
  ];
}

/** @param {Scales} view @param {RunPoint} point */
function pointMark(view, { name, given, rate, distortion }) {
  const [cx, cy] = view.at({ rate, distortion });
  return svg("circle", {
    cx,
    cy,
    r: POINT,
    class: given ? "point-given" : "point-mark",
    "data-testid": "plane-point",
    "data-point": name,
  });
}

/** @param {Scales} view @param {Labels} labels @param {RunPoint} point @param {string} text @param {Point[]} ways */
function pointText(view, labels, point, text, ways) {
  const found = labels.place([text], view.at(point), ways, CLEAR);
  return found && words([text], found.at, found.anchor, "point-text");
}

/** @param {Scales} view @param {Labels} labels @param {Joined} series */
function seriesText(view, labels, { points, name }) {
  for (const point of points.length ? [points[points.length - 1], points[0]] : []) {
    const found = labels.place([name], view.at(point), [E, N, [D, -D], W, S], CLEAR);
    if (found) return words([name], found.at, found.anchor, "series-text");
  }
  return null;
}

// The slope between two runs stands at the line that joins them, with what theory says of it below.
/**
 * @param {Scales} view
 * @param {Labels} labels
 * @param {import("./rate_distortion.js").Chord} chord
 * @param {Map<string, RunPoint>} byName
 */
function chordText(view, labels, { from, to, slope, between, says }, byName) {
  const ends = [byName.get(from), byName.get(to)];
  if (!ends[0] || !ends[1]) return null;
  const [a, b] = [view.at(ends[0]), view.at(ends[1])];
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
  if (length < SHORT) return null;
  const lines = [formatNumber(slope, 2), says];
  /** @type {Point} */
  const out = [Math.abs(b[1] - a[1]) / length, -Math.abs(b[0] - a[0]) / length];
  for (const ways of /** @type {Point[][]} */ ([
    [out, [D, -D], E, N],
    [[-D, D], W, S],
  ])) {
    for (const share of [0.5, 0.35, 0.65]) {
      /** @type {Point} */
      const middle = [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
      const found = labels.place(lines, middle, ways, BESIDE);
      if (found)
        return words(lines, found.at, found.anchor, between ? "chord-text" : "chord-text chord-odd", {
          "data-testid": "chord",
          "data-from": from,
          "data-to": to,
        });
    }
  }
  return null;
}
