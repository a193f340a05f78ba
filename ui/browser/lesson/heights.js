// What heights over places are drawn as: a curve through them, or a bar for each.
import { svg } from "../kit/svg.js";

/**
 * Where values stand in a drawing.
 * @typedef {{xOf: (value: number) => number, yOf: (value: number) => number, base: number, wide: number}} Scales
 *   base: the height of nothing; wide: as wide as the place of a bar is
 * @typedef {{nodes: SVGElement[], show: (heights: number[], at: number, touched: boolean) => void}} Drawn
 *   show: these heights, of which `at` is in hand
 */

/** A curve of one's own, with a knob where the keys are. @param {number[]} x @param {Scales} scales @returns {Drawn} */
function curveOf(x, { xOf, yOf }) {
  const line = svg("polyline", { class: "said" });
  const knob = svg("circle", { class: "knob", r: 4 });
  return {
    nodes: [line, knob],
    show(heights, at, touched) {
      line.setAttribute("points", heights.map((value, i) => `${xOf(x[i])},${yOf(value)}`).join(" "));
      line.classList.toggle("unset", !touched);
      knob.setAttribute("cx", String(xOf(x[at])));
      knob.setAttribute("cy", String(yOf(heights[at])));
    },
  };
}

/** Bars of one's own, each with a top to drag. @param {number[]} x @param {Scales} scales @returns {Drawn} */
function barsOf(x, { xOf, yOf, base, wide }) {
  const bars = x.map((value) => svg("rect", { class: "bar said", x: xOf(value) - 0.4 * wide, width: 0.8 * wide }));
  const tops = x.map((value) => svg("rect", { class: "knob", x: xOf(value) - 0.4 * wide, width: 0.8 * wide, height: 4, rx: 2 }));
  return {
    nodes: [...bars, ...tops],
    show(heights, at, touched) {
      heights.forEach((value, i) => {
        bars[i].setAttribute("y", String(yOf(value)));
        bars[i].setAttribute("height", String(base - yOf(value)));
        bars[i].classList.toggle("unset", !touched);
        tops[i].setAttribute("y", String(yOf(value) - 2));
        tops[i].classList.toggle("in-hand", i === at);
      });
    },
  };
}

/** @param {string} name of its class @returns {(x: number[], heights: number[], scales: Scales) => SVGElement[]} */
const lineOf =
  (name) =>
  (x, heights, { xOf, yOf }) => {
    const points = heights.map((value, i) => `${xOf(x[i])},${yOf(value)}`).join(" ");
    return [svg("polyline", { class: name, points, ...(name === "right" && { pathLength: 1 }) })];
  };

/** The measured bars, narrower than one's own. @param {number[]} x @param {number[]} heights @param {Scales} scales */
function measuredBars(x, heights, { xOf, yOf, base, wide }) {
  return heights.map((value, i) =>
    svg("rect", { class: "bar right", x: xOf(x[i]) - 0.2 * wide, width: 0.4 * wide, y: yOf(value), height: base - yOf(value) }),
  );
}

// One's own, what is right, and what each other one of a room said.
export const CURVE = { own: curveOf, right: lineOf("right"), theirs: lineOf("theirs") };
export const BARS = { own: barsOf, right: measuredBars, theirs: lineOf("theirs") };
