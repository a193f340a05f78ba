// The codes of the digits watched, where the model that learns has them now, and the hand's ring among them.
import { drawRing } from "../kit/canvas.js";
import { element, onDrag, onNudge } from "../kit/kit.js";
import { stackedCanvas } from "../kit/stack.js";
import { drawAxes, drawDots, drawTicks, mapFrame } from "../map/map_draw.js";
import { holding, squareExtent } from "../model/extent.js";

const OUTSIDE = 0.004; // share of the codes left out of sight at each end of an axis
const WIDER = 4; // times: so much may the map grow for the ring to be in sight

/** @typedef {{points: Float32Array, labels: Uint8Array, count: number}} Dots */

/**
 * @param {View} view its `z` is where the ring is
 * @returns {{element: HTMLElement, show: (dots: Dots, axes: string[]) => void, move: () => void, repaint: () => void,
 *   describe: (words: string) => void, destroy: () => void}}
 */
export function liveMap(view) {
  const surface = element("div", {
    class: "surface learn-map",
    tabindex: 0,
    role: "application",
    "aria-roledescription": "map of codes",
    "aria-label": "Map of the codes",
    "data-testid": "train-map",
  });
  /** @type {Dots} */
  let dots = { points: new Float32Array(0), labels: new Uint8Array(0), count: 0 };
  let names = ["", ""];
  /** @type {Extent} */
  let extent = { xmin: -3, xmax: 3, ymin: -3, ymax: 3 };
  /** @type {Frame} */
  let frame;
  let held = false;

  /** @type {import("../kit/stack.js").Still<Frame>} */
  function still(on, { width, colours }) {
    frame = mapFrame(extent, width);
    drawAxes(on, frame, colours);
    drawDots(on, frame, dots, colours);
    drawTicks(on, frame, names, colours);
    return frame;
  }

  const stack = stackedCanvas(surface, {
    still,
    moving: (context, now, { colours }) => drawRing(context, now.x(view.now.z[0]), now.y(view.now.z[1]), colours),
  });
  /** @param {number} x @param {number} y */
  const go = (x, y) => {
    view.move({ z: [frame.valueX(x), frame.valueY(y)] });
    stack.move();
  };
  const release = () => {
    held = false;
    view.release();
  };
  onDrag(surface, { start: (x, y) => ((held = true), go(x, y)), move: go, end: release });
  onNudge(
    surface,
    (dx, dy) => {
      const step = (extent.xmax - extent.xmin) / 100;
      view.move({ z: [view.now.z[0] + dx * step, view.now.z[1] + dy * step] });
      stack.move();
    },
    release,
  );

  return {
    element: surface,
    show(shown, axes) {
      [dots, names] = [shown, axes];
      const wanted = squareExtent(dots.points, OUTSIDE);
      if (!held) extent = holding(wanted, [view.now.z[0], view.now.z[1]], WIDER); // under a hand that is down the map stands still
      stack.paintStill();
    },
    move: stack.move,
    repaint: stack.paint,
    describe: (words) => surface.setAttribute("aria-label", words),
    destroy: stack.destroy,
  };
}
