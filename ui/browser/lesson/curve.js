// A curve to be drawn by hand on the axes of the one that is measured, which is drawn over it once it was.
import { ARROWS, element } from "../kit/kit.js";
import { svg } from "../kit/svg.js";
import { formatNumber, ticks } from "../model/numbers.js";
import { follow, shareOf } from "./pointer.js";

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [280, 190, 38, 8, 8, 34];

/**
 * @param {import("./question.js").Question} question @param {() => void} changed
 * @returns {{element: HTMLElement, value: () => number[] | null}}
 */
export function curveAxes(
  {
    x = [],
    low = 0,
    high = 1,
    across: named = "",
    up = "",
    ask,
    predicted = null,
    right,
    others = [],
    still = right !== undefined,
  },
  changed,
) {
  const heights = predicted ? [...predicted] : x.map(() => (low + high) / 2);
  let touched = predicted !== null;
  let at = 0; // the place that the keys set
  const { xOf: across, yOf } = scales(x, low, high);
  /** @param {number} i */
  const xOf = (i) => across(x[i]);
  /** @param {number[]} values */
  const points = (values) => values.map((value, i) => `${xOf(i)},${yOf(value)}`).join(" ");
  const theirs = others.map((values) => svg("polyline", { class: "theirs", points: points(values) }));
  const drawn = svg("polyline", { class: still && !touched ? "none" : "said" });
  const knob = svg("circle", { class: "knob", r: 4 });
  const drawing = svg(
    "svg",
    {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      class: "lesson-axes",
      "data-testid": "lesson-curve",
      ...(still ? { role: "img", "aria-label": `${up} against ${named}: what was drawn, and what was measured` } : keyed()),
    },
    ...axes(x, low, high, named),
    ...theirs,
    drawn,
    ...(right ? [svg("polyline", { class: "right", points: points(right), pathLength: 1 })] : []),
    ...(still ? [] : [knob]),
  );
  function keyed() {
    return { role: "slider", tabindex: 0, "aria-label": `${ask}: left and right choose a place, up and down set its height` };
  }

  function show() {
    drawn.setAttribute("points", points(heights));
    drawn.classList.toggle("unset", !touched);
    knob.setAttribute("cx", String(xOf(at)));
    knob.setAttribute("cy", String(yOf(heights[at])));
    if (still) return;
    drawing.setAttribute("aria-valuenow", String(heights[at]));
    drawing.setAttribute("aria-valuetext", `${formatNumber(heights[at], 3)} at ${formatNumber(x[at], 2)}`);
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
      const [across, down] = shareOf(drawing, event);
      const place = (across * WIDTH - LEFT) / (WIDTH - LEFT - RIGHT);
      const wanted = x[0] + place * (x[x.length - 1] - x[0]);
      const to = x.reduce((best, value, i) => (Math.abs(value - wanted) < Math.abs(x[best] - wanted) ? i : best), 0);
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
  show();
  const words = element(
    "p",
    { class: "tick" },
    still ? `${up}${whose(predicted, right, others)}` : `${up}: draw it from left to right`,
  );
  return { element: element("div", {}, words, drawing), value: () => (touched ? heights : null) };
}

/** Which line is whose. @param {number[] | null} predicted @param {number[] | undefined} right @param {number[][]} others */
function whose(predicted, right, others) {
  const lines = [others.length && "the room's thin", predicted && "yours dashed", right && "measured solid"].filter(Boolean);
  return lines.length ? `: ${lines.join(", ")}` : "";
}

/** Where values stand in the drawing. @param {number[]} x @param {number} low @param {number} high */
function scales(x, low, high) {
  return {
    /** @param {number} value */
    xOf: (value) => LEFT + ((value - x[0]) / (x[x.length - 1] - x[0])) * (WIDTH - LEFT - RIGHT),
    /** @param {number} value */
    yOf: (value) => TOP + ((high - value) / (high - low)) * (HEIGHT - TOP - BOTTOM),
  };
}

/** @param {number[]} x @param {number} low @param {number} high @param {string} name of the axis across */
function axes(x, low, high, name) {
  const { xOf, yOf } = scales(x, low, high);
  const [heights, places] = [ticks(low, high, 4), ticks(x[0], x[x.length - 1], 4)];
  return [
    ...heights.values.flatMap((value) => [
      svg("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: yOf(value), y2: yOf(value), class: "grid" }),
      svg("text", { x: LEFT - 5, y: yOf(value) + 4, "text-anchor": "end" }, formatNumber(value, heights.decimals)),
    ]),
    ...places.values.map((value) =>
      svg("text", { x: xOf(value), y: HEIGHT - BOTTOM + 14, "text-anchor": "middle" }, formatNumber(value, places.decimals)),
    ),
    svg("text", { x: (LEFT + WIDTH - RIGHT) / 2, y: HEIGHT - 5, "text-anchor": "middle", class: "name" }, name),
  ];
}
