// The aggregated posterior q(z), the mean of the posteriors of all test digits, and the prior N(0, I), as contours on a map of
// two numbers: each line holds the same share of the one as of the other.
import { formatNumber } from "../model/numbers.js";
import { haloText } from "../kit/canvas.js";
import { inIdleTime } from "../kit/idle.js";
import { addPosterior, contour, levelsHolding } from "../model/aggregate.js";

const CELL = 2; // CSS pixels a side, of the lattice on which q(z) is added up
const STEP = 250; // posteriors in one step of idle time
const SHARES = [0.5, 0.9]; // more lines would run into each other: single posteriors are narrow

/**
 * @param {Context} context in CSS pixels @param {Frame} frame of the map @param {Codes} codes of two numbers, with log_var
 * @param {number | null} apart KL(q(z) || p) in nats @param {Colours} colours
 * @param {(levels: number[]) => void} done hears the densities along q(z)'s lines, of a unit of area, from the innermost
 * @returns {() => void} stop
 */
export function paintAggregate(context, frame, codes, apart, colours, done) {
  const side = Math.ceil(frame.width / CELL);
  const density = new Float32Array(side * side);
  let next = 0;
  const work = inIdleTime(() => {
    const end = Math.min(next + STEP, codes.count);
    for (; next < end; next++) addPosterior(density, side, ...inCells(frame, codes, next));
    if (next < codes.count) return true;
    done(drawContours(context, frame, density, side, codes.count, apart, colours));
    return false;
  });
  work.request();
  return work.stop;
}

/**
 * The mean and sigma of one posterior, in cells of the lattice.
 * @param {Frame} frame @param {Codes} codes @param {number} i @returns {[Point, Point]}
 */
function inCells(frame, { stored, logVar }, i) {
  /** @param {number} j */
  const sigma = (j) => (logVar ? (Math.exp(0.5 * logVar[2 * i + j]) * frame.scale) / CELL : 0);
  return [
    [frame.x(stored[2 * i]) / CELL, frame.y(stored[2 * i + 1]) / CELL],
    [sigma(0), sigma(1)],
  ];
}

/**
 * @param {Context} context
 * @param {Frame} frame
 * @param {Float32Array} density
 * @param {number} side
 * @param {number} whole
 * @param {number | null} apart
 * @param {Colours} colours
 */
function drawContours(context, frame, density, side, whole, apart, colours) {
  const levels = levelsHolding(density, SHARES, whole);
  context.lineWidth = 1.5;
  context.strokeStyle = colours.ink2;
  context.setLineDash([2, 4]);
  for (const share of SHARES) {
    context.beginPath();
    context.arc(frame.x(0), frame.y(0), frame.scale * Math.sqrt(-2 * Math.log(1 - share)), 0, 2 * Math.PI);
    context.stroke();
  }
  context.setLineDash([]);
  context.lineWidth = 1.5;
  context.strokeStyle = colours.ink;
  context.beginPath();
  for (const level of levels) {
    for (const [from, to] of contour(density, side, level)) {
      context.moveTo(CELL * from[0], CELL * from[1]);
      context.lineTo(CELL * to[0], CELL * to[1]);
    }
  }
  context.stroke();
  context.font = `13px ${colours.font}`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  haloText(context, `q(z) solid, p(z) dotted: ${SHARES.map((share) => `${100 * share}%`).join(" and ")} inside`, 8, 13, {
    fill: colours.ink,
    halo: colours.page,
  });
  if (apart !== null)
    haloText(context, `KL(q(z) \u2225 p(z)) = ${formatNumber(apart, 2)} nats`, 8, 31, { fill: colours.ink, halo: colours.page });
  const area = whole * (CELL / frame.scale) ** 2;
  return levels.map((level) => level / area);
}
