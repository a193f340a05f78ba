// A curve, or bars, to be drawn by hand on the axes of the one that is measured, which is drawn over it once it was.
import { ARROWS, element } from "../kit/kit.js";
import { svg } from "../kit/svg.js";
import { formatNumber, ticks } from "../model/numbers.js";
import { BARS, CURVE } from "./heights.js";
import { follow, shareOf } from "./pointer.js";

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [280, 190, 38, 12, 8, 34];

/**
 * @param {import("./question.js").Question} question @param {() => void} changed
 * @returns {{element: HTMLElement, value: () => number[] | null}}
 */
export function curveAxes(question, changed) {
  const { x = [], low = 0, high = 1, bars = false, across = "", up = "", ask, predicted = null, right, others = [] } = question;
  const { still = right !== undefined } = question;
  const heights = predicted ? [...predicted] : x.map(() => (low + high) / 2);
  let touched = predicted !== null;
  let at = 0; // the place that the keys set
  const places = scales(x, low, high, bars);
  const kind = bars ? BARS : CURVE;
  const own = kind.own(x, places);
  const drawing = svg(
    "svg",
    {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      class: "lesson-axes",
      "data-testid": "lesson-curve",
      ...(still ? { role: "img", "aria-label": `${up} against ${across}: what was drawn, and what was measured` } : keyed()),
    },
    ...axes(x, low, high, across, places),
    ...others.flatMap((values) => kind.theirs(x, values, places)),
    ...(still && !touched ? [] : own.nodes),
    ...(right ? kind.right(x, right, places) : []),
  );
  drawing.classList.toggle("answered", still);
  function keyed() {
    return { role: "slider", tabindex: 0, "aria-label": `${ask}: left and right choose a place, up and down set its height` };
  }

  function show() {
    own.show(heights, at, touched);
    words.textContent = still ? `${up}${whose(question)}` : asks();
    if (still) return;
    drawing.setAttribute("aria-valuenow", String(heights[at]));
    drawing.setAttribute("aria-valuetext", `${formatNumber(heights[at], bars ? 2 : 3)} at ${formatNumber(x[at], bars ? 0 : 2)}`);
  }

  function asks() {
    if (!bars) return `${up}: draw it from left to right`;
    const all = heights.reduce((sum, value) => sum + value, 0);
    return `${up}: drag the tops${touched ? `; ${formatNumber(all, 1)} in all` : ""}`;
  }

  /** Set heights from the last place to this one, so that a fast stroke leaves none out. @param {number} to @param {number} value */
  function draw(to, value) {
    const held = Math.min(high, Math.max(low, value));
    const [from, before] = [at, heights[at]];
    const steps = Math.abs(to - from);
    for (let i = 0; i <= steps; i++) {
      const share = steps ? i / steps : 1;
      if (i || !steps) heights[from + Math.sign(to - from) * i] = before + share * (held - before);
    }
    [at, touched] = [to, true];
    show();
    changed();
  }

  let fresh = true;
  if (!still) {
    drawing.addEventListener("pointerdown", () => (fresh = true));
    follow(drawing, (event) => {
      const [share, down] = shareOf(drawing, event);
      const off = x.map((value) => Math.abs(places.xOf(value) - share * WIDTH));
      const to = off.indexOf(Math.min(...off));
      if (fresh) at = to; // a new stroke begins where it is put down
      fresh = false;
      draw(to, high - ((down * HEIGHT - TOP) / (HEIGHT - TOP - BOTTOM)) * (high - low));
    });
    drawing.addEventListener("keydown", (event) => {
      const arrow = ARROWS[/** @type {KeyboardEvent} */ (event).key];
      if (!arrow) return;
      event.preventDefault();
      at = Math.min(x.length - 1, Math.max(0, at + arrow[0]));
      if (arrow[1]) draw(at, heights[at] + (arrow[1] * (high - low)) / 20);
      else show();
    });
  }
  const words = element("p", { class: "tick" });
  show();
  return { element: element("div", {}, words, drawing), value: () => (touched ? heights : null) };
}

/** Which line or bar is whose. @param {import("./question.js").Question} question */
function whose({ bars, predicted = null, right, others = [] }) {
  const [yours, measured] = bars ? ["pale", "blue"] : ["dashed", "solid"];
  const lines = [others.length && "the room's thin", predicted && `yours ${yours}`, right && `measured ${measured}`].filter(
    Boolean,
  );
  return lines.length ? `: ${lines.join(", ")}` : "";
}

/** @param {number[]} x @param {number} low @param {number} high @param {boolean} bars @returns {import("./heights.js").Scales} */
function scales(x, low, high, bars) {
  const [first, reach] = [x[0], x[x.length - 1] - x[0] || 1];
  const wide = (WIDTH - LEFT - RIGHT) / (x.length - Number(!bars)); // a curve ends at its outermost places, a bar has room about its own
  /** @param {number} value */
  const yOf = (value) => TOP + ((high - value) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  return {
    xOf: (value) => LEFT + wide * ((value - first) * ((x.length - 1) / reach) + (bars ? 0.5 : 0)),
    yOf,
    base: yOf(low),
    wide,
  };
}

/** @param {number[]} x @param {number} low @param {number} high @param {string} name of the axis across @param {import("./heights.js").Scales} scales */
function axes(x, low, high, name, { xOf, yOf }) {
  const [heights, places] = [ticks(low, high, 4), ticks(x[0], x[x.length - 1], 4)];
  return [
    ...heights.values.flatMap((value) => [
      svg("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: yOf(value), y2: yOf(value), class: "grid" }),
      svg("text", { x: LEFT - 5, y: yOf(value) + 4, "text-anchor": "end" }, formatNumber(value, heights.decimals)),
    ]),
    ...places.values.map((value) =>
      svg("text", { x: xOf(value), y: HEIGHT - BOTTOM + 14, "text-anchor": "middle" }, formatNumber(value, places.decimals)),
    ),
    svg("text", { x: (LEFT + WIDTH - RIGHT) / 2, y: HEIGHT - 5, "text-anchor": "middle" }, name),
  ];
}
