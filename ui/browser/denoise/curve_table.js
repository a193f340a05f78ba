// The table beside the error curves: each run's error at the level in hand, at the height of its line's end.
import { element } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { spelled } from "../kit/word.js";
import { spreadOut } from "../model/curves.js";

const ROW = 22; // CSS pixels between two names

/**
 * @typedef {import("./error_curves.js").CurveRun} CurveRun
 * @typedef {import("./error_curves.js").Curves} Curves
 */

/**
 * @returns head, rows: elements; set: runs in the order of their lines' ends, and those that were not measured; place: at these
 *   ends; show: an error at the level in hand; tell: how it was measured; qualify: whether to say that what was measured is one
 *   pass without noise in the code
 */
export function curveTable() {
  const sample = element("p", { class: "tick" });
  const caveat = element("p", { class: "tick", hidden: true }, "for one pass, no noise in the code");
  const unmeasured = element("p", { class: "tick", hidden: true });
  const title = element("p", { class: "curves-title" }, ...spelled("Mean [MSE] at this level"));
  const rows = element("div", { class: "curves-rows" });
  /** @type {Map<string, HTMLElement>} */
  let cells = new Map();
  return {
    head: element("div", { class: "curves-head" }, title, sample, caveat, unmeasured),
    rows,
    /** @param {CurveRun[]} runs @param {CurveRun[]} missing */
    set(runs, missing) {
      cells = new Map(runs.map(({ name }) => [name, element("b", { "data-testid": "curve-value", dataset: { run: name } })]));
      const [kinds, names] = [runs.map(({ trained }) => (trained.noise === "none" ? "clean" : "")), [...cells]];
      rows.replaceChildren(...names.map(([name, cell], i) => element("p", { class: kinds[i] }, element("span", {}, name), cell)));
      unmeasured.hidden = !missing.length;
      unmeasured.textContent = `not measured: ${missing.map(({ name }) => name).join(", ")}`;
      sample.textContent = "";
    },
    /** @param {number[]} ends CSS pixels, of each run in its order @param {number} bottom */
    place(ends, bottom) {
      spreadOut(ends, ROW, bottom - ROW).forEach((at, i) =>
        /** @type {HTMLElement} */ (rows.children[i]).style.setProperty("--top", `${Math.round(at - ROW / 2)}px`),
      );
    },
    /** @param {string} name @param {number} error */
    show: (name, error) => /** @type {HTMLElement} */ (cells.get(name)).replaceChildren(formatNumber(error, 4)),
    /** @param {Curves} curves @param {number} level */
    tell({ levels, images }, level) {
      const measured = levels.some((l) => Math.abs(l - level) < 1e-6);
      sample.textContent = `${images.toLocaleString("en")} test images, ${measured ? "measured" : "interpolated"}`;
    },
    /** @param {boolean} needed */
    qualify: (needed) => void (caveat.hidden = !needed),
  };
}
