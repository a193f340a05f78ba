// How a map of codes looks: pure painting on a 2-D context in CSS pixels. A `frame` is {width, x(value), y(value)}.
import { formatNumber, ticks } from "./kit.js";
import { haloText } from "./canvas.js";

const NUMERAL = 21; // class numerals stand at least so far apart
const GLASS = 44; // radius of the magnifying glass
const ZOOM = 6.5;
const SMALL = 34; // a two-sigma ellipse smaller than this gets the glass: the ring would hide it

/** The frame of a square map: where values of the extent fall on `width` CSS pixels, and back. */
export function mapFrame({ xmin, xmax, ymin, ymax }, width) {
  const scale = width / (xmax - xmin);
  return {
    width,
    scale,
    x: (value) => (value - xmin) * scale,
    y: (value) => (ymax - value) * scale,
    valueX: (px) => xmin + px / scale,
    valueY: (px) => ymax - px / scale,
    ticksX: ticks(xmin, xmax, 6),
    ticksY: ticks(ymin, ymax, 6),
  };
}

/** The two axes as hairlines at 0. */
export function drawAxes(context, frame, colours) {
  context.fillStyle = colours.grid;
  context.fillRect(Math.round(frame.x(0)), 0, 1, frame.width);
  context.fillRect(0, Math.round(frame.y(0)), frame.width, 1);
}

