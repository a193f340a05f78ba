// One run's scores on a logarithmic axis: the test digits as a grey hill, the made-up kinds as lines, the score of what is in
// hand as an ink mark. The axis is the track of a slider that holds the run's threshold.
import { element } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { stackedCanvas } from "../kit/stack.js";
import { slider } from "../kit/controls.js";
import { KINDS } from "./kinds.js";
import { outline } from "../model/scores.js";

/** CSS pixels beside the axis at both ends, for the thumb. */
export const OVERHANG = 12;
const BASE = 46; // where the axis lies
const TOP = 8;
const SEEN = 0.015; // of the highest place: what is lower is not drawn, or the axis would be four lines
const STEP = 0.01; // decades of an arrow key

/**
 * @typedef {{low: number, high: number}} Ends of the axis, in decades
 * @typedef {(value: number) => number} Scale
 */

/**
 * @param {{run: {name: string, title: string, measured: Measured}, onInput: (threshold: number) => void,
 *   onRelease: () => void}} options onInput: the threshold under the hand, at every move
 * @returns {{element: HTMLElement, set: (axis: {low: number, high: number}) => void, threshold: (value: number,
 *   share: number) => void, mark: (score: number | null) => void, describe: () => void, destroy: () => void}} set: the ends of
 *   the axis in decades; threshold and mark move, set draws everything anew
 */
export function scoreStrip({ run, onInput, onRelease }) {
  const chart = element("div", { class: "strip-chart", role: "img", "aria-label": `Errors of ${run.title}` });
  let share = 0;
  const level = slider({
    label: `Threshold of ${run.title}`,
    min: -4,
    max: 0,
    step: STEP,
    value: -2,
    testid: "threshold",
    powers: true,
    bubble: false,
    format: (v) => `error ${formatScore(10 ** v)}, flags ${formatNumber(100 * share, 1)}% of test digits`,
    onInput: (v) => onInput(10 ** v),
    onRelease,
  });
  level.input.dataset.run = run.name;
  const node = element("div", { class: "strip", "data-testid": "score-strip", dataset: { run: run.name } }, chart, level.element);
  /** @type {Ends} */
  let axis;
  /** @type {number | null} */
  let score = null;
  let at = 0.01;

  /** @type {import("../kit/stack.js").Still<Scale>} */
  function still(context, { width, colours }) {
    if (!axis) return null;
    const inner = width - 2 * OVERHANG;
    /** @param {number} value */
    const x = (value) => OVERHANG + (inner * (Math.log10(value) - axis.low)) / (axis.high - axis.low);
    drawStill(context, { width, inner, colours }, axis, run);
    return x;
  }

  /** @type {import("../kit/stack.js").Moving<Scale>} */
  function moving(context, x, { colours, width }) {
    context.fillStyle = colours.accent;
    context.fillRect(Math.round(x(at)) - 1, 0, 2, BASE);
    if (score === null) return;
    const place = Math.min(width - OVERHANG, Math.max(OVERHANG, x(score)));
    context.beginPath();
    context.moveTo(place - 6, 0);
    context.lineTo(place + 6, 0);
    context.lineTo(place + 1, 9);
    context.lineTo(place + 1, BASE);
    context.lineTo(place - 1, BASE);
    context.lineTo(place - 1, 9);
    context.closePath();
    context.lineWidth = 3;
    context.strokeStyle = colours.page;
    context.stroke();
    context.fillStyle = colours.ink;
    context.fill();
  }

  const stack = stackedCanvas(chart, { still, moving });
  return {
    element: node,
    set(ends) {
      axis = ends;
      level.range(ends.low, ends.high);
      stack.paint();
    },
    threshold(value, flagged) {
      [at, share] = [value, flagged];
      level.set(Math.log10(value));
      stack.move();
    },
    mark(value) {
      score = value;
      stack.move();
    },
    describe() {
      const now = score === null ? "" : ` Here: ${formatScore(score)}.`;
      chart.setAttribute(
        "aria-label",
        `Errors of ${run.title}: test digits around ${formatScore(median(run, "digits"))}, ${KINDS.map(({ key }) => `${key} around ${formatScore(median(run, key))}`).join(", ")}.${now}`,
      );
    },
    destroy: stack.destroy,
  };
}

/** An error to three significant digits, never in powers of ten. @param {number} value */
export function formatScore(value) {
  return value.toFixed(Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(value || 1)))));
}

/** @param {{measured: Measured}} run @param {string} kind */
function median({ measured: { levels, quantiles } }, kind) {
  return quantiles[kind][levels.indexOf(0.5)];
}

/**
 * @param {Context} context @param {{width: number, inner: number, colours: Colours}} view @param {Ends} axis
 * @param {{measured: Measured}} run
 */
function drawStill(context, { width, inner, colours }, axis, run) {
  const places = Float64Array.from(
    { length: Math.ceil(inner / 2) + 1 },
    (_, i, n = Math.ceil(inner / 2)) => axis.low + ((axis.high - axis.low) * i) / n,
  );
  /** @param {string} kind */
  const trace = (kind) => {
    const heights = outline(run.measured, kind, places);
    context.beginPath();
    heights.forEach((height, i) => {
      if (height > SEEN) context.lineTo(OVERHANG + (inner * i) / (heights.length - 1), BASE - height * (BASE - TOP));
    });
  };
  trace("digits");
  context.fillStyle = colours.muted;
  context.fill();
  context.strokeStyle = colours.ink;
  context.lineWidth = 1.5;
  for (const { key, dash } of KINDS) {
    trace(key);
    context.setLineDash(dash);
    context.stroke();
  }
  context.setLineDash([]);
  context.fillStyle = colours.edge;
  context.fillRect(OVERHANG, BASE, width - 2 * OVERHANG, 1);
}
