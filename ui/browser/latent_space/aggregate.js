// The aggregated posterior q(z), the mean of the posteriors of all test digits, and the prior N(0, I), as contours on a map of two
// numbers: each line holds the same share of the one as of the other.
import { formatNumber } from "../model/numbers.js";
import { haloText } from "../kit/canvas.js";
import { inIdleTime } from "../kit/idle.js";

const CELL = 2; // CSS pixels a side, of the lattice on which q(z) is added up
const REACH = 4; // sigmas of a posterior that are added
const STEP = 250; // posteriors in one step of idle time
const CORNERS = [[0, 0], [1, 0], [1, 1], [0, 1]]; // of a square of cells, in order
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
    for (; next < end; next++) addPosterior(density, side, frame, codes, next);
    if (next < codes.count) return true;
    done(drawContours(context, frame, density, side, codes.count, apart, colours));
    return false;
  });
  work.request();
  return work.stop;
}

// One Gaussian, normalised over the plane, in units of 1 a cell.
/** @param {Float32Array} density @param {number} side @param {Frame} frame @param {Codes} codes @param {number} i */
function addPosterior(density, side, frame, { stored, logVar }, i) {
  if (!logVar) return;
  const [column, row] = [0, 1].map((j) => {
    const middle = (j ? frame.y(stored[2 * i + 1]) : frame.x(stored[2 * i])) / CELL - 0.5;
    const sigma = Math.sqrt((Math.exp(logVar[2 * i + j]) * frame.scale * frame.scale) / (CELL * CELL) + 1 / 12); // 1/12: a cell's own width
    const first = Math.max(0, Math.ceil(middle - REACH * sigma));
    /** @type {number[]} */
    const values = [];
    for (let k = first; k < side && k <= middle + REACH * sigma; k++) values.push(Math.exp(-0.5 * ((k - middle) / sigma) ** 2) / (sigma * Math.sqrt(2 * Math.PI)));
    return { first, values };
  });
  for (let r = 0; r < row.values.length; r++) {
    const start = (row.first + r) * side + column.first;
    for (let c = 0; c < column.values.length; c++) density[start + c] += row.values[r] * column.values[c];
  }
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
  const sorted = density.slice().sort().reverse();
  let [sum, i] = [0, 0];
  const levels = SHARES.map((share) => {
    while (i < sorted.length - 1 && sum < share * whole) sum += sorted[i++];
    return sorted[i];
  });
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
  for (const level of levels) traceLevel(context, density, side, level);
  context.stroke();
  context.font = `13px ${colours.font}`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  haloText(context, `q(z) solid, p(z) dotted: ${SHARES.map((share) => `${100 * share}%`).join(" and ")} inside`, 8, 13, { fill: colours.ink, halo: colours.page });
  if (apart !== null) haloText(context, `KL(q(z) \u2225 p(z)) = ${formatNumber(apart, 2)} nats`, 8, 31, { fill: colours.ink, halo: colours.page });
  const area = whole * (CELL / frame.scale) ** 2;
  return levels.map((level) => level / area);
}

// Marching squares: where the level lies on the edges of each square of four neighbouring cells.
/** @param {Context} context @param {Float32Array} density @param {number} side @param {number} level */
function traceLevel(context, density, side, level) {
  for (let row = 0; row < side - 1; row++) {
    for (let column = 0; column < side - 1; column++) {
      const at = row * side + column;
      const corners = [density[at], density[at + 1], density[at + side + 1], density[at + side]];
      const inside = corners.map((value) => value >= level);
      if (inside.every(Boolean) || !inside.some(Boolean)) continue;
      /** @type {Point[]} */
      const crossings = [];
      for (let k = 0; k < 4; k++) {
        const [a, b] = [k, (k + 1) % 4];
        if (inside[a] === inside[b]) continue;
        const share = (level - corners[a]) / (corners[b] - corners[a]);
        const [[ax, ay], [bx, by]] = [CORNERS[a], CORNERS[b]];
        crossings.push([ax + share * (bx - ax), ay + share * (by - ay)]);
      }
      for (let k = 0; k + 1 < crossings.length; k += 2) {
        const [from, to] = [crossings[k], crossings[k + 1]];
        context.moveTo((column + 0.5 + from[0]) * CELL, (row + 0.5 + from[1]) * CELL);
        context.lineTo((column + 0.5 + to[0]) * CELL, (row + 0.5 + to[1]) * CELL);
      }
    }
  }
}
