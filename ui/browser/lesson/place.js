// A place on a map of codes: where will this digit land? What is right is drawn beside it once it was said.
import { ARROWS, element } from "../kit/kit.js";
import { svg } from "../kit/svg.js";
import { formatNumber } from "../model/numbers.js";
import { follow, shareOf } from "./pointer.js";

const SIDE = 280;

/**
 * @param {import("./question.js").Question} question @param {() => void} changed
 * @returns {{element: HTMLElement, value: () => Point | null}}
 */
export function placeMap(
  { dots = [], far = 1, ask, predicted = null, right, others = [], still = right !== undefined },
  changed,
) {
  /** @type {Point | null} */
  let said = predicted;
  /** @param {Numbers} z @returns {Point} */
  const at = (z) => [(z[0] / far + 1) * (SIDE / 2), (1 - z[1] / far) * (SIDE / 2)];
  const ring = svg("circle", { class: "said", r: 7 });
  const marks = dots.map(([x, y, digit]) => {
    const [cx, cy] = at([x, y]);
    return svg("circle", { cx, cy, r: 1.6, style: `fill: var(--digit-${digit})` });
  });
  /** @type {Record<string, string | number>} */
  const words = still
    ? { role: "img", "aria-label": "The map, your place and the one where the encoder puts the digit" }
    : { role: "slider", tabindex: 0, "aria-label": `${ask}: arrow keys move the place` };
  const drawing = svg("svg", {
    viewBox: `0 0 ${SIDE} ${SIDE}`,
    class: "lesson-axes lesson-map",
    "data-testid": "lesson-place",
    ...words,
  });
  const theirs = others.map((z) => svg("circle", { class: "theirs", cx: at(z)[0], cy: at(z)[1], r: 3.5 }));
  drawing.append(...marks, ...theirs, ...labels());
  if (right) {
    const [[x1, y1], [x2, y2]] = [at(said ?? right), at(right)];
    drawing.append(
      svg("line", { class: "between", x1, y1, x2, y2, pathLength: 1 }),
      svg("circle", { class: "right", cx: x2, cy: y2, r: 7 }),
    );
  }
  drawing.append(ring);

  /** The digits' names at the middles of their dots. */
  function labels() {
    return Array.from({ length: 10 }, (_, digit) => {
      const own = dots.filter(([, , label]) => label === digit);
      const [x, y] = at([0, 1].map((axis) => own.reduce((sum, dot) => sum + dot[axis], 0) / Math.max(own.length, 1)));
      return svg("text", { class: "digit-name", x, y: y + 5, "text-anchor": "middle" }, own.length ? String(digit) : "");
    });
  }

  /** @param {Point} to */
  function put(to) {
    said = /** @type {Point} */ (to.map((value) => Math.min(far, Math.max(-far, value))));
    show();
    changed();
  }

  function show() {
    const [cx, cy] = at(said ?? [9 * far, 0]);
    ring.setAttribute("cx", String(cx));
    ring.setAttribute("cy", String(cy));
    if (still) return;
    drawing.setAttribute("aria-valuenow", String(said?.[0] ?? 0));
    drawing.setAttribute("aria-valuetext", said ? said.map((value) => formatNumber(value, 1)).join(", ") : "nowhere yet");
  }

  if (!still) {
    follow(drawing, (event) => {
      const [x, y] = shareOf(drawing, event);
      put([(2 * x - 1) * far, (1 - 2 * y) * far]);
    });
    drawing.addEventListener("keydown", (event) => {
      const arrow = ARROWS[/** @type {KeyboardEvent} */ (event).key];
      if (!arrow) return;
      event.preventDefault();
      const [x, y] = said ?? [0, 0];
      put([x + (arrow[0] * far) / 20, y + (arrow[1] * far) / 20]);
    });
  }
  show();
  return { element: element("div", {}, drawing), value: () => said };
}
