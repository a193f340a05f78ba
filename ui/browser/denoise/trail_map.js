// Where iterated reconstruction goes: the codes of the passes as a trail on the map of a run with two numbers in its code.
import { element } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { disc, haloStroke, haloText } from "../kit/canvas.js";
import { stackedCanvas } from "../kit/stack.js";
import { drawAxes, drawFewDots, mapFrame } from "../map/map_draw.js";
import { drawNumerals, placeNumerals } from "../map/map_marks.js";

const MARGIN = 1.6; // the window is at least so many times as wide as the trail
const CLOSEST = 16; // nearer than that the neighbours are out of sight

/**
 * @param {{name: string, title: string}} run
 * @param {Codes} codes of a run with a code of two numbers
 * @returns {{element: HTMLElement, show: (passes: import("../model/passes.js").Passes, count: number) => void,
 *   repaint: () => void, describe: () => void, destroy: () => void}} show: the codes of the first `count` passes, which must have
 *   been made
 */
export function trailMap(run, codes) {
  const surface = element("div", {
    class: "surface trail-map",
    role: "img",
    "aria-label": `Map of the codes of ${run.title}`,
    "data-testid": "trail-map",
    "data-run": run.name,
  });
  const said = element("p", { class: "tick" });
  const node = element("div", { class: "trail" }, surface, element("div", {}, element("p", { class: "name" }, run.title), said));
  /** @type {number[][]} */
  let trail = [];
  let view = { zoom: 1, ...codes.extent };

  /** @type {import("../kit/stack.js").Still<Frame>} */
  function still(on, { width, colours }) {
    const frame = mapFrame(view, width);
    drawAxes(on, frame, colours);
    drawFewDots(on, frame, codes, view, colours);
    /** @param {Point} at */
    const seen = ([x, y]) => x > view.xmin && x < view.xmax && y > view.ymin && y < view.ymax;
    const means = codes.means.map((mean) => (seen(mean) ? mean : /** @type {Point} */ ([NaN, NaN])));
    drawNumerals(on, placeNumerals(frame, means), colours);
    return frame;
  }

  /** @param {import("../model/passes.js").Passes} passes @param {number} count */
  function show(passes, count) {
    trail = Array.from({ length: count }, (_, i) => Array.from(passes.code(i)));
    if (count < 2) return;
    const step = Math.hypot(...[0, 1].map((j) => trail[count - 1][j] - trail[count - 2][j]));
    said.textContent = `The codes of pass 1 to ${count} among those of test digits, each in its digit\u2019s colour. The last step was ${formatNumber(step, 3)} long.`;
    const window = windowAround(trail, codes.extent);
    const same = String(Object.values(window)) === String(Object.values(view));
    view = window;
    if (same) stack.move();
    else stack.paint();
  }

  /** @type {import("../kit/stack.js").Moving<Frame>} */
  function moving(context, frame, { colours }) {
    if (trail.length < 2) return;
    /** @type {Point[]} */
    const points = trail.map(([x, y]) => [frame.x(x), frame.y(y)]);
    const last = points.length - 1;
    const halo = { fill: colours.ink, halo: colours.page };
    context.lineJoin = context.lineCap = "round";
    context.beginPath();
    for (const point of points) context.lineTo(...point);
    haloStroke(context, { stroke: colours.ink, width: 2, halo: colours.page, under: 6 });
    points.forEach((point, i) => disc(context, ...point, i === last ? 5 : 3, colours.ink));
    context.font = `600 14px ${colours.font}`;
    context.textBaseline = "middle";
    for (const [i, other] of [
      [0, last],
      [last, 0],
    ]) {
      const outward = points[i][0] < points[other][0] ? -1 : 1; // the numbers stand beyond the ends
      context.textAlign = outward < 0 ? "right" : "left";
      haloText(context, String(i + 1), points[i][0] + 9 * outward, points[i][1], halo);
    }
    context.textAlign = "left";
    context.font = `13px ${colours.font}`;
    if (view.zoom !== 1) haloText(context, `\u00d7${view.zoom}`, 6, 11, { fill: colours.ink2, halo: colours.page });
  }

  const stack = stackedCanvas(surface, { still, moving });
  const describe = () => surface.setAttribute("aria-label", `Map of the codes of ${run.title}. ${said.textContent}`);
  return { element: node, show, repaint: stack.paint, describe, destroy: stack.destroy };
}

// Most trails are a speck on the whole map, so it is looked at from closer: in powers of two and about the points of a grid, so
// that the window stands still while the trail changes a little.
/** @param {number[][]} trail @param {Extent} whole */
function windowAround(trail, whole) {
  /** @type {number[]} */
  const middle = [];
  let span = 0;
  for (const axis of [0, 1]) {
    const values = trail.map((code) => code[axis]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    middle.push((low + high) / 2);
    span = Math.max(span, high - low);
  }
  const full = whole.xmax - whole.xmin;
  const inside =
    middle[0] - span / 2 > whole.xmin &&
    middle[0] + span / 2 < whole.xmax &&
    middle[1] - span / 2 > whole.ymin &&
    middle[1] + span / 2 < whole.ymax;
  const zoom = Math.min(CLOSEST, 2 ** Math.floor(Math.log2(full / (MARGIN * span || Number.MIN_VALUE))));
  if (zoom === 1 && inside) return { zoom, ...whole };
  const half = full / zoom / 2;
  const [x, y] = middle.map((at) => Math.round(at / (half / 4)) * (half / 4));
  return { zoom, xmin: x - half, xmax: x + half, ymin: y - half, ymax: y + half };
}
