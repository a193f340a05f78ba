// How an interpolation is drawn on its map: the test codes as dots, the ways between codes, letters at their ends, the axes' names.
import { disc, haloText } from "../kit/canvas.js";
import { drawAxes, drawFewDots } from "../map/map_draw.js";
import { span } from "../model/extent.js";
import { formatNumber } from "../model/numbers.js";

const HEAD = 9; // pixels of an arrow's head

/**
 * @typedef {{line: Point[], solid: boolean, arrow?: boolean}} Way
 * @typedef {{lines: Way[], names: {name: string, at: Point, from: Point}[]}} Picture names: letters at points of the map,
 *   each on the side that is not towards `from`
 */

/**
 * @param {Context} on @param {Frame} frame
 * @param {{codes: Codes, extent: Extent, picture: Picture, isolated: Set<number>}} shown extent: the part of the map that is seen
 * @param {Colours} colours
 */
export function drawPicture(on, frame, { codes, extent, picture, isolated }, colours) {
  drawAxes(on, frame, colours);
  drawFewDots(on, frame, codes, extent, colours, isolated);
  /** @param {Point} at @returns {Point} */
  const onMap = ([x, y]) => [frame.x(x), frame.y(y)];
  const places = picture.names.map(({ at }) => onMap(at));
  drawNames(on, frame.width, codes, extent, places, colours);
  for (const solid of [false, true]) {
    for (const way of picture.lines) if (way.solid === solid) drawWay(on, way, frame, colours);
  }
  on.font = `600 14px ${colours.font}`;
  on.textBaseline = "middle";
  on.textAlign = "center";
  picture.names.forEach(({ name, from }, k) => drawLetter(on, frame.width, name, places[k], onMap(from), colours));
}

// A point and its letter, which stands beyond it, inside the frame.
/**
 * @param {Context} on @param {number} width @param {string} name @param {Point} at @param {Point} from @param {Colours} colours
 */
function drawLetter(on, width, name, [x, y], [fromX, fromY], colours) {
  disc(on, x, y, 4, colours.ink);
  const apart = Math.hypot(x - fromX, y - fromY) || 1;
  /** @param {number} v */
  const keep = (v) => Math.min(Math.max(v, 10), width - 10);
  haloText(on, name, keep(x + (14 * (x - fromX)) / apart), keep(y + (14 * (y - fromY)) / apart), {
    fill: colours.ink,
    halo: colours.page,
  });
}

// The names of the axes at the right edge, and how far the map is enlarged at the left, but out of the way of the letters.
/**
 * @param {Context} on @param {number} width @param {Codes} codes @param {Extent} extent @param {Point[]} letters
 * @param {Colours} colours
 */
function drawNames(on, width, codes, extent, letters, colours) {
  on.font = `13px ${colours.font}`;
  on.textBaseline = "middle";
  const [top, bottom] = [11, width - 11];
  /** @param {string} text @param {boolean} right @param {number} y */
  const free = (text, right, y) =>
    !letters.some(([x, at]) => Math.abs(at - y) < 24 && (right ? width - x : x) < on.measureText(text).width + 20);
  /** @param {string} text @param {...[right: boolean, y: number]} places */
  const write = (text, ...places) => {
    const [right, y] = places.find((place) => free(text, ...place)) ?? places[0];
    on.textAlign = right ? "right" : "left";
    haloText(on, text, right ? width - 6 : 6, y, { fill: colours.ink2, halo: colours.page, width: 6 });
    return right;
  };
  const above = write(codes.axes[1], [true, top], [false, top]);
  const below = write(codes.axes[0], [true, bottom], [false, bottom]);
  if (extent === codes.extent) return;
  const times = formatNumber(span(codes.extent) / (extent.xmax - extent.xmin), 1);
  write(`\u00d7${times}`, [!above, top], [!below, bottom]);
}

/** @param {Context} context @param {Way} way @param {Frame} frame @param {Colours} colours */
function drawWay(context, { line, solid, arrow }, frame, colours) {
  const width = solid ? 2 : 1;
  context.lineJoin = "round";
  const strokes = [
    { stroke: colours.page, thick: width + 3, pattern: [] },
    { stroke: colours.ink, thick: width, pattern: solid ? [] : [3, 3] },
  ];
  for (const { stroke, thick, pattern } of strokes) {
    context.beginPath();
    for (const [x, y] of line) context.lineTo(frame.x(x), frame.y(y));
    context.setLineDash(pattern);
    context.strokeStyle = stroke;
    context.lineWidth = thick;
    context.stroke();
  }
  context.setLineDash([]);
  if (!arrow) return;
  const [from, to] = line.slice(-2);
  drawHead(context, [frame.x(from[0]), frame.y(from[1])], [frame.x(to[0]), frame.y(to[1])], colours);
}

/** @param {Context} context @param {Point} from @param {Point} to @param {Colours} colours */
function drawHead(context, [x, y], [toX, toY], colours) {
  if (Math.hypot(toX - x, toY - y) < 2 * HEAD) return;
  const angle = Math.atan2(toY - y, toX - x);
  context.beginPath();
  context.moveTo(toX, toY);
  for (const side of [-0.4, 0.4]) context.lineTo(toX - HEAD * Math.cos(angle + side), toY - HEAD * Math.sin(angle + side));
  context.fillStyle = colours.ink;
  context.fill();
}
