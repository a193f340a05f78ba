// How a map of codes looks: pure painting on a 2-D context in CSS pixels. A `frame` is {width, x(value), y(value)}.
import { formatNumber, ticks } from "../model/numbers.js";
import { haloStroke, haloText } from "../kit/canvas.js";
import { dotsThatFit } from "../model/extent.js";
import { paintDots } from "./dots.js";

const FEW = 2000; // dots that a small map can hold apart
/** @type {Set<number>} */
const NONE = new Set();
/** @type {ReturnType<typeof ticks>} */
const NO_TICKS = { values: [], decimals: 0 };

/** @typedef {ReturnType<typeof mapFrame>} Frame */

/**
 * The frame of a square map: where values of the extent fall on `width` CSS pixels, and back; ticks where its numbers mean
 * something.
 * @param {Extent} extent @param {number} width @param {boolean} [metric]
 */
export function mapFrame({ xmin, xmax, ymin, ymax }, width, metric = true) {
  const scale = width / (xmax - xmin);
  /** @typedef {(value: number) => number} Scale */
  return {
    width,
    scale,
    /** @type {Scale} */
    x: (value) => (value - xmin) * scale,
    /** @type {Scale} */
    y: (value) => (ymax - value) * scale,
    /** @type {Scale} */
    valueX: (px) => xmin + px / scale,
    /** @type {Scale} */
    valueY: (px) => ymax - px / scale,
    ticksX: metric ? ticks(xmin, xmax, 6) : NO_TICKS,
    ticksY: metric ? ticks(ymin, ymax, 6) : NO_TICKS,
  };
}

/** The two axes as hairlines at 0. @param {Context} context @param {Frame} frame @param {Colours} colours */
export function drawAxes(context, frame, colours) {
  context.fillStyle = colours.grid;
  context.fillRect(Math.round(frame.x(0)), 0, 1, frame.width);
  context.fillRect(0, Math.round(frame.y(0)), frame.width, 1);
}

/**
 * Ticks inside the right and bottom edges, and the axes' names at their ends.
 * @param {Context} context @param {Frame} frame @param {string[]} names @param {Colours} colours
 * @param {number} [width] of the page's colour around the letters: more where they stand on pictures
 */
export function drawTicks(context, frame, names, colours, width = 4) {
  const end = frame.width - 8;
  const halo = { fill: colours.ink2, halo: colours.page, width };
  context.textBaseline = "middle";
  context.textAlign = "right";
  context.font = `600 13px ${colours.font}`;
  haloText(context, names[1], end, 13, halo);
  haloText(context, names[0], end, frame.width - 13, halo);
  const taken = context.measureText(names[0]).width + 20;
  context.font = `13px ${colours.font}`;
  for (const value of frame.ticksY.values) {
    const y = frame.y(value);
    if (y > 28 && y < frame.width - 28) haloText(context, formatNumber(value, frame.ticksY.decimals), end, y, halo);
  }
  context.textAlign = "center";
  for (const value of frame.ticksX.values) {
    const x = frame.x(value);
    if (x > 16 && x < end - taken) haloText(context, formatNumber(value, frame.ticksX.decimals), x, frame.width - 13, halo);
  }
}

/**
 * All codes as opaque dots in the order of the test set, so that no digit lies on top of all others; where some are
 * isolated, the rest is grey below them.
 * @param {Context} context @param {Frame} frame @param {Pick<CodeMap, "points" | "labels" | "count">} codes
 * @param {Colours} colours @param {Set<number>} [isolated] empty for all @param {{onlyIsolated?: boolean}} [options]
 */
export function drawDots(context, frame, codes, colours, isolated = NONE, { onlyIsolated = false } = {}) {
  const { points, labels, count } = codes;
  paintDots(context, frame.width, frame.width < 360 ? 1.5 : 1.8, (dot, word) => {
    const own = colours.digits.map(word);
    /** @param {(digit: number) => boolean} chosen @param {number | null} colour null: the digit's own */
    const all = (chosen, colour) => {
      for (let i = 0; i < count; i++) {
        if (chosen(labels[i])) dot(frame.x(points[2 * i]), frame.y(points[2 * i + 1]), colour ?? own[labels[i]]);
      }
    };
    if (isolated.size && !onlyIsolated) all((digit) => !isolated.has(digit), word(colours.muted));
    if (isolated.size || !onlyIsolated) all((digit) => !isolated.size || isolated.has(digit), null);
  });
}

/**
 * The same on a small map: of the part of it that is in sight as many codes as it can hold apart.
 * @param {Context} context @param {Frame} frame @param {Codes} codes @param {Extent} extent @param {Colours} colours
 * @param {Set<number>} [isolated]
 */
export function drawFewDots(context, frame, codes, extent, colours, isolated) {
  const { points, labels } = codes;
  drawDots(context, frame, { points, labels, count: dotsThatFit(codes, extent, FEW) }, colours, isolated);
}

/**
 * A crosshair: 1 px lines across a square map at 55 %.
 * @param {Context} context @param {number} width of the map @param {number} x @param {number} y @param {string} colour
 */
export function drawCrosshair(context, width, x, y, colour) {
  context.globalAlpha = 0.55;
  context.fillStyle = colour;
  context.fillRect(Math.round(x), 0, 1, width);
  context.fillRect(0, Math.round(y), width, 1);
  context.globalAlpha = 1;
}

/**
 * A peek: where the hovering pointer looks, while the ring keeps the placed code.
 * @param {Context} context @param {number} x @param {number} y @param {Colours} colours
 */
export function drawPeek(context, x, y, colours) {
  context.beginPath();
  context.arc(x, y, 6, 0, 2 * Math.PI);
  haloStroke(context, { stroke: colours.accent, width: 2, halo: colours.page, under: 5 });
}

/**
 * An ellipse of so many sigmas, drawn as a line or filled with a tint too.
 * @param {Context} context @param {Point} centre @param {{long: number, short: number, angle: number}} shape one sigma,
 *   CSS pixels, radians @param {number} sigmas @param {Colours} colours @param {boolean} [filled]
 */
export function drawEllipse(context, [x, y], shape, sigmas, colours, filled = false) {
  context.beginPath();
  context.ellipse(x, y, sigmas * shape.long, sigmas * shape.short, shape.angle, 0, 2 * Math.PI);
  if (filled) {
    context.globalAlpha = 0.1;
    context.fillStyle = colours.ink;
    context.fill();
    context.globalAlpha = 1;
  }
  context.lineWidth = 1.25;
  context.strokeStyle = colours.ink;
  context.stroke();
}
