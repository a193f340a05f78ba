// Under the film strip, on the same axis: how far each place of the path is from the nearest test code, against what is
// usual among the codes themselves.
import { element, palette } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { fitCanvas, haloText, onResize } from "../kit/canvas.js";

const STEPS = 100;

/**
 * @param {{run: string, near: Nearness}} options
 * @returns curve: once for a path, a generator that stops now and then; hand: at every frame; inset: of the ends, units
 */
export function pathChart({ run, near }) {
  const canvas = element("canvas");
  const dot = element("i");
  const title = element("span");
  const key = element("span", { class: "ip-key" }, `; dashed: what 95% and 99% ${near.whose} are within`);
  const plot = element(
    "div",
    { class: "ip-plot", role: "img", "aria-label": `Distance from the path to the nearest code of ${run}` },
    canvas,
    dot,
  );
  const distances = new Float32Array(STEPS + 1);
  let [top, width, height, edge, ready, now] = [1, 0, 0, 14, false, 0]; // edge: beside the curve, so that it ends where the film does

  /** @param {number} value */
  const y = (value) => height - 1 - (value / top) * (height - 4);

  function paint() {
    if (!ready || !width) return;
    const colours = palette(plot);
    drawDistances(fitCanvas(canvas, width, height), { width, height, edge, y, colours }, distances, near.thresholds);
    hand(now);
  }

  /** @param {number} distance @param {number} [at] */
  function hand(distance, at) {
    now = distance;
    if (at !== undefined) dot.style.setProperty("--at", String(at));
    dot.style.setProperty("transform", `translate(-50%, ${(y(Math.min(distance, top)) - 4.5) / 16}rem)`);
  }

  const stopResize = onResize(plot, (w, h) => {
    [width, height] = [w, h];
    paint();
  });

  return {
    element: element("div", { class: "ip-chart" }, element("div", { class: "tick" }, title, key), plot),
    paint,
    /** @param {(t: number) => number} distanceAt @returns {Generator<undefined, void>} */
    *curve(distanceAt) {
      for (let k = 0; k <= STEPS; k++) {
        distances[k] = distanceAt(k / STEPS);
        if (k % 5 === 4) yield;
      }
      const most = Math.max(...distances);
      top = 1.12 * Math.max(most, near.thresholds[1]);
      ready = true;
      title.textContent = `Distance to the nearest test code, 0 to ${formatNumber(most, near.decimals)}`;
      plot.setAttribute(
        "aria-label",
        `${title.textContent}; 95% ${near.whose} are within ${formatNumber(near.thresholds[0], near.decimals)}`,
      );
      paint();
    },
    hand,
    /** @param {number} units */
    inset(units) {
      if (units === edge) return;
      edge = units;
      paint();
    },
    destroy: stopResize,
  };
}

/**
 * @typedef {{width: number, height: number, edge: number, y: (distance: number) => number, colours: Colours}} ChartView in CSS
 *   pixels
 */

/**
 * The curve over the two dashed lines of `spacing`.
 * @param {Context} context @param {ChartView} view @param {Float32Array} distances along the path @param {number[]} spacing
 */
function drawDistances(context, view, distances, spacing) {
  const { width, height, edge, y, colours } = view;
  /** @param {number} k */
  const x = (k) => edge + ((width - 2 * edge) * k) / STEPS;
  const trace = () => distances.forEach((value, k) => context.lineTo(x(k), y(value)));
  context.save();
  context.beginPath();
  context.rect(0, 0, width, y(spacing[0]));
  context.clip(); // what lies in a gap is filled
  context.beginPath();
  context.moveTo(x(0), height);
  trace();
  context.lineTo(x(STEPS), height);
  context.fillStyle = colours.hairline;
  context.fill();
  context.restore();
  context.fillStyle = colours.edge;
  context.fillRect(edge, height - 1, width - 2 * edge, 1);
  context.lineWidth = 1;
  context.setLineDash([4, 3]);
  context.strokeStyle = colours.edge;
  for (const value of spacing) {
    context.beginPath();
    context.moveTo(edge, Math.round(y(value)) + 0.5);
    context.lineTo(width - edge, Math.round(y(value)) + 0.5);
    context.stroke();
  }
  context.setLineDash([]);
  context.beginPath();
  trace();
  context.lineWidth = 1.5;
  context.lineJoin = "round";
  context.strokeStyle = colours.ink;
  context.stroke();
  nameLines(context, view, spacing);
}

/** @param {Context} context @param {ChartView} view @param {number[]} spacing */
function nameLines(context, { width, y, colours }, spacing) {
  const halo = { fill: colours.ink2, halo: colours.page };
  context.font = `13px ${colours.font}`;
  context.textAlign = "right";
  context.textBaseline = "middle";
  const [gap, far] = spacing.map(y);
  const middle = Math.max((gap + far) / 2, 16);
  haloText(context, "99%", width, Math.min(far, middle - 7), halo); // the two never touch
  haloText(context, "95%", width, Math.max(gap, middle + 7), halo);
}
