// The error curves but for the hand's line: grid, lines, and marks where each run was trained, which stand still below it, and what is
// written about them, above it.
import { formatNumber } from "../model/numbers.js";
import { haloStroke, haloText } from "../kit/canvas.js";

const PILL = 8; // radius of the mark around a line
const AXIS_TEXT = 32; // width of the y axis' numbers, which stand on their grid lines inside the chart
const CLEAR = 13; // a label this far from every line is well placed
const FAINT = 0.3; // of the other lines while one is brought out
const LEAST = 7; // and one nearer than this is not written

/**
 * @typedef {import("./error_curves.js").CurveRun} CurveRun
 * @typedef {{name: string, curves: import("./error_curves.js").Curves}} Line
 * @typedef {object} CurveView
 * @property {CurveRun[]} runs @property {Line[]} plain baselines: lines without a model
 * @property {string} kind @property {string} symbol @property {number} top of the y axis @property {number} step
 * @property {number} width @property {number} height @property {Colours} colours
 * @property {(level: number) => number} x @property {(error: number) => number} y
 * @property {string | null} held the run whose line is brought out
 * @property {boolean} named whether to write the runs' names at their lines' ends
 * @property {[left: number, right: number, middle: number][]} taken boxes of the labels placed so far
 * @property {Words[]} words what is written, where the labels have found room
 *
 * @typedef {{text: string, x: number, y: number, align: CanvasTextAlign, base: CanvasTextBaseline, font: string, fill: string}} Words
 */

/** @param {Context} context in CSS pixels, cleared @param {CurveView} view */
export function drawCurves(context, view) {
  const { runs, kind, colours } = view;
  drawAxes(context, view);
  drawBaselines(context, view);
  const tubes = runs.filter((run) => run.trained.noise === kind && run.trained.levels[0] < run.trained.levels[1]);
  for (const run of tubes) drawTube(context, view, run);
  for (const run of runs) {
    context.lineWidth = view.held === run.name ? 3.5 : 2;
    context.globalAlpha = view.held && view.held !== run.name ? FAINT : 1;
    context.strokeStyle = colours.ink;
    context.setLineDash(run.trained.noise === "none" ? [6, 4] : []);
    traceCurve(context, view, run, 0, 1);
    context.stroke();
  }
  context.globalAlpha = 1;
  context.setLineDash([]);
  context.font = `14px ${colours.font}`;
  /** @param {Line} run @param {number} i @returns {Point} */
  const point = ({ curves }, i) => [view.x(curves.levels[i]), view.y(curves[kind][i])];
  for (const { level, spans } of trainingPoints(view)) {
    for (const [low, high] of spans) drawPill(context, view, view.x(level), low, high);
    label(
      context,
      view,
      "trained here",
      spans.map(([low, high]) => [view.x(level), (low + high) / 2]),
      PILL + 6,
    );
  }
  for (const run of tubes) {
    const {
      levels: [low, high],
    } = run.trained;
    const along = run.curves.levels.map((level, i) => ({ level, at: point(run, i) }));
    label(
      context,
      view,
      `trained on ${low} to ${high}`,
      along.filter(({ level }) => level >= low && level <= high).map(({ at }) => at),
      0,
      PILL + 11,
    );
  }
  context.font = `13px ${colours.font}`;
  if (view.named)
    for (const run of runs) label(context, view, run.short, [[view.x(1), view.y(run.curves[kind].at(-1))]], 0, 10, { most: 40 });
  nameBaselines(context, view); // the models' names come first where room is short
}

// Thin and dotted, in second ink, cut off where they leave the chart.
/** @param {Context} context @param {CurveView} view */
function drawBaselines(context, view) {
  const { plain, colours, top, x, y } = view;
  context.save();
  context.beginPath();
  context.rect(x(0), y(top), x(1) - x(0), y(0) - y(top));
  context.clip();
  context.lineWidth = 1.2;
  context.strokeStyle = colours.ink2;
  context.setLineDash([1.5, 3.5]);
  for (const line of plain) {
    traceCurve(context, view, line, 0, 1);
    context.stroke();
  }
  context.restore();
}

