// The importance-weighted bound of one digit against k, the number of draws that it weighs together, over the draws of the mean.
import { element } from "../kit/kit.js";
import { formatNumber, ticks } from "../model/numbers.js";
import { disc, haloText } from "../kit/canvas.js";
import { stackedCanvas } from "../kit/stack.js";
import { figure } from "./nodes.js";
import { bounds } from "../model/evidence.js";
import { spelled } from "../kit/word.js";

const [LEFT, RIGHT, TOP, BOTTOM] = [60, 12, 8, 22]; // CSS pixels about the curve
const ROOM = 0.6; // of the curve's fall, above and below it: single draws lie farther apart than that

/** @typedef {ReturnType<typeof viewOf>} BoundView */

/**
 * @param {number} most the largest k
 * @returns show: another draw in the hand, or more draws in the estimate
 */
export function boundRow(most) {
  const chart = element("div", {
    class: "bound-chart",
    role: "img",
    "aria-label": "The bound against the number of draws",
    "data-testid": "bound-chart",
  });
  const [value, gain, own] = [figure("importance-bound", 2, "live"), figure("bound-gain", 2), figure("draw-weight", 2, "hand")];
  const counted = element("p", { class: "tick", "data-testid": "bound-draws" });
  /** @param {...(Node | string)} parts */
  const tick = (...parts) => element("p", { class: "tick" }, ...parts);
  const head = element(
    "div",
    {},
    element("p", { class: "name" }, ...spelled("[Weighing k draws|importance-weighted-bound]")),
    tick("\u2212log of their mean weight w"),
    tick("this draw: \u2212log w = ", own.element),
  );
  const end = element("div", { class: "bound-end" }, counted, value.element, tick(gain.element, " below \u2212ELBO"));
  /** @type {Float64Array} */
  let curve = new Float64Array(0);
  /** @type {number[]} */
  let weights = [];
  let level = 0;

  /** @param {Evidence} evidence @param {Estimate} estimate */
  function show(evidence, estimate) {
    if (estimate.count !== weights.length || estimate.logWeights[0] !== weights[0]) {
      weights = [...estimate.logWeights];
      curve = bounds(weights, most);
      level = estimate.mean + evidence.klSum;
      const last = curve.at(-1) ?? null;
      value.set(last);
      gain.set(last === null ? null : level - last);
      counted.textContent = `bound with k = ${curve.length}`;
      chart.bounds = curve;
      stack.paint();
    }
    own.set(-evidence.logWeight);
    stack.move();
  }

  /** @type {import("../kit/stack.js").Still<BoundView>} */
  function still(context, box) {
    const view = viewOf(box, most, curve.length ? [Math.min(...curve), Math.max(level, curve[0])] : [0, 1]);
    if (curve.length) drawStill(context, view, { curve, costs: weights.map((weight) => -weight), level });
    return view;
  }

  const stack = stackedCanvas(chart, { still, moving: (context, view) => drawCost(context, view, own.value()) });
  return {
    element: element("div", { class: "bound" }, head, chart, end),
    show,
    repaint: stack.paint,
    describe() {
      const last = curve.at(-1);
      if (last !== undefined)
        chart.setAttribute(
          "aria-label",
          `With k = ${curve.length} draws the bound is ${formatNumber(last, 2)} nats; \u2212ELBO is ${formatNumber(level, 2)}`,
        );
    },
    destroy: stack.destroy,
  };
}

/** @param {import("../kit/stack.js").Box} box @param {number} most @param {number[]} nats the least and the most to be seen */
function viewOf({ width, height, colours }, most, [least, top]) {
  const room = ROOM * (top - least || 1);
  const [low, high] = [least - room, top + room];
  return {
    width,
    height,
    most,
    low,
    high,
    colours,
    /** @param {number} k */
    x: (k) => LEFT + (Math.log2(k) / Math.log2(most)) * (width - LEFT - RIGHT),
    /** @param {number} nats */
    y: (nats) => TOP + ((high - nats) / (high - low)) * (height - TOP - BOTTOM),
  };
}

/** @param {Context} context @param {BoundView} view @param {{curve: Float64Array, costs: number[], level: number}} parts */
function drawStill(context, view, { curve, costs, level }) {
  const { width, most, low, high, colours, x, y } = view;
  const marks = ticks(low, high, 4);
  context.font = `13px ${colours.font}`;
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const value of marks.values) {
    context.fillStyle = colours.grid;
    context.fillRect(LEFT, Math.round(y(value)), width - LEFT - RIGHT, 1);
    context.fillStyle = colours.ink2;
    context.fillText(formatNumber(value, marks.decimals), LEFT - 14, y(value));
  }
  context.textAlign = "center";
  for (let k = 1; k <= most; k *= 2) context.fillText(k === 1 ? "k = 1" : String(k), x(k), view.height - 8);
  context.fillStyle = colours.edge;
  for (const cost of costs) if (cost > low && cost < high) disc(context, x(1), y(cost), 2);
  context.fillRect(x(1), Math.round(y(level)), x(most) - x(1), 1);
  context.beginPath();
  curve.forEach((nats, i) => context.lineTo(x(i + 1), y(nats)));
  context.lineWidth = 2;
  context.lineJoin = "round";
  context.strokeStyle = context.fillStyle = colours.ink;
  context.stroke();
  disc(context, x(curve.length), y(curve[curve.length - 1]), 3.5);
  context.textAlign = "right";
  haloText(context, "\u2212ELBO", x(most), y(level) - 10, { fill: colours.ink2, halo: colours.page });
}

// What the draw in the hand costs; an arrow where that is beyond the edge.
/** @param {Context} context @param {BoundView} view @param {number | null} cost */
function drawCost(context, { colours, height, low, high, x, y }, cost) {
  if (cost === null) return;
  const at = x(1);
  /** @param {number} tip @param {number} back */
  const arrow = (tip, back) => {
    for (const [dx, dy] of [
      [-6, back],
      [6, back],
      [0, 0],
    ])
      context.lineTo(at + dx, tip + dy);
  };
  context.beginPath();
  if (cost > high) arrow(TOP, 8);
  else if (cost < low) arrow(height - BOTTOM, -8);
  else context.arc(at, y(cost), 5, 0, 2 * Math.PI);
  context.closePath();
  context.lineWidth = 4;
  context.strokeStyle = colours.page;
  context.fillStyle = colours.accent;
  context.stroke();
  context.fill();
}
