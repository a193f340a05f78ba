// Latent arithmetic, a - b + c: the third thing to do between codes. The hand holds the strength t of the step from b to c that
// is made from a.
import { element } from "../kit/kit.js";
import { button, slider } from "../kit/controls.js";
import { arithmeticRow } from "./arithmetic_row.js";

/**
 * @param {{runs: import("./code_row.js").PathRun[], strength: number, move: (t: number) => void, released: () => void,
 *   swap: () => void}} options runs: as `arithmeticRow` takes them; move: the strength in hand; swap: b and c change places
 * @returns rows: as interpolate.js asks of them; set: the strength
 */
export function arithmetic({ runs, strength, move, released, swap }) {
  const rows = runs.map(arithmeticRow);
  const hand = slider({
    label: "Strength t",
    min: 0,
    max: 1,
    step: 0.01,
    value: strength,
    testid: "arithmetic-strength",
    onInput: move,
    onRelease: released,
  });
  const turn = button("Swap B and C", swap, { testid: "swap-terms", title: "Make the step the other way" });
  return {
    element: element(
      "div",
      { class: "ip-arithmetic" },
      element("div", { class: "ip-strength" }, turn, hand.element),
      element("div", { class: "ip-runs" }, ...rows.map((row) => row.element)),
    ),
    rows,
    set: hand.set,
    destroy() {
      for (const row of rows) row.destroy();
    },
  };
}

/** What is summed, in words. @param {string[]} names @param {number} t */
export const sumText = ([a, b, c], t) => `${a} and ${t.toFixed(2)} of the step from ${b} to ${c}`;
