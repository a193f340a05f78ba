// The still part of a chart of lines: its axes, its lines, their names, and values where they find room.
import { Labels } from "./labels.js";
import { aside, barEnds, farthest, spreadNodes, spreadText, valuesAbout, withSeeds } from "./line_spread.js";
import { segment, svg, words } from "./svg.js";
import { diagonalCrossing, placeNames, reach } from "../model/curves.js";
import { formatNumber, ticks } from "../model/numbers.js";

const APART = 17; // units between two names
const [TOP, BOTTOM, GAP] = [26, 42, 10]; // above the frame, where the axis has its title; below it; before a name
const WIDE = 44; // units between the points of a line that has room for a value at each
/** @type {Point[]} */
const BESIDE_BAR = [
  [0.7, -0.7],
  [0.7, 0.7],
  [-0.7, -0.7],
  [-0.7, 0.7],
];
const AWAY = [5, 9, 14]; // units between a point and its value

/**
 * @typedef {import("./line_chart.js").Chart} Chart
 * @typedef {ReturnType<typeof lineFrame>} LineFrame
 */

/**
 * @param {Chart} chart @param {Point} size units @param {(text: string) => number} measure width of a text
 * @returns nodes: what is drawn; x, y: where values are; points: of each line, units; order: the lines as their names stand, from
 *   the top; nameAt: whose name is there; values: what is written of a line that is brought out, one point of it in hand
 */
export function lineFrame(chart, [width, height], measure) {
  const { lines, led } = chart;
  const [xs, ys] = [chart.x.range ?? reach(lines, "x"), chart.y.range ?? reach(lines.map(withSeeds), "y")];
  const vertical = ticks(...ys, Math.max(2, Math.floor((height - TOP - BOTTOM) / 34)));
  const left = 8 + Math.max(...vertical.values.map((value) => measure(formatNumber(value, vertical.decimals))));
  const right = width - (led ? 8 : GAP + 4 + Math.max(...lines.map(({ name }) => measure(name))) * 1.06); // bold, when brought out
  const bottom = height - BOTTOM;
  const inset = chart.figures ? 22 : 6; // half of the first point's value
  /** @param {number} value */
  const x = (value) => left + inset + ((value - xs[0]) / (xs[1] - xs[0])) * (right - left - inset - farthest(lines));
  /** @param {number} value */
  const y = (value) => bottom - ((value - ys[0]) / (ys[1] - ys[0])) * (bottom - TOP);
  const box = { left, right, top: TOP, bottom, width, x, y };
  const points = lines.map((line, k) =>
    line.x.map((value, i) => /** @type {Point} */ ([x(value) + aside(lines, k), y(line.y[i])])),
  );
  const names = led ? ledNames(lines, box, measure) : endNames(lines, box, points);
  const order = lines.map((_, i) => i).sort((a, b) => names[a].at[1] - names[b].at[1]);
  const values = valueWriter(chart, box, points, names, measure);
  return {
    ...box,
    points,
    order,
    nodes: [
      ...axes(chart, box, xs, vertical, measure),
      ...(chart.figures ? values.all() : []), // below the points, which their halo would cut
      strokes(chart, box, points),
      ...names.flatMap(({ nodes }) => nodes),
    ],
    /** @param {Point} place @returns {number | null} */
    nameAt([across, down]) {
      const near = names.findIndex(({ from, at }) => across > from && Math.abs(at[1] - down) < APART / 2);
      return near < 0 ? null : near;
    },
    values: values.of,
  };
}

/**
 * @typedef {{left: number, right: number, top: number, bottom: number, width: number, x: (value: number) => number, y: (value: number) => number}} Box
 * @typedef {{at: Point, from: number, nodes: SVGElement[]}} Name from: where it begins
 */

