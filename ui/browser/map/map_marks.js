// What is marked on a map: the class numerals, and the posterior of a test image.
import { disc, haloStroke, haloText } from "../kit/canvas.js";
import { drawEllipse } from "./map_draw.js";

const NUMERAL = 21; // class numerals stand at least so far apart
const GLASS = 44; // radius of the magnifying glass
const ZOOM = 6.5;
const SMALL = 34; // a two-sigma ellipse smaller than this gets the glass: the ring would hide it

/** @typedef {{long: number, short: number, angle: number}} Ellipse */

/**
 * Where the ten numerals stand: at the class means, pushed apart and kept inside the frame. [[x, y], ...] in CSS pixels.
 * @param {Frame} frame @param {Point[]} means @returns {Point[]}
 */
export function placeNumerals(frame, means) {
  /** @type {Point[]} */
  const at = means.map(([x, y]) => [frame.x(x), frame.y(y)]);
  /** @param {number} v */
  const inside = (v) => Math.min(Math.max(v, 12), frame.width - 12);
  for (let round = 0; round < 60; round++) {
    for (let a = 0; a < 10; a++) {
      for (let b = a + 1; b < 10; b++) {
        const [dx, dy] = [at[b][0] - at[a][0], at[b][1] - at[a][1]];
        const apart = Math.hypot(dx, dy) || 1e-3;
        const push = (NUMERAL - apart) / 2;
        if (!(push > 0)) continue;
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
 * @param {Context} context @param {Frame} frame @param {CodeMap} codes
 * @param {{centre: Point, covariance: [number, number, number]}} posterior @param {string} caption @param {Colours} colours
 */
export function drawPosterior(context, frame, codes, posterior, caption, colours) {
  /** @type {Point} */
  const at = [frame.x(posterior.centre[0]), frame.y(posterior.centre[1])];
  const shape = ellipseOf(posterior.covariance, frame.scale);
  drawEllipse(context, at, shape, 2, colours);
  if (4 * shape.long < SMALL) {
    const centre = glassPlace(frame, ...at);
    drawGlass(context, frame, codes, at, centre, shape, colours);
    drawCaption(context, frame, centre, GLASS, caption, colours);
  } else {
    drawEllipse(context, at, shape, 1, colours, true);
    disc(context, ...at, 2.5, colours.ink);
    drawCaption(context, frame, at, 2 * shape.long, caption, colours);
  }
}

/**
 * @param {Context} context
 * @param {Frame} frame
 * @param {CodeMap} codes
 * @param {Point} at
 * @param {Point} centre
 * @param {Ellipse} shape
 * @param {Colours} colours
 */
function drawGlass(context, frame, codes, at, centre, shape, colours) {
  const zoom = Math.min(ZOOM, (GLASS - 6) / (2 * shape.long));
  tangents(context, at, Math.max(2 * shape.long, 3), centre, colours);
  context.save();
  context.beginPath();
  context.arc(...centre, GLASS, 0, 2 * Math.PI);
  context.fillStyle = colours.page;
  context.fill();
  context.clip();
  glassDots(context, frame, codes, at, centre, zoom, colours);
  for (const times of [2, 1]) drawEllipse(context, centre, shape, times * zoom, colours, true);
  disc(context, ...centre, 2.5, colours.ink);
  context.restore();
  context.beginPath();
  context.arc(...centre, GLASS, 0, 2 * Math.PI);
  context.lineWidth = 1;
  context.strokeStyle = colours.ink;
  context.stroke();
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

// Up and towards the side that has room, so that the hand's own place stays free.
/** @param {Frame} frame @param {number} x @param {number} y @returns {Point} */
function glassPlace(frame, x, y) {
  const side = x > frame.width / 2 ? 1 : -1;
  /** @param {number} v */
  const inside = (v) => Math.min(Math.max(v, GLASS + 8), frame.width - GLASS - 8);
  const cx = inside(x + side * 64);
  return [cx, y > 2 * GLASS + 96 ? inside(y - 96) : inside(y + 96)];
}

/** @param {Context} context @param {Point} from @param {number} r @param {Point} to @param {Colours} colours */
function tangents(context, [x, y], r, [cx, cy], colours) {
  const angle = Math.atan2(cy - y, cx - x);
  const lean = Math.acos((r - GLASS) / Math.hypot(cx - x, cy - y));
  context.beginPath();
  for (const turn of [angle - lean, angle + lean]) {
    context.moveTo(x + r * Math.cos(turn), y + r * Math.sin(turn));
    context.lineTo(cx + GLASS * Math.cos(turn), cy + GLASS * Math.sin(turn));
  }
  haloStroke(context, { stroke: colours.ink, width: 1, halo: colours.page, under: 3 });
}

/**
 * @param {Context} context
 * @param {Frame} frame
 * @param {CodeMap} codes
 * @param {Point} at
 * @param {Point} centre
 * @param {number} zoom
 * @param {Colours} colours
 */
function glassDots(context, frame, codes, [x, y], [cx, cy], zoom, colours) {
  for (let i = 0; i < codes.count; i++) {
    const dx = (frame.x(codes.points[2 * i]) - x) * zoom;
    const dy = (frame.y(codes.points[2 * i + 1]) - y) * zoom;
    if (dx * dx + dy * dy < (GLASS + 3) ** 2) disc(context, cx + dx, cy + dy, 2.5, colours.digits[codes.labels[i]]);
  }
}
