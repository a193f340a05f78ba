// One draw of two numbers on a plane: the circles of N(0, I) for epsilon, and the same picture moved by mu and stretched by
// sigma for z. Both are the same surface with another centre and another scale, and both can be dragged.
import { element, onDrag, onNudge } from "../kit/kit.js";
import { formatNumber, ticks } from "../model/numbers.js";
import { drawRing, haloText } from "../kit/canvas.js";
import { stackedCanvas } from "../kit/stack.js";
import { drawEllipse, drawTicks, mapFrame } from "../map/map_draw.js";

const SPAN = 3.3; // sigmas from the middle to an edge, along the wider axis
const REACH = 3; // sigmas the hand can go to
const STEP = 0.05; // of an arrow key
const TICKS = 3;
const SHARES = [1, 2].map((sigmas) => ({ sigmas, share: 1 - Math.exp(-(sigmas ** 2) / 2) })); // of draws inside, in two dimensions

/**
 * @param {{testid: string, name: string, axes: string[], ghosts: Float32Array, codes?: Codes, shares?: boolean,
 *   move: (epsilon: Point) => void, released: () => void}} options
 *   ghosts: draws of epsilon in pairs, shown as faint dots; codes: test codes drawn where they fall into the window; shares:
 *   whether each circle says how many draws it holds
 * @returns place moves the window to another mean and sigma; hand, at every move
 */
export function plane({ testid, name, axes, ghosts, codes, shares, move, released }) {
  const surface = element("div", {
    class: "surface plane",
    tabindex: 0,
    role: "application",
    "aria-roledescription": "two-dimensional slider",
    "data-testid": testid,
  });
  let width = 0;
  /** @type {Frame} */
  let frame;
  /** @type {Colours} */
  let colours;
  let [mean, sigma, at] = [
    [0, 0],
    [1, 1],
    [0, 0],
  ];

  /** @param {number} v */
  const clamp = (v) => Math.min(Math.max(v, -REACH), REACH);
  /** @param {number} x @param {number} y */
  const drag = (x, y) =>
    frame && move([clamp((frame.valueX(x) - mean[0]) / sigma[0]), clamp((frame.valueY(y) - mean[1]) / sigma[1])]);
  onDrag(surface, { start: drag, move: drag, end: released });
  onNudge(surface, (dx, dy) => move([clamp(at[0] + STEP * dx), clamp(at[1] + STEP * dy)]), released);

  /** @param {number} px */
  const inside = (px) => Math.min(Math.max(px, 0), width);
  /** @param {number[]} epsilon @returns {Point} */
  const screen = ([e1, e2]) => [inside(frame.x(mean[0] + sigma[0] * e1)), inside(frame.y(mean[1] + sigma[1] * e2))];

  /** @type {import("../kit/stack.js").Still<Frame>} */
  function still(on, box) {
    ({ width, colours } = box);
    const half = SPAN * Math.max(...sigma);
    frame = mapFrame({ xmin: mean[0] - half, xmax: mean[0] + half, ymin: mean[1] - half, ymax: mean[1] + half }, width);
    frame.ticksX = frame.ticksY = { values: [], decimals: 0 };
    const [x, y] = screen([0, 0]);
    on.fillStyle = colours.grid;
    on.fillRect(Math.round(x), 0, 1, width);
    on.fillRect(0, Math.round(y), width, 1);
    if (codes) paintCodes(on, codes);
    paintGhosts(on);
    const shape = { long: sigma[0] * frame.scale, short: sigma[1] * frame.scale, angle: 0 };
    for (const sigmas of [2, 1]) drawEllipse(on, [x, y], shape, sigmas, colours, true);
    if (shares) paintShares(on, x, y);
    frame.ticksX = ticks(mean[0] - half, mean[0] + half, TICKS);
    frame.ticksY = ticks(mean[1] - half, mean[1] + half, TICKS);
    drawTicks(on, frame, axes, colours);
    return frame;
  }

  /** @param {Context} on @param {number} x @param {number} y */
  function paintShares(on, x, y) {
    on.font = `13px ${colours.font}`;
    on.textAlign = "center";
    on.textBaseline = "middle";
    for (const { sigmas, share } of SHARES)
      haloText(on, `${formatNumber(100 * share, 0)}%`, x, y - sigmas * sigma[1] * frame.scale - 10, {
        fill: colours.ink2,
        halo: colours.page,
      });
  }

  /** @param {Context} on */
  function paintGhosts(on) {
    on.fillStyle = colours.edge;
    for (let i = 0; i < ghosts.length; i += 2)
      dot(on, frame.x(mean[0] + sigma[0] * ghosts[i]), frame.y(mean[1] + sigma[1] * ghosts[i + 1]), 1.2);
  }

  /** @param {Context} on @param {Codes} codes */
  function paintCodes(on, codes) {
    for (let i = 0; i < codes.count; i++) {
      const [x, y] = [frame.x(codes.points[2 * i]), frame.y(codes.points[2 * i + 1])];
      if (x < -3 || y < -3 || x > width + 3 || y > width + 3) continue;
      on.fillStyle = colours.digits[codes.labels[i]];
      dot(on, x, y, 2.5);
    }
  }

  // From the middle along one axis, then along the other: what each coordinate of epsilon does.
  /** @param {Context} context */
  function moving(context) {
    const [from, corner, to] = [screen([0, 0]), screen([at[0], 0]), screen(at)];
    context.beginPath();
    for (const point of [from, corner, to]) context.lineTo(...point);
    context.lineWidth = 2;
    context.strokeStyle = colours.accent;
    context.stroke();
    context.fillStyle = colours.ink;
    dot(context, ...from, 2.5);
    drawRing(context, ...to, colours);
  }

  const stack = stackedCanvas(surface, { still, moving });
  return {
    element: surface,
    repaint: stack.paint,
    destroy: stack.destroy,
    /** @param {number[]} nextMean @param {number[]} nextSigma */
    place(nextMean, nextSigma) {
      [mean, sigma] = [nextMean, nextSigma];
      stack.paintStill();
    },
    /** @param {number[]} epsilon */
    hand(epsilon) {
      at = epsilon;
      stack.move();
    },
    describe() {
      const numbers = at.map((e, j) => formatNumber(mean[j] + sigma[j] * e, 4)).join(", ");
      surface.setAttribute("aria-label", `${name}: ${numbers}. Arrow keys move epsilon.`);
    },
  };
}

/** @param {Context} context @param {number} x @param {number} y @param {number} radius */
function dot(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}