// The line's name beside its last point, moved up or down where several end together, and led there then.
/** @param {Chart["lines"]} lines @param {Box} box @param {Point[][]} points @returns {Name[]} */
function endNames(lines, { top, bottom }, points) {
  const ends = points.map((each) => each[each.length - 1]);
  const heights = placeNames(
    ends.map(([, down]) => -down),
    ends.map(([, down]) => Math.max(down, top)),
    APART,
    bottom,
    top - APART / 2,
  );
  return lines.map(({ name }, i) => {
    const [end, down] = ends[i];
    const across = end + farthest(lines) - aside(lines, i); // clear of the others' bars
    const moved = Math.abs(heights[i] - down) > 4;
    const at = /** @type {Point} */ ([across + GAP, heights[i]]);
    const text = nameText(name, at);
    const lead = segment([end + 2, Math.max(down, top)], [at[0] - 2, at[1]], "line-lead", { "data-line": name });
    return { at, from: across + GAP / 2, nodes: moved ? [lead, text] : [text] };
  });
}

// Lines that end in the upper right corner: names one under the other below all of them, each led from where its line crosses the
// diagonal; what climbs has nothing below and right of there.
/** @param {Chart["lines"]} lines @param {Box} box @param {(text: string) => number} measure @returns {Name[]} */
function ledNames(lines, { right, bottom, x, y }, measure) {
  const crossings = lines.map((line) => diagonalCrossing(line, 100));
  const best = lines.map((_, i) => i).sort((a, b) => crossings[a] - crossings[b]);
  const worst = Math.max(...crossings);
  const from = Math.min(x(worst) + 26, right - 1.06 * Math.max(...lines.map(({ name }) => measure(name))));
  const top = Math.min(y(100 - worst) + 14, bottom - 10 - APART * (lines.length - 1));
  return lines.map(({ name }, i) => {
    const at = /** @type {Point} */ ([from, top + APART * best.indexOf(i)]);
    const start = /** @type {Point} */ ([x(crossings[i]), y(100 - crossings[i])]);
    const lead = segment(start, [from - 4, at[1]], "line-lead", { "data-line": name });
    const dot = svg("circle", { cx: start[0], cy: start[1], r: 2, class: "line-dot", "data-line": name });
    return { at, from, nodes: [lead, dot, nameText(name, at)] };
  });
}

/** @param {string} name @param {Point} at */
function nameText(name, at) {
  return words([name], at, "start", "line-name", { "data-line": name, "data-testid": "line-name" });
}

/** @param {Chart} chart @param {Box} box @param {[number, number]} xs @param {{values: number[], decimals: number}} vertical
 * @param {(text: string) => number} measure */
function axes({ x: across, y: up, led }, { left, right, bottom, x, y }, xs, vertical, measure) {
  const round = ticks(...xs, Math.max(2, Math.floor((right - left) / 56)));
  const marks = across.ticks ?? round.values.map((at) => ({ at, text: formatNumber(at, round.decimals) }));
  const title = up.title ? [words([up.title], [0, 8], "start", "tick-text")] : [];
  const diagonal = led ? [segment([x(xs[0]), bottom], [x(xs[1]), y(100)], "line-grid")] : []; // what guessing reaches
  return [
    ...vertical.values.flatMap((value) => [
      segment([left, y(value)], [right, y(value)], "line-grid"),
      words([formatNumber(value, vertical.decimals)], [left - 8, y(value)], "end", "tick-text"),
    ]),
    ...diagonal,
    segment([left, bottom], [right, bottom], "line-axis"),
    ...marks.flatMap(({ at, text }) => [
      segment([x(at), bottom], [x(at), bottom + 4], "line-axis"),
      words([text], [x(at), bottom + 14], "middle", "tick-text"),
    ]),
    words([across.title], [Math.max(right, measure(across.title)), bottom + 33], "end", "tick-text"),
    ...title,
  ];
}