/** Ticks inside the right and bottom edges, and the axes' names at their ends. */
export function drawTicks(context, frame, names, colours) {
  const end = frame.width - 8;
  const halo = { fill: colours.ink2, halo: colours.page };
  context.font = `13px ${colours.font}`;
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
 * @param {Set<number>} isolated empty for all
 */
export function drawDots(context, frame, codes, isolated, colours, { onlyIsolated = false } = {}) {
  const radius = frame.width < 360 ? 1.5 : 1.8;
  const dot = (i) => {
    context.beginPath();
    context.arc(frame.x(codes.points[2 * i]), frame.y(codes.points[2 * i + 1]), radius, 0, 2 * Math.PI);
    context.fill();
  };
  context.fillStyle = colours.muted;
  if (isolated.size && !onlyIsolated) for (let i = 0; i < codes.count; i++) if (!isolated.has(codes.labels[i])) dot(i);
  for (let i = 0; i < codes.count; i++) {
    const digit = codes.labels[i];
    if (isolated.size ? !isolated.has(digit) : onlyIsolated) continue;
    context.fillStyle = colours.digits[digit];
    dot(i);
  }
}

/** Where the ten numerals stand: at the class means, pushed apart and kept inside the frame. [[x, y], ...] in CSS pixels. */
export function placeNumerals(frame, means) {
  const at = means.map(([x, y]) => [frame.x(x), frame.y(y)]);
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

/** The class numerals, ringed in their colour: they back the colours up for eyes that cannot part them. */
export function drawNumerals(context, places, isolated, colours) {
  context.font = `600 14px ${colours.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  places.forEach(([x, y], digit) => {
    if (!Number.isFinite(x)) return; // a digit that no test image shows has no mean
    const plain = isolated.size && !isolated.has(digit);
    context.beginPath();
    context.arc(x, y, 9, 0, 2 * Math.PI);
    context.fillStyle = colours.page;
    context.fill();
    context.lineWidth = 2;
    context.strokeStyle = plain ? colours.muted : colours.digits[digit];
    context.stroke();
    context.fillStyle = plain ? colours.ink2 : colours.ink;
    context.fillText(digit, x, y + 1);
  });
}

/** The crosshair of the hand or of a peek: 1 px lines across the map at 55 %. */
export function drawCrosshair(context, frame, x, y, colours) {
  context.globalAlpha = 0.55;
  context.fillStyle = colours.accent;
  context.fillRect(Math.round(x), 0, 1, frame.width);
  context.fillRect(0, Math.round(y), frame.width, 1);
  context.globalAlpha = 1;
}

/** A peek: where the hovering pointer looks, while the ring keeps the placed code. */
export function drawPeek(context, x, y, colours) {
  for (const [width, colour] of [[5, colours.page], [2, colours.accent]]) {
    context.beginPath();
    context.arc(x, y, 6, 0, 2 * Math.PI);
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  }
}

/**
 * The posterior of a test image: its two-sigma ellipse in true size, and where that is too small to see, a glass beside it
 * with one and two sigma and the neighbouring codes.
 * @param {{centre: number[], covariance: number[]}} posterior @param {string} caption
 */
export function drawPosterior(context, frame, codes, posterior, caption, colours) {
  const [x, y] = [frame.x(posterior.centre[0]), frame.y(posterior.centre[1])];
  const shape = ellipseOf(posterior.covariance, frame.scale);
  const outline = (cx, cy, sigmas, zoom, fill) => {
    context.beginPath();
    context.ellipse(cx, cy, sigmas * shape.long * zoom, sigmas * shape.short * zoom, shape.angle, 0, 2 * Math.PI);
    if (fill) {
      context.globalAlpha = 0.1;
      context.fillStyle = colours.ink;
      context.fill();
      context.globalAlpha = 1;
    }
    context.lineWidth = 1.25;
    context.strokeStyle = colours.ink;
    context.stroke();
  };
  outline(x, y, 2, 1);
  let [cx, cy] = [x, y];
  let top = y - 2 * shape.long - 8;
  if (4 * shape.long < SMALL) {
    [cx, cy] = glassPlace(frame, x, y);
    tangents(context, x, y, Math.max(2 * shape.long, 3), cx, cy, colours);
    context.save();
    context.beginPath();
    context.arc(cx, cy, GLASS, 0, 2 * Math.PI);
    context.fillStyle = colours.page;
    context.fill();
    context.clip();
    const zoom = Math.min(ZOOM, (GLASS - 6) / (2 * shape.long));
    glassDots(context, frame, codes, [x, y], [cx, cy], zoom, colours);
    outline(cx, cy, 2, zoom, true);
    outline(cx, cy, 1, zoom, true);
    context.restore();
    context.beginPath();
    context.arc(cx, cy, GLASS, 0, 2 * Math.PI);
    context.lineWidth = 1;
    context.strokeStyle = colours.ink;
    context.stroke();
    top = cy - GLASS - 8;
  } else {
    outline(x, y, 1, 1, true);
  }
  disc(context, cx, cy, 2.5, colours.ink);
  if (top < 30) top = cy + (cy === y ? 2 * shape.long : GLASS) + 34; // no room above
  context.font = `600 13px ${colours.font}`;
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  const half = context.measureText(caption).width / 2 + 6;
  const middle = Math.min(Math.max(cx, half), frame.width - half);
  haloText(context, "posterior of", middle, top - 16, { fill: colours.ink, halo: colours.page });
  haloText(context, caption, middle, top, { fill: colours.ink, halo: colours.page });
}

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
function glassPlace(frame, x, y) {
  const side = x > frame.width / 2 ? 1 : -1;
  const inside = (v) => Math.min(Math.max(v, GLASS + 8), frame.width - GLASS - 8);
  const cx = inside(x + side * 64);
  return [cx, y > 2 * GLASS + 96 ? inside(y - 96) : inside(y + 96)];
}

function tangents(context, x, y, r, cx, cy, colours) {
  const angle = Math.atan2(cy - y, cx - x);
  const lean = Math.acos((r - GLASS) / Math.hypot(cx - x, cy - y));
  context.beginPath();
  for (const turn of [angle - lean, angle + lean]) {
    context.moveTo(x + r * Math.cos(turn), y + r * Math.sin(turn));
    context.lineTo(cx + GLASS * Math.cos(turn), cy + GLASS * Math.sin(turn));
  }
  for (const [width, colour] of [[3, colours.page], [1, colours.ink]]) {
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  }
}

function glassDots(context, frame, codes, [x, y], [cx, cy], zoom, colours) {
  for (let i = 0; i < codes.count; i++) {
    const dx = (frame.x(codes.points[2 * i]) - x) * zoom;
    const dy = (frame.y(codes.points[2 * i + 1]) - y) * zoom;
    if (dx * dx + dy * dy < (GLASS + 3) ** 2) disc(context, cx + dx, cy + dy, 2.5, colours.digits[codes.labels[i]]);
  }
}

function disc(context, x, y, radius, colour) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
}
