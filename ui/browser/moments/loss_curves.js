// Losses of runs against time, under the slider whose track is the axis: the moment is a line that falls through them. What has been
// is ink, what is to come is pale.
import { haloText, rimmedDisc } from "../kit/canvas.js";
import { element, rewrite } from "../kit/kit.js";
import { stackedCanvas } from "../kit/stack.js";
import { placeNames } from "../model/curves.js";
import { shareAt, timeOf } from "../model/moments.js";
import { formatNumber, ticks } from "../model/numbers.js";
import { traceLosses } from "./trace_losses.js";

const OVERHANG = 12; // units beside the track at both ends, for the thumb
const BEYOND = 28; // right of the track, for the lines to the names
const [TOP, BOTTOM] = [10, 24];
const ROW = 24; // between two names
const SETTLED = 0.28; // the axis leaves out what is above the losses of this time: the first steps are far above all others

/** @typedef {import("../model/moments.js").Moments} Moments */
/** @typedef {Pick<Named, "name" | "title" | "short"> & {moments: Moments, unit: string, epochs: number}} Curve */
/**
 * @typedef {{x: (t: number) => number, y: (loss: number) => number, drawn: Curve[], joined: boolean, low: number, high: number,
 *   losses: ReturnType<typeof ticks>, marks: {t: number, text: string}[]}} Scales losses, marks: what the axes say
 */

/**
 * @returns {{chart: HTMLElement, table: HTMLElement, set: (curves: Curve[]) => void, moveTo: (t: number) => void, write: () => void, repaint: () => void,
 *   describe: () => string, destroy: () => void}} table: each run's losses, at its line's end; describe: the same in words
 */
export function lossCurves() {
  const chart = element("div", { class: "moments-loss", role: "img", "aria-label": "Losses", "data-testid": "learn-loss" });
  const rows = element("div", { class: "moments-rows" });
  const unit = element("p", { class: "tick" });
  const head = element("div", { class: "moments-head" }, unit);
  /** @type {Curve[]} */
  let curves = [];
  /** @type {Map<string, {row: HTMLElement, test: HTMLElement, train: HTMLElement}>} */
  let names = new Map();
  let time = 0;

  /** @type {import("../kit/stack.js").Still<Scales>} */
  function still(context, { width, height, colours }) {
    if (!curves.length) return null;
    const below = rows.offsetTop > chart.offsetTop + chart.offsetHeight / 2;
    const scales = scalesOf(curves, width, height, !below);
    drawGrid(context, scales, { height, colours });
    trace(context, scales, { from: 0, to: 1, height, colour: colours.edge, thin: true });
    place(scales, height);
    return scales;
  }

  /** Where the names stand. @param {Scales} scales @param {number} height */
  function place({ drawn, y }, height) {
    const ends = curves.map((curve) => (drawn.includes(curve) ? y(curve.moments.test[curve.moments.last]) : height - BOTTOM));
    placeNames(
      ends.map((end) => -end),
      ends,
      ROW,
      height - BOTTOM / 2,
    ).forEach((middle, i) => names.get(curves[i].name)?.row.style.setProperty("--middle", `${middle / 16}rem`));
  }

  /** @type {import("../kit/stack.js").Moving<Scales>} */
  function moving(context, scales, { height, colours }) {
    const { x, y, drawn, joined, low, high } = scales;
    trace(context, scales, { from: 0, to: time, height, colour: colours.ink, thin: false });
    context.fillStyle = colours.accent;
    context.fillRect(x(time) - 1, 0, 2, height - BOTTOM);
    for (const curve of curves) {
      const { moments, name } = curve;
      const test = moments.figure(moments.test, time);
      const row = names.get(name);
      if (!drawn.includes(curve)) continue;
      if (row && joined) joinName(context, scales, y(moments.test[moments.last]), row.row, colours.edge);
      context.fillStyle = colours.accent;
      if (test < high && test > low) rimmedDisc(context, x(time), y(test), colours.page);
    }
  }

  /** The losses at this time, beside the names. */
  function write() {
    for (const { moments, name } of curves) {
      const row = names.get(name);
      for (const side of /** @type {("test" | "train")[]} */ (["test", "train"])) {
        if (row) rewrite(row[side], formatNumber(moments.figure(moments[side], time), 1));
      }
    }
  }

  const stack = stackedCanvas(chart, { still, moving, written });
  return {
    chart,
    table: element("div", { class: "moments-table", "data-part": "learn-loss" }, head, rows),
    set(shown) {
      curves = shown;
      names = new Map(shown.map((curve) => [curve.name, nameOf(curve, shown[0].unit)]));
      rows.replaceChildren(...Array.from(names.values(), ({ row }) => row));
      unit.textContent = shown.length ? `Loss, ${shown[0].unit}: test and training` : "";
      stack.paint();
    },
    moveTo(t) {
      time = t;
      stack.move();
    },
    write,
    repaint: stack.paint,
    describe() {
      const said = curves
        .map(({ short, moments, unit: of }) => `${short} ${formatNumber(moments.figure(moments.test, time), 1)} ${of}`)
        .join(", ");
      chart.setAttribute("aria-label", `Losses of training and test against time. Of the test digits now: ${said}`);
      return said;
    },
    destroy: stack.destroy,
  };
}

/**
 * The axes: the track's, and the losses of the runs whose unit is the first one's.
 * @param {Curve[]} curves @param {number} width @param {number} height @param {boolean} joined to names beside the chart
 * @returns {Scales}
 */