// Cut off at the frame, with room for the width of a stroke.
/** @param {Chart} chart @param {Box} box @param {Point[][]} points */
function strokes({ lines, figures }, { left, right, top, bottom, y }, points) {
  const [width, height] = [right - left + 8, bottom - top + 6];
  const inside = { x: left - 2, y: top - 4, width, height, viewBox: `${left - 2} ${top - 4} ${width} ${height}` };
  const drawn = lines.flatMap((line, i) => [
    svg("polyline", {
      points: points[i].map((point) => point.map((value) => value.toFixed(1)).join()).join(" "),
      class: `line ${line.kind ?? ""}`,
      "data-line": line.name,
    }),
    ...spreadNodes(line, points[i], y),
    ...(figures ? points[i].map(([cx, cy]) => svg("circle", { cx, cy, r: 3, class: "line-dot", "data-line": line.name })) : []),
  ]);
  return svg("svg", { ...inside, class: "line-strokes" }, ...drawn);
}

/** @param {Chart} chart @param {Box} box @param {Point[][]} points @param {Name[]} names @param {(text: string) => number} measure */
function valueWriter(chart, box, points, names, measure) {
  const { lines } = chart;
  const frame = { left: box.left, right: box.width, top: 14, bottom: box.bottom - 1 };

  /** @param {number[]} shown */
  function labels(shown) {
    const made = new Labels(frame, measure);
    names.forEach(({ at, from }, i) => made.take([lines[i].name], [from, at[1]], "start"));
    for (const i of shown) {
      points[i].slice(1).forEach((to, k) => made.keepClearOfLine(points[i][k], to));
      points[i].forEach(([x], k) => {
        const [top, bottom] = barAt(i, k);
        if (bottom) made.keepClearOfLine([x, top], [x, bottom]);
      });
    }
    return made;
  }

  /** The ends of the bar about a point, none where it has none. @param {number} i @param {number} k */
  function barAt(i, k) {
    const values = valuesAbout(lines[i], k);
    return values.length ? barEnds(values, box.y) : [];
  }

  // A value stands above its point or below; where there is a bar, beside it or beyond its ends; of a point in hand with what the bar says.
  /** @param {Labels} room @param {number} i @param {number} k @param {string} kind @param {boolean} [whole] */
  function write(room, i, k, kind, whole) {
    const [x, y] = points[i][k];
    const values = valuesAbout(lines[i], k);
    const texts = [
      valueText(chart, lines[i].y[k]),
      ...(whole && values.length ? [spreadText(values, chart.y.decimals ?? 2)] : []),
    ];
    const [top = y, bottom = y] = barAt(i, k);
    const beside = values.length && !whole ? room.place(texts, [x, y], BESIDE_BAR, [4, 8]) : null;
    if (beside) return [words(texts, beside.at, beside.anchor, kind, { "data-value": lines[i].name })];
    for (const away of AWAY) {
      const found = room.place(texts, [x, top], [[0, -1]], [away]) ?? room.place(texts, [x, bottom], [[0, 1]], [away]);
      if (found) return [words(texts, found.at, found.anchor, kind, { "data-value": lines[i].name })];
    }
    return [];
  }

  return {
    all() {
      const room = labels(lines.map((_, i) => i));
      return lines.flatMap((line, i) => (line.kind === "quiet" ? [] : line.y.flatMap((_, k) => write(room, i, k, "line-value"))));
    },
    /** @param {number} i @param {number} place */
    of(i, place) {
      const [cx, cy] = points[i][place];
      const wide = (box.right - box.left) / points[i].length > WIDE;
      const room = labels([i]);
      const texts = (wide ? lines[i].y.map((_, k) => k) : [place]).flatMap((k) =>
        write(room, i, k, k === place ? "line-value in-hand" : "line-value", k === place),
      );
      const at = wide
        ? []
        : [words([placeText(chart, lines[i].x[place])], [cx, box.bottom + 14], "middle", "line-value in-hand")];
      const inside = cy >= box.top - 4 ? [svg("circle", { cx, cy, r: 5, class: "line-at" })] : [];
      return [...inside, ...at, ...texts];
    },
  };
}

/** @param {Chart} chart @param {number} value */
export const valueText = ({ y }, value) => formatNumber(value, y.decimals ?? 2);

/** The name of a place of the x axis. @param {Chart} chart @param {number} at */
export const placeText = ({ x }, at) => x.ticks?.find((tick) => tick.at === at)?.text ?? formatNumber(at, x.decimals ?? 0);
