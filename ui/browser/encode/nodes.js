// The pieces of the graph: a node with its name and picture, the sign between two nodes, numbers in rows.
import { element } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { spelled } from "../kit/word.js";

/**
 * @param {string} name node of the graph @param {string} kind class for its place
 * @param {...HTMLElement} parts below its two lines of heading
 * @returns {{element: HTMLElement, say: (text: string) => void}} say: the second line
 */
export function node(name, kind, ...parts) {
  const said = element("p", { class: "tick" });
  return {
    element: element("div", { class: `node ${kind}` }, element("p", { class: "name" }, ...spelled(name)), said, ...parts),
    say: (text) => void (said.textContent = text),
  };
}

/**
 * The sign between two nodes, level with the middle of their pictures.
 * @param {string} text "" is an arrow @param {string[]} [below] beside each row of numbers
 */
export function sign(text, below = []) {
  const rows = below.map((mark) => element("p", { class: "sign-row" }, mark));
  return element(
    "div",
    { class: "sign", "aria-hidden": "true" },
    element("p", { class: text ? "sign-mark" : "sign-arrow" }, text),
    ...rows,
  );
}

/** @typedef {{element: HTMLElement, set: (value: number | null, after?: string) => void, value: () => number | null}} Figure */

/**
 * A number that says what it is to the eye and, exactly, to whoever asks for `exact`.
 * @param {string} testid @param {number} decimals @param {string} [kind]
 * @returns {Figure} null: not known yet; nothing is written where nothing changed
 */
export function figure(testid, decimals, kind = "") {
  const shown = element("b", { class: `figure ${kind}`.trim(), "data-testid": testid });
  /** @type {number | null | undefined} */
  let last;
  let lastAfter = "";
  return {
    element: shown,
    set(value, after = "") {
      if (value === last && after === lastAfter) return;
      [last, lastAfter] = [value, after];
      shown.textContent = value === null ? "\u2026" : formatNumber(value, decimals) + after;
      shown.exact = value;
    },
    value: () => last ?? null,
  };
}

/** A figure after its symbol: "\u03bc\u2081 0.0934". @param {string} symbol @param {Figure} shown */
export function symbolled(symbol, shown) {
  return element("p", { class: "symbolled" }, element("span", { class: "second" }, symbol), shown.element);
}
