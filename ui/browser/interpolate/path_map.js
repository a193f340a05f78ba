// The small map of an interpolation: the test codes as dots, what is drawn over them, such as the straight line and the arc
// between two ends, and the ring where the hand is.
import { element } from "../kit/kit.js";
import { drawRing } from "../kit/canvas.js";
import { stackedCanvas } from "../kit/stack.js";
import { mapFrame } from "../map/map_draw.js";
import { extentOf, holds, span } from "../model/extent.js";
import { PATHS } from "../model/path.js";
import { drawPicture } from "./path_draw.js";

const STEPS = 48; // pieces of a drawn arc
const SMALLEST = 0.2; // of the whole map: shorter paths are looked at from closer

/** @typedef {import("./path_draw.js").Picture} Picture */

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
  /** @type {Picture} */
  let picture;
  /** @type {Extent | null} */
  let extent = null;
  /** @type {Point | null} */
  let now = null;
  /** @type {Set<number>} */
  let isolated = new Set();

  const stack = stackedCanvas(surface, {
    still(on, { width, colours }) {
      if (!extent) return null;
      const frame = mapFrame(extent, width, false);
      drawPicture(on, frame, { codes, extent, picture, isolated }, colours);
      return frame;
    },
    moving(on, frame, { colours }) {
      if (now) drawRing(on, frame.x(now[0]), frame.y(now[1]), colours);
    },
  });

  /** @param {boolean} still */
  function paint(still) {
    if (!codes || !picture) return;
    const path = extentOf(picture.lines.flatMap(({ line }) => line));
    if (!(still && extent && holds(extent, path))) {
      extent = needsCloserLook(codes.extent, path) ? squareAbout(path) : codes.extent;
    }
    stack.paint();
  }

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

// A plain autoencoder's codes lie anywhere: most paths are a speck on its whole map, and some ends lie outside of it.
/** @param {Extent} whole @param {Extent} path */
const needsCloserLook = (whole, path) => !holds(whole, path) || span(path) < SMALLEST * span(whole);

/** @param {Extent} extent */
function squareAbout(extent) {
  const half = 0.75 * (span(extent) || 1);
  const [x, y] = [(extent.xmin + extent.xmax) / 2, (extent.ymin + extent.ymax) / 2];
  return { xmin: x - half, xmax: x + half, ymin: y - half, ymax: y + half };
}
