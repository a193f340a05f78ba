// Where iterated reconstruction goes: the codes of the passes as a trail on the map of a run with two numbers in its code.
import { element, formatNumber, palette } from "./kit.js";
import { fitCanvas, haloText, onResize } from "./canvas.js";
import { drawAxes, drawDots, mapFrame } from "./map_draw.js";

const DOTS = 2000; // as many test codes as a map of this size can hold apart
const ALL = new Set();

/**
 * @param {string} run
 * @param {import("./codes.js").Codes} codes of a run with a code of two numbers
 * @returns {{element: HTMLElement, show: (passes: import("./passes.js").Passes, count: number) => void, repaint: () => void,
 *   describe: () => void, destroy: () => void}} show: the codes of the first `count` passes, which must have been made
 */
export function trailMap(run, codes) {
  const [back, top] = [element("canvas"), element("canvas")];
  const surface = element("div", { class: "surface trail-map", role: "img", "data-testid": "trail-map", "data-run": run }, back, top);
  const said = element("p", { class: "tick" });
  const node = element("div", { class: "trail" }, surface, element("div", {}, element("p", { class: "name" }, run), said));
  let [width, frame, colours, context, shown] = [0, null, null, null, null];

  function repaint() {
    if (!width) return;
    frame = mapFrame(codes.extent, width);
    colours = palette(surface);
    const on = fitCanvas(back, width);
    drawAxes(on, frame, colours);
    drawDots(on, frame, { points: codes.points, labels: codes.labels, count: Math.min(DOTS, codes.count) }, ALL, colours);
    context = fitCanvas(top, width);
    if (shown) show(...shown);
  }

  function show(passes, count) {
    shown = [passes, count];
    const trail = Array.from({ length: count }, (_, i) => passes.code(i));
    if (count < 2) return;
    const step = Math.hypot(...[0, 1].map((j) => trail[count - 1][j] - trail[count - 2][j]));
    said.textContent = `The code of each pass, from 1 to ${count}, among the codes of test digits. The last step was ${formatNumber(step)} long.`;
    if (context) drawTrail(trail.map(([x, y]) => [frame.x(x), frame.y(y)]));
  }

  function drawTrail(points) {
    context.clearRect(0, 0, width, width);
    context.lineJoin = context.lineCap = "round";
    for (const [thick, colour] of [[6, colours.page], [2, colours.ink]]) {
      context.beginPath();
      for (const point of points) context.lineTo(...point);
      context.lineWidth = thick;
      context.strokeStyle = colour;
      context.stroke();
    }
    points.forEach((point, i) => {
      context.beginPath();
      context.arc(...point, i === points.length - 1 ? 5 : 3, 0, 2 * Math.PI);
      context.fillStyle = colours.ink;
      context.fill();
    });
    context.font = `600 14px ${colours.font}`;
    context.textBaseline = "middle";
    for (const i of [0, points.length - 1]) {
      const [x, y] = points[i];
      const left = x > width - 30;
      context.textAlign = left ? "right" : "left";
      haloText(context, String(i + 1), x + (left ? -9 : 9), y, { fill: colours.ink, halo: colours.page });
    }
  }

  const destroy = onResize(surface, (size) => {
    width = size;
    repaint();
  });
  const describe = () => surface.setAttribute("aria-label", `Map of the codes of ${run}. ${said.textContent}`);
  return { element: node, show, repaint, describe, destroy };
}
