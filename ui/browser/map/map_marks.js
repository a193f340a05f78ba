// What is marked on a map: the class numerals, and the posterior of a test image.
import { disc, haloText } from "../kit/canvas.js";
import { drawGlass, glassDots, GLASS } from "./glass.js";
import { drawEllipse } from "./map_draw.js";

const NUMERAL = 21; // class numerals stand at least so far apart
const ZOOM = 6.5; // of the glass, at most
const SMALL = 60; // a two-sigma ellipse smaller than this, twice the ring, gets the glass: the ring would hide what is narrow of it

/**
 * @typedef {{long: number, short: number, angle: number}} Ellipse one sigma, CSS pixels
 * @typedef {{centre: Point, covariance: [number, number, number]}} Posterior on the map
 */

/**
 * Where the ten numerals stand: at the class means, pushed apart and kept inside the frame. [[x, y], ...] in CSS pixels.
 * @param {Frame} frame @param {Point[]} means @returns {Point[]}
 */
export function placeNumerals(frame, means) {
  /** @type {Point[]} */
  const at = means.map(([x, y]) => [frame.x(x), frame.y(y)]);
  /** @param {number} v */
  const inside = (v) => Math.min(Math.max(v, 12), frame.width - 12);
  let pushed = true;
  for (let round = 0; pushed && round < 60; round++) {
    pushed = false;
    for (let a = 0; a < 10; a++) {
      for (let b = a + 1; b < 10; b++) {
        const [dx, dy] = [at[b][0] - at[a][0], at[b][1] - at[a][1]];
        const apart = Math.hypot(dx, dy) || 1e-3;
        const push = (NUMERAL - apart) / 2;
        if (!(push > 0)) continue;
        pushed = true;
        at[a] = [inside(at[a][0] - (push * dx) / apart), inside(at[a][1] - (push * dy) / apart)];
        at[b] = [inside(at[b][0] + (push * dx) / apart), inside(at[b][1] + (push * dy) / apart)];
      }
    }
  }
  return at;
}

/**
 * The class numerals, ringed in their colour: they back the colours up for eyes that cannot part them.
 * @param {Context} context @param {Point[]} places @param {Colours} colours @param {Set<number>} [isolated]
 */
export function drawNumerals(context, places, colours, isolated = new Set()) {
  context.font = `600 14px ${colours.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  places.forEach(([x, y], digit) => {
    if (!Number.isFinite(x)) return; // a digit that no test image shows has no mean
    const plain = isolated.size && !isolated.has(digit);
    disc(context, x, y, 9, colours.page);
    context.lineWidth = 2;
    context.strokeStyle = plain ? colours.muted : colours.digits[digit];
    context.stroke();
    context.fillStyle = plain ? colours.ink2 : colours.ink;
    context.fillText(String(digit), x, y + 1);
  });
}

/**
 * The posterior of a test image: its two-sigma ellipse in true size, and where that is too small to see, a glass beside it
 * with one and two sigma and the neighbouring codes.
 * @param {Context} context @param {Frame} frame @param {CodeMap} codes @param {Posterior} posterior
 * @param {{caption: string, glass: number}} options glass: CSS pixels of a unit in it, as `glassScale` has it
 * @param {Colours} colours
 */
export function drawPosterior(context, frame, codes, posterior, { caption, glass }, colours) {
  /** @type {Point} */
  const at = [frame.x(posterior.centre[0]), frame.y(posterior.centre[1])];
  const shape = ellipseOf(posterior.covariance, frame.scale);
  drawEllipse(context, at, shape, 2, colours);
  if (4 * shape.long < SMALL) {
    const zoom = glass / frame.scale;
    const centre = drawGlass(context, frame, at, 2 * shape.long, zoom, {
      colours,
      paint(to) {
        glassDots(context, frame, codes, to, (i) => colours.digits[codes.labels[i]], 2.5);
        for (const times of [2, 1]) drawEllipse(context, to(at), shape, times * zoom, colours, true);
        disc(context, ...to(at), 2.5, colours.ink);
      },
    });
    drawCaption(context, frame, centre, GLASS, caption, colours);
  } else {
    drawEllipse(context, at, shape, 1, colours, true);
    disc(context, ...at, 2.5, colours.ink);
    drawCaption(context, frame, at, 2 * shape.long, caption, colours);
  }
}

/**
 * The most that the glass may magnify for a posterior to be whole in it: CSS pixels of a unit in the glass, Infinity where the map
 * shows the posterior in true size. Maps beside each other take the least of theirs, so that their glasses can be compared.
 * @param {number} scale CSS pixels of a unit on the map @param {Posterior} posterior
 */
export function glassScale(scale, { covariance }) {
  const { long } = ellipseOf(covariance, scale);
  return 4 * long < SMALL ? Math.min(ZOOM, (GLASS - 6) / (2 * long)) * scale : Infinity;
}

// Two lines above, or below where there is no room, and never over the frame's sides.
/**
 * @param {Context} context
 * @param {Frame} frame
 * @param {Point} at
 * @param {number} reach
 * @param {string} caption
 * @param {Colours} colours
 */
function drawCaption(context, frame, [x, y], reach, caption, colours) {
  const above = y - reach - 8;
  const bottom = above < 30 ? y + reach + 34 : above;
  context.font = `600 13px ${colours.font}`;
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  const half = context.measureText(caption).width / 2 + 6;
  const middle = Math.min(Math.max(x, half), frame.width - half);
  haloText(context, "posterior of", middle, bottom - 16, { fill: colours.ink, halo: colours.page });
  haloText(context, caption, middle, bottom, { fill: colours.ink, halo: colours.page });
}

/** @param {[number, number, number]} covariance @param {number} scale @returns {Ellipse} */
function ellipseOf([xx, xy, yy], scale) {
  const middle = (xx + yy) / 2;
  const spread = Math.hypot((xx - yy) / 2, xy);
  return {
    long: scale * Math.sqrt(middle + spread),
    short: scale * Math.sqrt(Math.max(middle - spread, 0)),
    angle: -0.5 * Math.atan2(2 * xy, xx - yy), // the screen's y points down
  };
}
