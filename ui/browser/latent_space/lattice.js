// What encoder and decoder do about each place of a map of two numbers, on a lattice: where a decoded digit is encoded again, as
// arrows, and how fast the decoded digit changes, as a tint. Worked out in idle time, so that the hand is never held up.
import { disc, haloText } from "../kit/canvas.js";
import { inIdleTime } from "../kit/idle.js";
import { mixColours } from "./backdrop.js";
import { tileMiddles } from "../model/lattice.js";
import { superscript } from "../model/numbers.js";

const ARROW = 24; // CSS pixels from arrow to arrow, and the most that one is drawn long
const TILES = [28, 14, 7]; // CSS pixels a side of the tint's tiles: coarse first
const OUTER = 0.02; // share of the coarse tiles left out at each end of the tint's scale
const DARKEST = 0.8; // share of ink
const TINTS = 64;

/**
 * The field E(D(z)) - z as arrows of true length; one longer than the way to the next is cut there and has no head.
 * @param {Context} context in CSS pixels @param {Frame} frame of the map
 * @param {(z: Point) => Point} stepAt @param {Colours} colours
 * @param {(rows: number[][]) => void} done hears [x, y, dx, dy] of each arrow, in units of the map
 * @returns {() => void} stop
 */
export function paintField(context, frame, stepAt, colours, done) {
  function* work() {
    /** @type {number[][]} */
    const rows = [];
    for (const [x, y] of tileMiddles(frame.width, ARROW)) {
      /** @type {Point} */
      const z = [frame.valueX(x), frame.valueY(y)];
      const step = stepAt(z);
      rows.push([...z, ...step]);
      drawArrow(context, x, y, step[0] * frame.scale, -step[1] * frame.scale, colours);
      yield;
    }
    say(context, ["from z to E(D(z)), in true length;", `grey, no head: longer, cut at ${ARROW} px`], colours);
    done(rows);
  }
  return inIdle(work());
}

/**
 * sqrt(det J'J) as a tint on a log scale, more ink where the digit changes faster; coarse tiles first, then finer ones.
 * @param {Context} context @param {Frame} frame @param {(z: Point) => Generator<undefined, number>} areaAt
 * @param {Colours} colours
 * @param {(rows: number[][], range: [number, number]) => void} done hears [x, y, value] of each fine tile's middle
 * @returns {() => void} stop
 */
export function paintStretch(context, frame, areaAt, colours, done) {
  function* work() {
    const tints = Array.from(
      { length: TINTS + 1 },
      (_, i) =>
        `rgb(${mixColours(context, colours.page, colours.ink, (DARKEST * i) / TINTS)
          .slice(0, 3)
          .join()})`,
    );
    /** @param {number} value @param {[number, number]} range */
    const tint = (value, [low, high]) =>
      tints[Math.round(TINTS * Math.min(Math.log(Math.max(value / low, 1)) / Math.log(high / low), 1) || 0)];
    /** @type {[number, number] | null} */
    let range = null;
    /** @type {number[][]} */
    let rows = [];
    for (const tile of TILES) {
      rows = [];
      /** @param {[number, number]} within @param {Point} corner @param {number} value */
      const paint = (within, [left, top], value) => {
        context.fillStyle = tint(value, within);
        context.fillRect(left, top, tile, tile);
      };
      /** @type {{corner: Point, value: number}[]} */
      const seen = [];
      for (const [x, y] of tileMiddles(frame.width, tile)) {
        /** @type {Point} */
        const z = [frame.valueX(x), frame.valueY(y)];
        const value = yield* areaAt(z);
        rows.push([...z, value]);
        /** @type {Point} */
        const corner = [x - tile / 2, y - tile / 2];
        if (range) paint(range, corner, value);
        else seen.push({ corner, value });
        yield;
      }
      if (!range) {
        const sorted = seen.map(({ value }) => value).sort((a, b) => a - b);
        /** @param {number} share */
        const at = (share) => Math.max(sorted[Math.round(share * (sorted.length - 1))], 1e-12);
        /** @type {[number, number]} */
        const found = [at(OUTER), at(1 - OUTER)];
        for (const { corner, value } of seen) paint(found, corner, value);
        range = found;
      }
    }
    if (!range) return;
    drawScale(context, range, tints, colours);
    done(rows, range);
  }
  return inIdle(work());
}

/** @param {Generator} work */
function inIdle(work) {
  const idle = inIdleTime(() => !work.next().done);
  idle.request();
  return idle.stop;
}

/** @param {Context} context @param {number} x @param {number} y @param {number} dx @param {number} dy @param {Colours} colours */
function drawArrow(context, x, y, dx, dy, colours) {
  const long = Math.hypot(dx, dy);
  const [ux, uy] = long ? [dx / long, dy / long] : [0, 0];
  const [cut, drawn] = [long > ARROW, Math.min(long, ARROW)];
  const [endX, endY] = [x + ux * drawn, y + uy * drawn];
  context.strokeStyle = context.fillStyle = cut ? colours.edge : colours.ink;
  context.lineWidth = 1.25;
  disc(context, x, y, 1.25);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(endX, endY);
  context.stroke();
  if (cut || long < 3) return;
  const head = Math.min(6, long);
  context.beginPath();
  context.moveTo(endX, endY);
  context.lineTo(endX - head * (ux + 0.5 * uy), endY - head * (uy - 0.5 * ux));
  context.lineTo(endX - head * (ux - 0.5 * uy), endY - head * (uy + 0.5 * ux));
  context.fill();
}

/** @param {Context} context @param {[number, number]} range @param {string[]} tints @param {Colours} colours */
function drawScale(context, range, tints, colours) {
  context.font = `13px ${colours.font}`;
  const [low, high] = range.map(written);
  const wide = 120 + context.measureText(low + high).width;
  say(context, ["\u221adet J\u1d40J: pixels\u00b2 per unit\u00b2 of z", ""], colours, wide);
  const halo = { fill: colours.ink, halo: colours.page };
  haloText(context, low, 8, 33, halo);
  const left = 16 + context.measureText(low).width;
  tints.forEach((colour, i) => {
    context.fillStyle = colour;
    context.fillRect(left + (96 * i) / tints.length, 27, 96 / tints.length + 0.5, 12);
  });
  context.lineWidth = 1;
  context.strokeStyle = colours.edge;
  context.strokeRect(left - 0.5, 26.5, 97, 13);
  haloText(context, high, left + 104, 33, halo);
}

/** @param {Context} context @param {string[]} lines @param {Colours} colours @param {number} [least] */
function say(context, lines, colours, least = 0) {
  context.font = `13px ${colours.font}`;
  context.fillStyle = colours.page; // on a ground of their own: halos do not part letters from arrows
  context.fillRect(0, 0, Math.max(...lines.map((line) => context.measureText(line).width), least) + 16, 44);
  context.textAlign = "left";
  context.textBaseline = "middle";
  lines.forEach((line, i) => haloText(context, line, 8, 13 + 18 * i, { fill: colours.ink, halo: colours.page }));
}

// Two figures of a number of any size.
/** @param {number} value */
function written(value) {
  const [figures, power] = value.toExponential(1).split("e").map(Number);
  if (power >= -2 && power < 5) return String(Number(value.toPrecision(2)));
  return `${figures} \u00b7 10${superscript(power)}`;
}
