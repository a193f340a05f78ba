// One draw of two numbers on a plane: the circles of N(0, I) for epsilon, and the same picture moved by mu and stretched by
// sigma for z. Both are the same surface with another centre and another scale, and both can be dragged.
import { element, onDrag, onNudge } from "../kit/kit.js";
import { formatNumber, ticks } from "../model/numbers.js";
import { disc, drawRing, haloText } from "../kit/canvas.js";
import { stackedCanvas } from "../kit/stack.js";
import { drawEllipse, drawTicks, mapFrame } from "../map/map_draw.js";

/** Sigmas from the middle to an edge, along the wider axis. */
export const SPAN = 3.3;
const REACH = 3; // sigmas the hand can go to
const STEP = 0.05; // of an arrow key
const TICKS = 3;
const SHARES = [1, 2].map((sigmas) => ({ sigmas, share: 1 - Math.exp(-(sigmas ** 2) / 2) })); // of draws inside, in two dimensions

/**
 * A surface on which the posterior of a digit is placed.
 * @typedef {{element: HTMLElement, place: (mean: number[], sigma: number[] | null) => void, repaint: () => void,
 *   describe: () => void, destroy: () => void}} Placed
 * @typedef {{mean: number[], sigma: number[]}} Gaussian
 * @typedef {{ghosts: Float32Array, codes?: Codes, shares?: boolean, axes: string[]}} Shown what is drawn on a plane beside the
 *   draw: ghosts: draws of epsilon in pairs, as faint dots; codes: test codes where they fall into the window; shares: whether
 *   each circle says how many draws it holds
 * @typedef {ReturnType<typeof viewOf>} PlaneView
 */

/**
 * @param {{testid: string, name: string, move: (epsilon: Point) => void, released: () => void} & Shown} options
 * @returns {Placed & {hand: (epsilon: number[]) => void}} hand: at every move
 */
export function plane({ testid, name, move, released, ...shown }) {
  const surface = element("div", {
    class: "surface plane",
    tabindex: 0,
    role: "application",
    "aria-roledescription": "two-dimensional slider",
    "data-testid": testid,
  });
  /** @type {Gaussian} */
  let gaussian = { mean: [0, 0], sigma: [1, 1] };
  let epsilon = [0, 0];
  /** @type {PlaneView | null} */
  let view = null;

  /** @param {number} x @param {number} y */
  const drag = (x, y) => view && move(view.epsilonAt(x, y));
  onDrag(surface, { start: drag, move: drag, end: released });
  onNudge(surface, (dx, dy) => move([clamp(epsilon[0] + STEP * dx), clamp(epsilon[1] + STEP * dy)]), released);

  const stack = stackedCanvas(surface, {
    still(on, { width, colours }) {
      view = viewOf(gaussian, width);
      drawPlane(on, view, gaussian, shown, colours);
      return view;
    },
    moving: (on, { screen }, { colours }) => drawDraw(on, screen, epsilon, colours),
  });
  return {
    element: surface,
    repaint: stack.paint,
    destroy: stack.destroy,
    place(mean, sigma) {
      gaussian = { mean, sigma: sigma ?? gaussian.sigma };
      stack.paintStill();
    },
    hand(next) {
      epsilon = next;
      stack.move();
    },
    describe() {
      const numbers = epsilon.map((e, j) => formatNumber(gaussian.mean[j] + gaussian.sigma[j] * e, 4)).join(", ");
      surface.setAttribute("aria-label", `${name}: ${numbers}. Arrow keys move epsilon.`);
    },
  };
}

/** @param {number} v */
function clamp(v) {
  return Math.min(Math.max(v, -REACH), REACH);
}

/** The window about a Gaussian. @param {Gaussian} gaussian @param {number} width CSS pixels */
function viewOf({ mean, sigma }, width) {
  const half = SPAN * Math.max(...sigma);
  const frame = mapFrame(
    { xmin: mean[0] - half, xmax: mean[0] + half, ymin: mean[1] - half, ymax: mean[1] + half },
    width,
    false,
  );
  /** @param {number} px */
  const inside = (px) => Math.min(Math.max(px, 0), width);
  return {
    frame,
    half,
    /** Where a draw lies, or the edge it is beyond. @param {number[]} epsilon @returns {Point} */
    screen: ([e1, e2]) => [inside(frame.x(mean[0] + sigma[0] * e1)), inside(frame.y(mean[1] + sigma[1] * e2))],
    /** The draw that the hand asks for. @param {number} x @param {number} y @returns {Point} */
    epsilonAt: (x, y) => [clamp((frame.valueX(x) - mean[0]) / sigma[0]), clamp((frame.valueY(y) - mean[1]) / sigma[1])],
  };
}

/**
 * @param {Context} on @param {PlaneView} view @param {Gaussian} gaussian @param {Shown} shown @param {Colours} colours
 */
function drawPlane(on, { frame, half, screen }, { mean, sigma }, { ghosts, codes, shares, axes }, colours) {
  const [x, y] = screen([0, 0]);
  on.fillStyle = colours.grid;
  on.fillRect(Math.round(x), 0, 1, frame.width);
  on.fillRect(0, Math.round(y), frame.width, 1);
  if (codes) drawCodes(on, frame, codes, colours);
  on.fillStyle = colours.edge;
  for (let i = 0; i < ghosts.length; i += 2)
    disc(on, frame.x(mean[0] + sigma[0] * ghosts[i]), frame.y(mean[1] + sigma[1] * ghosts[i + 1]), 1.2);
  const shape = { long: sigma[0] * frame.scale, short: sigma[1] * frame.scale, angle: 0 };
  for (const sigmas of [2, 1]) drawEllipse(on, [x, y], shape, sigmas, colours, true);
  if (shares) drawShares(on, x, y, shape.short, colours);
  const [ticksX, ticksY] = mean.map((middle) => ticks(middle - half, middle + half, TICKS));
  drawTicks(on, { ...frame, ticksX, ticksY }, axes, colours);
}

/** @param {Context} on @param {number} x @param {number} y @param {number} sigma CSS pixels @param {Colours} colours */
function drawShares(on, x, y, sigma, colours) {
  on.font = `13px ${colours.font}`;
  on.textAlign = "center";
  on.textBaseline = "middle";
  for (const { sigmas, share } of SHARES)
    haloText(on, `${formatNumber(100 * share, 0)}%`, x, y - sigmas * sigma - 10, { fill: colours.ink2, halo: colours.page });
}

/** @param {Context} on @param {Frame} frame @param {Codes} codes @param {Colours} colours */
function drawCodes(on, frame, codes, colours) {
  const [least, most] = [-3, frame.width + 3];
  for (let i = 0; i < codes.count; i++) {
    const [x, y] = [frame.x(codes.points[2 * i]), frame.y(codes.points[2 * i + 1])];
    if (x < least || y < least || x > most || y > most) continue;
    disc(on, x, y, 2.5, colours.digits[codes.labels[i]]);
  }
}

// From the middle along one axis, then along the other: what each coordinate of epsilon does.
/** @param {Context} on @param {PlaneView["screen"]} screen @param {number[]} epsilon @param {Colours} colours */
function drawDraw(on, screen, epsilon, colours) {
  const [from, corner, to] = [screen([0, 0]), screen([epsilon[0], 0]), screen(epsilon)];
  on.beginPath();
  for (const point of [from, corner, to]) on.lineTo(...point);
  on.lineWidth = 2;
  on.strokeStyle = colours.accent;
  on.stroke();
  disc(on, ...from, 2.5, colours.ink);
  drawRing(on, ...to, colours);
}