function scalesOf(curves, width, height, joined) {
  const drawn = curves.filter((curve) => curve.unit === curves[0].unit);
  const each = drawn.flatMap(({ moments: { times, test, train } }) =>
    times.map((t, k) => ({ t, test: test[k], train: train[k] })),
  );
  const latest = Math.max(...each.map(({ t }) => t)); // below 1 while it learns
  const settled = each.filter(({ t }) => t >= Math.min(SETTLED, latest / 2));
  const [least, most] = [
    Math.min(...each.flatMap(({ test, train }) => [test, train])),
    Math.max(...settled.map(({ test }) => test)),
  ];
  const margin = 0.08 * (most - least) || 1;
  const [low, high, right] = [least - margin, most + margin, width - OVERHANG - (joined ? BEYOND - OVERHANG : 0)];
  return {
    x: (t) => OVERHANG + t * (right - OVERHANG),
    y: (loss) => TOP + (1 - (loss - low) / (high - low)) * (height - TOP - BOTTOM),
    ...{ drawn, joined, low, high },
    losses: ticks(low, high, 3),
    marks: marksOf(curves),
  };
}

/** From the end of a line to its name. @param {Context} context @param {Scales} scales @param {number} end @param {HTMLElement} row @param {string} colour */
function joinName(context, { x }, end, row, colour) {
  const middle = 16 * parseFloat(row.style.getPropertyValue("--middle"));
  context.beginPath();
  context.moveTo(x(1) + 3, end);
  context.lineTo(x(1) + 8, middle);
  context.lineTo(x(1) + 13, middle);
  context.lineWidth = 1;
  context.strokeStyle = colour;
  context.stroke();
}

/** @param {Curve} curve @param {string} unit0 that of the axis */
function nameOf({ name, title, short, unit }, unit0) {
  const test = element("b", { "data-testid": "learn-test", "data-run": name });
  const train = element("span", { class: "tick" });
  const other = unit === unit0 ? [] : [element("small", { class: "tick" }, ` ${unit}`)];
  const row = element(
    "p",
    { class: "moments-row", title: `${title}: ${name}` },
    element("span", {}, short, ...other),
    test,
    train,
  );
  return { row, test, train };
}

/**
 * The lines of all runs between two times.
 * @param {Context} context @param {Scales} scales
 * @param {{from: number, to: number, height: number, colour: string, thin: boolean}} how
 */
function trace(context, { x, y, drawn }, { from, to, height, colour, thin }) {
  context.save();
  context.beginPath();
  context.rect(x(from) - 1, 0, x(to) - x(from) + 1, height - BOTTOM);
  context.clip();
  context.strokeStyle = colour;
  for (const { moments } of drawn) traceLosses(context, { x, y }, moments, { train: 1, test: thin ? 1 : 2 });
  context.restore();
}

/** Under the hand's line. @param {Context} context @param {Scales} scales @param {{height: number, colours: Colours}} box */
function drawGrid(context, { x, y, losses, marks }, { height, colours }) {
  context.fillStyle = colours.grid;
  for (const loss of losses.values) context.fillRect(x(0), Math.round(y(loss)), x(1) - x(0), 1);
  context.fillStyle = colours.edge;
  context.fillRect(x(0), height - BOTTOM, x(1) - x(0), 1);
  for (const { t } of [{ t: 0 }, ...marks]) context.fillRect(Math.min(Math.round(x(t)), x(1) - 1), height - BOTTOM, 1, 5);
}

/** And over it. @type {import("../kit/stack.js").Moving<Scales>} */
function written(context, { x, y, losses, marks, high, drawn }, { height, colours }) {
  context.font = `13px ${colours.font}`;
  context.textBaseline = "middle";
  context.textAlign = "left";
  const halo = { fill: colours.ink2, halo: colours.page };
  for (const loss of losses.values) {
    if (y(loss) > 16) haloText(context, formatNumber(loss, losses.decimals), x(0) + 2, y(loss) - 8, halo);
  }
  const first = Math.max(...drawn.map(({ moments }) => moments.test[0]));
  if (first > high && x(SETTLED) > 150) haloText(context, `${formatNumber(first, 0)} at the start`, x(0) + 44, TOP + 6, halo);
  context.fillStyle = colours.ink2;
  context.fillText("start", x(0), height - 8);
  for (const { t, text } of marks) {
    context.textAlign = t === 1 ? "right" : "center";
    if (x(t) > x(0) + 44) context.fillText(text, x(t), height - 8);
  }
}

/** Where the axis of time has names. @param {Curve[]} curves */
function marksOf(curves) {
  const epochs = curves.every((curve) => curve.epochs === curves[0].epochs) ? curves[0].epochs : 0;
  const marks = epochs
    ? [0.1, 0.5, 1, 2, 4, 8, 16, 32, 64]
        .filter((epoch) => epoch < 0.8 * epochs)
        .map((epoch) => ({ t: timeOf(epoch / epochs), text: String(epoch) }))
    : [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75].map((share) => ({ t: timeOf(share), text: `${100 * share}%` }));
  return [...marks, { t: 1, text: epochs ? `${epochs} epochs` : "all steps" }];
}

/** A time in words. @param {number} t @param {{epochs: number}[]} runs */
export function timeWords(t, runs) {
  const share = shareAt(t);
  const [{ epochs }] = runs;
  if (t === 0) return "at the start";
  if (!runs.every((run) => run.epochs === epochs)) return `${formatNumber(100 * share, share < 0.1 ? 1 : 0)}% of the steps`;
  const epoch = share * epochs;
  return `epoch ${formatNumber(epoch, epoch < 1 ? 2 : 1)}`;
}
