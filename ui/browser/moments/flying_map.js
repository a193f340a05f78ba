// A map of codes on which they move as the model learns.
import { element } from "../kit/kit.js";
import { stackedCanvas } from "../kit/stack.js";
import { drawAxes, drawDots, drawTicks, mapFrame } from "../map/map_draw.js";
import { drawNumerals, placeNumerals } from "../map/map_marks.js";
import { formatNumber } from "../model/numbers.js";

const APART = 14; // units: where class means are nearer to each other than this, numerals would only push each other about

/** @typedef {import("../model/moments.js").Moments} Moments */

/**
 * @param {{run: string, label: string, size: number, axes: string[], prior?: boolean}} options size: numbers in the code; prior:
 *   whether N(0, I) draws the codes to itself here
 * @returns {{element: HTMLElement, set: (moments: Moments) => void, show: (t: number, isolated: Set<number>) => void,
 *   repaint: () => void, describe: (words: string) => void, destroy: () => void}}
 */
export function flyingMap({ run, label, size, axes, prior = false }) {
  const surface = element("div", {
    class: "surface moments-map",
    role: "img",
    "aria-label": label,
    "data-testid": "learn-map",
    "data-run": run,
  });
  /** @type {Moments | null} */
  let moments = null;
  let time = 0;
  /** @type {Set<number>} */
  let isolated = new Set();

  /** @type {import("../kit/stack.js").Moving<Moments>} */
  function moving(context, shown, { width, colours }) {
    shown.move(time);
    const frame = mapFrame(shown.extent(time), width);
    drawAxes(context, frame, colours);
    if (prior) drawPrior(context, frame, colours);
    drawDots(context, frame, shown, colours, isolated);
    drawNumerals(context, numerals(frame, shown), colours, isolated);
    drawTicks(context, frame, axes, colours);
  }

  const stack = stackedCanvas(surface, { still: () => moments, moving });
  return {
    element: surface,
    set(recorded) {
      moments = recorded;
      stack.paintStill();
    },
    show(t, only) {
      [time, isolated] = [t, only];
      stack.move();
    },
    repaint: stack.paint,
    describe(words) {
      const extent = moments?.extent(time);
      const only = isolated.size ? [`Only ${[...isolated].join(", ")} in colour`] : [];
      const said = [words, ...(extent ? [reach(extent, axes.slice(0, size))] : []), ...only];
      surface.setAttribute("aria-label", `${said.join(". ")}.`);
    },
    destroy: stack.destroy,
  };
}

/** What the axes show, in words. @param {Extent} extent @param {string[]} names */
function reach({ xmin, xmax, ymin, ymax }, names) {
  const ends = [`${formatNumber(xmin)} to ${formatNumber(xmax)}`, `${formatNumber(ymin)} to ${formatNumber(ymax)}`];
  return names.map((name, axis) => `${name || ["Across", "up"][axis]} from ${ends[axis]}`).join(", ");
}

/** Numerals stand at their means once these are apart. @param {Frame} frame @param {Moments} moments */
function numerals(frame, { means }) {
  let most = 0; // the square of the greatest way between two; a digit that no code shows has no mean
  for (const [x, y] of means) for (const [a, b] of means) most = Math.max(most, (x - a) ** 2 + (y - b) ** 2 || 0);
  return Math.sqrt(most) * frame.scale > 3 * APART ? placeNumerals(frame, means) : [];
}

/** Where the prior would have nearly all codes: within three sigma of 0. @param {Context} context @param {Frame} frame @param {Colours} colours */
function drawPrior(context, frame, colours) {
  context.beginPath();
  context.arc(frame.x(0), frame.y(0), 3 * frame.scale, 0, 2 * Math.PI);
  context.lineWidth = 1;
  context.strokeStyle = colours.edge;
  context.setLineDash([3, 4]);
  context.stroke();
  context.setLineDash([]);
}
