// The small map of an interpolation: the test codes as dots, what is drawn over them, such as the straight line and the arc
// between two ends, and the ring where the hand is.
import { element } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { drawRing, haloText } from "../kit/canvas.js";
import { stackedCanvas } from "../kit/stack.js";
import { drawAxes, drawDots, mapFrame } from "../map/map_draw.js";
import { dotsThatFit, extentOf, holds, span } from "../model/extent.js";
import { PATHS } from "../model/path.js";

const STEPS = 48; // pieces of a drawn arc
const HEAD = 9; // pixels of an arrow's head
const FEW = 2000; // dots that a map of this size can hold apart
const SMALLEST = 0.2; // of the whole map: shorter paths are looked at from closer

/**
 * @typedef {{line: Point[], solid: boolean, arrow?: boolean}} Way
 * @typedef {{lines: Way[], names: {name: string, at: Point, from: Point}[]}} Picture names: letters at points of the map,
 *   each on the side that is not towards `from`
 */

/**
 * @param {{run: string, testid: string}} options
 * @returns show: a picture, `still` in the frame as it is where that holds it; hand: at every frame
 */
export function pathMap({ run, testid }) {
  const label = `Path on the map of the codes of ${run}`;
  const surface = element("div", {
    class: "surface ip-map",
    role: "img",
    "aria-label": label,
    "data-testid": testid,
    "data-run": run,
  });
  /** @type {Codes} */
  let codes;
  /** @type {Frame} */
  let frame;
  /** @type {Colours} */
  let colours;
  /** @type {Picture} */
  let picture;
  /** @type {Extent} */
  let extent;
  /** @type {Point | null} */
  let now = null;
  /** @type {Set<number>} */
  let isolated = new Set();
  let [width, near] = [0, false];

  /** @param {boolean} still */
  function aim(still) {
    if (!codes || !picture) return;
    const path = extentOf(picture.lines.flatMap(({ line }) => line));
    if (!(still && extent && holds(extent, path))) {
      near = needsCloserLook(codes.extent, path);
      extent = near ? squareAbout(path) : codes.extent;
    }
  }

  /** @type {import("../kit/stack.js").Still<Frame>} */
  function still(on, box) {
    if (!extent) return null;
    ({ width, colours } = box);
    frame = mapFrame(extent, width);
    drawAxes(on, frame, colours);
    drawDots(on, frame, { ...codes, count: dotsThatFit(codes, extent, FEW) }, isolated, colours);
    const places = picture.names.map(({ at }) => onMap(at));
    mark(on, places);
    for (const solid of [false, true]) {
      for (const way of picture.lines) if (way.solid === solid) drawWay(on, way, frame, colours);
    }
    on.font = `600 14px ${colours.font}`;
    on.textBaseline = "middle";
    on.textAlign = "center";
    picture.names.forEach(({ name, from }, k) => {
      const [[x, y], [ox, oy]] = [places[k], onMap(from)];
      on.beginPath();
      on.arc(x, y, 4, 0, 2 * Math.PI);
      on.fillStyle = colours.ink;
      on.fill();
      const apart = Math.hypot(x - ox, y - oy) || 1;
      /** @param {number} v */
      const keep = (v) => Math.min(Math.max(v, 10), width - 10); // the letter stands beyond its point, inside the frame
      haloText(on, name, keep(x + (14 * (x - ox)) / apart), keep(y + (14 * (y - oy)) / apart), {
        fill: colours.ink,
        halo: colours.page,
      });
    });
    return frame;
  }

  /** @param {Point} at @returns {Point} */
  const onMap = ([x, y]) => [frame.x(x), frame.y(y)];

  // The names of the axes at the right edge, and how far the map is enlarged at the left, but out of the way of the letters.
  /** @param {Context} on @param {Point[]} named */
  function mark(on, named) {
    on.font = `13px ${colours.font}`;
    on.textBaseline = "middle";
    const [top, bottom] = [11, width - 11];
    /** @param {string} text @param {boolean} right @param {number} y */
    const free = (text, right, y) =>
      !named.some(([x, at]) => Math.abs(at - y) < 24 && (right ? width - x : x) < on.measureText(text).width + 20);
    /** @param {string} text @param {...[right: boolean, y: number]} places */
    const write = (text, ...places) => {
      const [right, y] = places.find((place) => free(text, ...place)) ?? places[0];
      on.textAlign = right ? "right" : "left";
      haloText(on, text, right ? width - 6 : 6, y, { fill: colours.ink2, halo: colours.page, width: 6 });
      return right;
    };
    const above = write(codes.axes[1], [true, top], [false, top]);
    const below = write(codes.axes[0], [true, bottom], [false, bottom]);
    if (near)
      write(
        `\u00d7${formatNumber(span(codes.extent) / (frame.valueX(width) - frame.valueX(0)), 1)}`,
        [!above, top],
        [!below, bottom],
      );
  }

  /** @param {Context} context */
  function moving(context) {
    if (now) drawRing(context, frame.x(now[0]), frame.y(now[1]), colours);
  }

  const stack = stackedCanvas(surface, { still, moving });
  /** @param {boolean} still */
  const paint = (still) => {
    aim(still);
    stack.paint();
  };

  return {
    element: surface,
    paint: () => paint(false),
    /** @param {Codes} loaded */
    arm: (loaded) => void (codes = loaded),
    /** @param {Picture} drawn @param {boolean} still */
    show(drawn, still) {
      picture = drawn;
      paint(still);
    },
    /** @param {Numbers} z */
    hand(z) {
      now = codes.toMap(z);
      stack.move();
    },
    /** @param {Set<number>} chosen */
    look(chosen) {
      isolated = chosen;
      stack.paintStill();
    },
    /** @param {string} text */
    describe: (text) => surface.setAttribute("aria-label", `${label}: ${text}`),
    destroy: stack.destroy,
  };
}

/**
 * What a map shows of the two ways between two codes: the one that is taken, of kind "lerp" or "slerp", and the other.
 * @param {Codes} codes @param {Numbers} a @param {Numbers} b @param {string} kind @returns {Picture}
 */
export function pathPicture(codes, a, b, kind) {
  const z = new Float32Array(codes.size);
  /** @param {typeof PATHS.lerp} way */
  const line = (way) => Array.from({ length: STEPS + 1 }, (_, k) => codes.toMap(way(a, b, k / STEPS, z)));
  const [start, end] = [codes.toMap(a), codes.toMap(b)];
  return {
    lines: Object.entries(PATHS).map(([name, way]) => ({ line: line(way), solid: name === kind })),
    names: [
      { name: "A", at: start, from: end },
      { name: "B", at: end, from: start },
    ],
  };
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

// A plain autoencoder's codes lie anywhere: most paths are a speck on its whole map, and some ends lie outside of it.
/** @param {Extent} whole @param {Extent} path */
const needsCloserLook = (whole, path) => !holds(whole, path) || span(path) < SMALLEST * span(whole);

/** @param {Extent} extent */
function squareAbout(extent) {
  const half = 0.75 * (span(extent) || 1);
  const [x, y] = [(extent.xmin + extent.xmax) / 2, (extent.ymin + extent.ymax) / 2];
  return { xmin: x - half, xmax: x + half, ymin: y - half, ymax: y + half };
}
