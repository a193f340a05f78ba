// What is told from what: test digits and the three kinds of made-up images, and how each is drawn in every chart here.
import { element } from "../kit/kit.js";

/**
 * The made-up kinds in the order of `aelab.outliers`. `one`: what a single one is called; `dash`: of its line, in CSS pixels; `line`: what
 * a chart of lines calls that.
 * @typedef {{key: string, name: string, one: string, dash: number[], line: "" | "dash" | "dot"}} Kind
 */

/** @type {Kind[]} */
export const KINDS = [
  { key: "letters", name: "Letters", one: "letter", dash: [], line: "" },
  { key: "scribbles", name: "Scribbles", one: "scribble", dash: [7, 4], line: "dash" },
  { key: "noise", name: "Noise", one: "noise image", dash: [2, 3], line: "dot" },
];

/** A short piece of a kind's line, or of the test digits' grey for `null`, beside its name. @param {Kind | null} kind */
export function lineSample(kind) {
  const box = element("span", { class: kind ? "line-sample" : "area-sample", "aria-hidden": "true" });
  if (kind)
    box.innerHTML = `<svg width="26" height="4"><line x1="0" y1="2" x2="26" y2="2" stroke="currentColor" stroke-width="2" stroke-dasharray="${kind.dash}"/></svg>`;
  return box;
}
