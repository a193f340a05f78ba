// Lines in a frame with their names at their ends. The one under the pointer, a tap or the focus is brought out, with its values.
import { element, onNudge, surfacePoint } from "./kit.js";
import { contextOf, onResize } from "./canvas.js";
import { lineFrame, placeText, valueText } from "./line_frame.js";
import { spreadText, valuesAbout } from "./line_spread.js";
import { nearestIndex, nearestLine } from "../model/curves.js";
import { say } from "./say.js";
import { segment, svg } from "./svg.js";

const NEAR = 28; // units: a pointer that is farther from every line brings out none

/**
 * kind: how a line is drawn, where that says something; "quiet" is a baseline; seeds: the values of which each point is the mean.
 * @typedef {{name: string, x: number[], y: number[], kind?: "" | "dash" | "dot" | "quiet", seeds?: number[][]}} ChartLine
 *
 * range: what is shown of it, all there is unless it says so; ticks: places with names, where round numbers are none; decimals:
 * of the values that are written.
 * @typedef {{title: string, range?: [low: number, high: number] | null, ticks?: {at: number, text: string}[] | null,
 *   decimals?: number}} ChartAxis
 *
 * figures: whether values stand at the points from the start; led: all lines climb from 0, 0 to 100%, 100%, so
 * their names stand inside, led there from where each line crosses the diagonal between the other two corners.
 * @typedef {{lines: ChartLine[], x: ChartAxis, y: ChartAxis, figures?: boolean, led?: boolean}} Chart
 */

/**
 * @param {string} [testid]
 * @returns {{element: HTMLElement, show: (chart: Chart) => void, moveTo: (x: number, ys: number[]) => void,
 *   describe: (words: string) => void, destroy: () => void}} moveTo: the hand's line, at a place of the x axis and of each line;
 *   describe: what the chart is, for those who hear it
 */
export function lineChart(testid = "line-chart") {
  const [still, held, hand] = [svg("g"), svg("g", { class: "line-held" }), svg("g", { class: "line-hand" })];
  const drawing = svg("svg", { "aria-hidden": "true", "font-size": 13 }, still, hand, held);
  const role = { role: "application", "aria-roledescription": "chart of lines", "data-testid": testid };
  const node = element("div", { class: "line-chart", tabindex: 0, ...role }, drawing);
  /** @type {Chart | null} */
  let chart = null;
  /** @type {Point | null} */
  let size = null;
  /** @type {import("./line_frame.js").LineFrame | null} */
  let frame = null;
  /** @type {[x: number, ys: number[]] | null} */
  let handAt = null;
  let [line, place, about] = [-1, 0, "Lines"]; // the line that is brought out, -1 for none, and the point of it

  function paint() {
    if (!chart || !size) return;
    drawing.setAttribute("viewBox", `0 0 ${size.join(" ")}`);
    frame = lineFrame(chart, size, measureIn(drawing));
    still.replaceChildren(...frame.nodes);
    bringOut(line);
    drawHand();
  }

  function drawHand() {
    if (frame && handAt) hand.replaceChildren(...handNodes(frame, ...handAt));
  }

  /** @param {number} next @param {number} [at] */
  function bringOut(next, at = place) {
    if (!chart || !frame) return;
    [line, place] = [next, next < 0 ? at : Math.min(Math.max(at, 0), chart.lines[next].x.length - 1)];
    node.classList.toggle("held", line >= 0);
    const name = chart.lines[line]?.name;
    for (const each of still.querySelectorAll("[data-line]"))
      each.classList.toggle("is-held", each.getAttribute("data-line") === name);
    held.replaceChildren(...(line < 0 ? [] : frame.values(line, place)));
  }

  const inWords = () => (chart && line >= 0 ? pointInWords(chart, line, place) : about);
  const tell = () => node.setAttribute("aria-label", `${inWords()}. Arrow keys go to the next line and point.`);

  /** @param {PointerEvent} event */
  function point(event) {
    if (!frame) return;
    const at = surfacePoint(node, event);
    const next = frame.nameAt(at) ?? nearestLine(frame.points, at, NEAR);
    bringOut(next, next < 0 ? place : nearestIndex(frame.points[next], at[0]));
  }

  // Up and down go from line to line as their names stand, left and right along one.
  /** @param {number} dx @param {number} dy */
  function step(dx, dy) {
    if (!frame) return;
    const { order } = frame;
    const next = Math.min(Math.max(order.indexOf(line) - Math.sign(dy), 0), order.length - 1);
    bringOut(order[next], place + dx);
  }

  listen(node, {
    point,
    leave: () => bringOut(-1),
    focused: () => line < 0 && frame && bringOut(frame.order[0]),
    step,
    done() {
      tell();
      say(inWords);
    },
    left() {
      bringOut(-1);
      tell();
    },
  });
  return {
    element: node,
    show(next) {
      chart = next;
      if (line >= chart.lines.length) line = -1;
      paint();
      tell();
    },
    moveTo(...to) {
      handAt = to;
      drawHand();
    },
    describe(words) {
      about = words;
      tell();
    },
    destroy: onResize(node, (...now) => {
      size = now;
      paint();
    }),
  };
}

/** Where each line begins and ends, in words. @param {Chart} chart */
export function endsInWords(chart) {
  /** @param {ChartLine} line @param {number} k */
  const at = ({ x, y }, k) => `${valueText(chart, y[k])} at ${placeText(chart, x[k])}`;
  return chart.lines
    .map((line) => `${line.name}: ${[...new Set([0, line.x.length - 1])].map((k) => at(line, k)).join(" to ")}`)
    .join(", ");
}

/** @param {Chart} chart @param {number} line @param {number} place */
function pointInWords(chart, line, place) {
  const { name, x, y } = chart.lines[line];
  const values = valuesAbout(chart.lines[line], place);
  const spread = values.length ? `, the mean of ${spreadText(values, chart.y.decimals ?? 2)},` : "";
  return `${name}: ${valueText(chart, y[place])}${spread} at ${placeText(chart, x[place])}`;
}

/** @param {import("./line_frame.js").LineFrame} frame @param {number} place @param {number[]} values */
function handNodes({ x, y, top, bottom }, place, values) {
  const at = x(place);
  const discs = values.map((value) => svg("circle", { cx: at, cy: y(value), r: 4.5 }));
  return [segment([at, top], [at, bottom], "hand-line"), ...discs];
}

/**
 * Pointer, finger and keys. A finger that scrolls the page does so here, too.
 * @param {HTMLElement} node @param {{point: (event: PointerEvent) => void, step: (dx: number, dy: number) => void} & Record<"leave" | "focused" |
 *   "done" | "left", () => void>} calls
 */
function listen(node, { point, leave, focused, step, done, left }) {
  const byKeys = () => node.matches(":focus-visible");
  node.addEventListener("pointermove", (event) => event.pointerType !== "touch" && point(event));
  node.addEventListener("pointerdown", point);
  node.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && !byKeys() && leave());
  node.addEventListener("focus", () => byKeys() && focused());
  node.addEventListener("blur", left);
  onNudge(node, step, done);
}

/** @param {SVGElement} drawing */
function measureIn(drawing) {
  const context = contextOf(document.createElement("canvas"));
  context.font = `13px ${getComputedStyle(drawing).fontFamily}`;
  return /** @param {string} text */ (text) => context.measureText(text).width;
}