// At the last place along its line where the name finds room, which for a line that leaves the chart is below its end.
/** @param {Context} context @param {CurveView} view */
function nameBaselines(context, view) {
  context.font = `13px ${view.colours.font}`;
  for (const { name, curves } of view.plain) {
    const inside = curves.levels
      .map((level, i) => ({ level, error: curves[view.kind][i] }))
      .filter(({ error }) => error <= view.top);
    /** @type {Point[]} */
    const anchors = inside
      .slice(-4)
      .reverse()
      .map(({ level, error }) => [view.x(level), view.y(error)]);
    label(context, view, name, anchors, 6, 9, { fill: view.colours.ink2, most: 22 }); // farther off it would name another line
  }
}

/** What is written, above the hand's line. @param {Context} context on a clear canvas @param {CurveView} view */
export function writeCurves(context, { words, colours }) {
  for (const { text, x, y, align, base, font, fill } of words) {
    [context.font, context.textAlign, context.textBaseline] = [font, align, base];
    haloText(context, text, x, y, { fill, halo: colours.page });
  }
}

/** @param {Context} context @param {CurveView} view */
function drawAxes(context, { step, top, symbol, height, colours, words, x, y }) {
  const said = /** @type {const} */ ({ base: "alphabetic", font: `13px ${colours.font}`, fill: colours.ink2 });
  const decimals = step < 0.1 ? 2 : 1;
  for (let error = top; error > step / 2; error -= step) {
    context.fillStyle = colours.grid;
    context.fillRect(x(0), Math.round(y(error)), x(1) - x(0), 1);
    const text = `${error === top ? "MSE " : ""}${formatNumber(error, decimals)}`;
    words.push({ text, x: x(0), y: y(error) - 5, align: "left", ...said });
  }
  context.fillStyle = colours.edge;
  context.fillRect(x(0), Math.round(y(0)), x(1) - x(0), 1);
  for (const level of [0, 0.25, 0.5, 0.75, 1]) {
    context.fillStyle = colours.edge;
    context.fillRect(Math.min(Math.round(x(level)), x(1) - 1), Math.round(y(0)), 1, 5);
    const [text, align] = [
      level === 0 ? `${symbol} = 0` : String(level),
      level === 0 ? "left" : level === 1 ? "right" : "center",
    ];
    words.push({ text, x: x(level), y: height - 4, align: /** @type {CanvasTextAlign} */ (align), ...said });
  }
}

/** @param {Context} context @param {CurveView} view @param {Line} line @param {number} low @param {number} high */
function traceCurve(context, { kind, x, y }, { curves }, low, high) {
  context.beginPath();
  curves.levels.forEach((level, i) => {
    if (level >= low - 1e-9 && level <= high + 1e-9) context.lineTo(x(level), y(curves[kind][i]));
  });
}

// A run trained on an interval of levels: the mark of a single level, drawn out along its line; filled and quieter, or its
// outline would pass for two more lines.
/** @param {Context} context @param {CurveView} view @param {CurveRun} run */
function drawTube(context, view, run) {
  context.lineCap = context.lineJoin = "round";
  traceCurve(context, view, run, ...run.trained.levels);
  haloStroke(context, { stroke: view.colours.grid, width: 2 * PILL - 2, halo: view.colours.edge, under: 2 * PILL });
  context.lineCap = "butt";
}

/** @param {Context} context @param {CurveView} view @param {number} at @param {number} low @param {number} high */
function drawPill(context, { colours }, at, low, high) {
  context.beginPath();
  context.roundRect(at - PILL, low - PILL, 2 * PILL, high - low + 2 * PILL, PILL);
  haloStroke(context, { stroke: colours.ink, width: 1.5, halo: colours.page, under: 5 });
}

