// Where on the whole map of test codes a digit was put: the mean and, in true size, the posterior around it.
import { element } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { haloStroke } from "../kit/canvas.js";
import { stackedCanvas } from "../kit/stack.js";
import { drawAxes, drawCrosshair, drawFewDots, mapFrame } from "../map/map_draw.js";
import { drawNumerals, placeNumerals } from "../map/map_marks.js";
import { SPAN } from "./plane.js";

const LEAST = 10; // CSS pixels: a smaller window could not be found

/**
 * @param {import("../model/codes.js").Codes} codes of a run with a code of two numbers
 * @returns {import("./plane.js").Placed} a posterior is placed on it or, with sigma null, a point
 */
export function codeMap(codes) {
  const surface = element("div", {
    class: "surface code-map",
    role: "img",
    "aria-label": "Map of the test codes",
    "data-testid": "code-map",
  });
  let mean = [0, 0];
  /** @type {number[] | null} */
  let sigma = null;

  /** @type {import("../kit/stack.js").Still<Frame>} */
  function still(on, { width, colours }) {
    const frame = mapFrame(codes.extent, width);
    drawAxes(on, frame, colours);
    drawFewDots(on, frame, codes, codes.extent, colours);
    drawNumerals(on, placeNumerals(frame, codes.means), colours);
    return frame;
  }

  /** @type {import("../kit/stack.js").Moving<Frame>} */
  function moving(context, frame, { width, colours }) {
    const [x, y] = [frame.x(mean[0]), frame.y(mean[1])];
    drawCrosshair(context, width, x, y, colours.ink);
    // the window that the plane beside it shows
    const half = sigma ? Math.max(SPAN * Math.max(...sigma) * frame.scale, LEAST / 2) : LEAST / 2;
    context.beginPath();
    context.rect(x - half, y - half, 2 * half, 2 * half);
    haloStroke(context, { stroke: colours.ink, width: 2, halo: colours.page, under: 5 });
    if (!sigma) return;
    context.beginPath();
    context.ellipse(
      x,
      y,
      Math.max(2 * sigma[0] * frame.scale, 0.75),
      Math.max(2 * sigma[1] * frame.scale, 0.75),
      0,
      0,
      2 * Math.PI,
    );
    context.fillStyle = colours.ink;
    context.fill();
  }

  const stack = stackedCanvas(surface, { still, moving });
  return {
    element: surface,
    repaint: stack.paint,
    destroy: stack.destroy,
    place(nextMean, nextSigma) {
      [mean, sigma] = [nextMean, nextSigma];
      stack.move();
    },
    describe() {
      surface.setAttribute(
        "aria-label",
        `Map of the test codes; this digit is at ${mean.map((v) => formatNumber(v, 2)).join(", ")}`,
      );
    },
  };
}
