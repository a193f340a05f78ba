// A magnifying glass on a map: a disc beside a place, with what lies there larger, and a bar that says how much larger.
import { disc, haloStroke, haloText } from "../kit/canvas.js";

/** CSS pixels from its middle to its edge. */
export const GLASS = 44;
const LENGTHS = [10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];
const BAR = 26; // CSS pixels, the longest bar

/**
 * @param {Context} context @param {Frame} frame @param {Point} at what is looked at, in CSS pixels @param {number} reach how far about it
 * @param {number} zoom
 * @param {{radius?: number, colours: Colours, paint: (to: (point: Point) => Point) => void}} options paint: what is seen, given where
 *   a point of the map, in CSS pixels, is in the glass
 * @returns {Point} its middle
 */
export function drawGlass(context, frame, at, reach, zoom, { radius = GLASS, colours, paint }) {
  const centre = placeBeside(frame, at, radius);
  tangents(context, at, Math.max(reach, 3), centre, radius, colours);
  context.save();
  context.beginPath();
  context.arc(...centre, radius, 0, 2 * Math.PI);
  context.fillStyle = colours.page;
  context.fill();
  context.clip();
  paint(([x, y]) => [centre[0] + (x - at[0]) * zoom, centre[1] + (y - at[1]) * zoom]);
  context.restore();
  drawBar(context, centre, radius, zoom * frame.scale, colours);
  context.beginPath();
  context.arc(...centre, radius, 0, 2 * Math.PI);
  context.lineWidth = 1;
  context.strokeStyle = colours.ink;
  context.stroke();
  return centre;
}

/** Dots of a map, as the glass shows them. @param {Context} context @param {Frame} frame @param {{points: Numbers, count: number}} dots
 * @param {(point: Point) => Point} to @param {(i: number) => string} colour @param {number} size */
export function glassDots(context, frame, { points, count }, to, colour, size) {
  const [left, top] = to([0, 0]);
  const [right, bottom] = to([frame.width, frame.width]);
  const zoom = [(right - left) / frame.width, (bottom - top) / frame.width];
  for (let i = 0; i < count; i++) {
    disc(context, left + frame.x(points[2 * i]) * zoom[0], top + frame.y(points[2 * i + 1]) * zoom[1], size, colour(i));
  }
}

// Up and towards the side that has room, so that the hand's own place stays free.
/** @param {Frame} frame @param {Point} at @param {number} radius @returns {Point} */
function placeBeside(frame, [x, y], radius) {
  const side = x > frame.width / 2 ? 1 : -1;
  /** @param {number} v */
  const inside = (v) => Math.min(Math.max(v, radius + 8), frame.width - radius - 8);
  const cx = inside(x + side * (radius + 20));
  return [cx, y > 3 * radius + 52 ? inside(y - radius - 52) : inside(y + radius + 52)];
}

/** @param {Context} context @param {Point} from @param {number} r @param {Point} to @param {number} radius @param {Colours} colours */
function tangents(context, [x, y], r, [cx, cy], radius, colours) {
  const angle = Math.atan2(cy - y, cx - x);
  const lean = Math.acos(Math.max(-1, (r - radius) / Math.hypot(cx - x, cy - y)));
  context.beginPath();
  for (const turn of [angle - lean, angle + lean]) {
    context.moveTo(x + r * Math.cos(turn), y + r * Math.sin(turn));
    context.lineTo(cx + radius * Math.cos(turn), cy + radius * Math.sin(turn));
  }
  haloStroke(context, { stroke: colours.ink, width: 1, halo: colours.page, under: 3 });
}

/** @param {Context} context @param {Point} centre @param {number} radius @param {number} unit CSS pixels in the glass @param {Colours} colours */
function drawBar(context, [x, y], radius, unit, colours) {
  const long = LENGTHS.find((length) => length * unit <= BAR);
  if (!long) return;
  const label = String(long);
  context.font = `13px ${colours.font}`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  const [wide, height] = [long * unit, y + radius - 12];
  const left = x - (wide + 4 + context.measureText(label).width) / 2;
  context.beginPath();
  context.moveTo(left, height - 4);
  context.lineTo(left, height);
  context.lineTo(left + wide, height);
  context.lineTo(left + wide, height - 4);
  haloStroke(context, { stroke: colours.ink, width: 1.5, halo: colours.page, under: 5 });
  haloText(context, label, left + wide + 4, height - 2, { fill: colours.ink, halo: colours.page });
}