// Levels at which runs were trained, each with the spans of height that its lines take: lines close together share a mark.
/** @param {CurveView} view */
function trainingPoints({ runs, kind, y }) {
  /** @type {Map<number, number[]>} */
  const heights = new Map();
  for (const { trained, curves } of runs) {
    const clean = trained.noise === "none";
    if (!clean && (trained.noise !== kind || trained.levels[0] !== trained.levels[1])) continue;
    const level = clean ? 0 : trained.levels[0];
    const at = curves.levels.findIndex((l) => Math.abs(l - level) < 1e-6);
    if (at >= 0) heights.set(level, [...(heights.get(level) ?? []), y(curves[kind][at])]);
  }
  return [...heights].map(([level, ys]) => {
    /** @type {[low: number, high: number][]} */
    const spans = [];
    for (const at of ys.sort((a, b) => a - b)) {
      const last = spans.at(-1);
      if (last && at - last[1] < 2 * PILL + 6) last[1] = at;
      else spans.push([at, at]);
    }
    return { level, spans };
  });
}

// Write a text beside the first of some anchors, `dx` away, where it keeps clear of lines, of the numbers of the axis and of
// other labels, at least `dy` above or below; nowhere when everything is taken.
/**
 * @param {Context} context @param {CurveView} view @param {string} text @param {Point[]} anchors @param {number} dx
 * @param {number} [dy]
 * @param {{fill?: string, most?: number}} [options] most: as far above or below as it may be
 */
function label(context, view, text, anchors, dx, dy = 0, { fill = view.colours.ink, most = 60 } = {}) {
  const width = context.measureText(text).width;
  /** @type {{score: number, place?: Point}} */
  let best = { score: 0 };
  for (const [at, middle] of anchors) {
    for (const left of [at + dx, at + dx + 20, at - dx - width, at - dx - 20 - width]) {
      for (let away = dy; away < most; away += 4) {
        for (const place of /** @type {Point[]} */ ([
          [left, middle + away],
          [left, middle - away],
        ])) {
          const distance = away + 0.5 * Math.abs(left < at ? at - left - width : left - at);
          const score = Math.min(clearance(view, place, width), CLEAR) - 0.08 * distance - LEAST;
          if (score > best.score) best = { score, place };
        }
      }
    }
  }
  if (!best.place) return;
  const [left, middle] = best.place;
  view.taken.push([left, left + width, middle]);
  view.words.push({ text, x: left, y: middle, align: "left", base: "middle", font: context.font, fill });
}

/** @param {CurveView} view @param {Point} place @param {number} width */
function clearance(view, [left, middle], width) {
  const right = left + width;
  if (left < view.x(0) || right > view.x(1) || middle > view.y(0) - 9 || middle < 16) return -1;
  if (left < view.x(0) + AXIS_TEXT && onAxisText(view, middle)) return -1;
  if (view.taken.some(([from, to, at]) => from < right + 8 && to > left - 8 && Math.abs(at - middle) < 18)) return -1;
  return Math.min(...[...view.runs, ...view.plain].map((run) => distanceToCurve(view, run, left - 4, right + 4, middle)));
}

/** @param {CurveView} view @param {number} middle */
function onAxisText({ top, step, y }, middle) {
  for (let error = top; error > step / 2; error -= step) if (Math.abs(middle - (y(error) - 9)) < 15) return true;
  return false;
}

/** @param {CurveView} view @param {Line} line @param {number} left @param {number} right @param {number} middle */
function distanceToCurve({ kind, x, y }, { curves }, left, right, middle) {
  let least = Infinity;
  const steps = 24;
  for (let k = 0; k <= steps; k++) {
    const level = (left + ((right - left) * k) / steps - x(0)) / (x(1) - x(0));
    if (level < 0 || level > 1) continue;
    const at = level * (curves.levels.length - 1);
    const i = Math.min(Math.floor(at), curves.levels.length - 2);
    const error = curves[kind][i] + (at - i) * (curves[kind][i + 1] - curves[kind][i]);
    least = Math.min(least, Math.abs(y(error) - middle));
  }
  return least;
}
