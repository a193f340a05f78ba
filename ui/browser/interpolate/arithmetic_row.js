// One run of a sum: its map, the terms as it decodes them, and the digit of a + t (c - b) with what is known of that code. The
// same test images, digits or drawings are the terms of every row, each in its own space of codes.
import { element } from "../kit/kit.js";
import { analogy } from "../model/path.js";
import { mixBars } from "../map/mix_bars.js";
import { CodeRow, wholly } from "./code_row.js";
import { equation } from "./equation.js";

const EDGE = 28; // CSS pixels from the end of the chart to the end of its curve, where the thumb's middle is

/**
 * @typedef {import("./end_pickers.js").Place} Place
 * @typedef {import("./path_draw.js").Picture} Picture
 */

/**
 * @param {import("./code_row.js").PathRun} run
 * @returns what interpolate.js asks of a row, as `pathRow` has it; arm: with the model and codes of the path row
 */
export function arithmeticRow(run) {
  const { name, title, short } = run;
  const row = new CodeRow(run, {
    map: "arithmetic-map",
    note: "arithmetic-note",
    digit: "arithmetic-result",
    label: `The sum, decoded by ${title}`,
  });
  const { map, chart } = row;
  const sum = equation({ run: name });
  const bars = mixBars();
  const head = element("header", { class: "ip-head" }, element("span", { class: "name", title: `${title}: ${name}` }, title));
  const mix = element(
    "div",
    { class: "ip-mix", "data-testid": "arithmetic-mix", "data-run": name },
    element("span", { class: "second" }, "20 nearest codes"),
    bars.element,
  );
  const parts = [head, row.length, map.element, row.note.element, sum.element, mix, chart.element, row.digit.element];
  const node = element("section", { class: "ip-run ip-sum-run", "aria-label": title }, ...parts);
  chart.inset(EDGE);

  /** @param {boolean} still */
  function* lay(still) {
    if (!row.codes) return;
    map.show(picture(row.codes, row.points), still);
    yield;
    yield* chart.curve((t) => row.distanceOnCurve(analogy(row.points, t, row.trial)));
  }

  return {
    name,
    short,
    element: node,
    head,
    /** @param {Model} model @param {Codes} codes */
    arm: (model, codes) => row.arm(model, codes),
    /** @param {Place[]} places @param {number | undefined} told */
    aim(places, told) {
      if (!row.codes) return;
      row.aim(places, told);
      sum.terms(row.points.map((term, k) => row.model.decode(term, places[k].own).slice()));
    },
    set: () => wholly(lay(false)),
    follow: () => lay(true),
    /** @param {Record<string, any>} now the view */
    hand({ strength }) {
      sum.strength(strength);
      if (!row.codes) return;
      analogy(row.points, strength, row.z);
      const away = row.tell();
      row.codes.nearest(row.z, row.counts);
      bars.tell(row.counts);
      row.mark(away, strength);
    },
    look: map.look,
    paint: () => row.paint(),
    /** Text alternatives, once the hand has let go. @param {string} where @param {string[]} names of the terms */
    describe(where, names) {
      if (!row.codes) return;
      sum.describe(names);
      row.digit.describe(`Digit decoded by ${title} of ${where}. ${row.note.text()} ${bars.text()}`);
      map.describe(where);
    },
    seen: () => row.seen(),
    destroy() {
      row.destroy();
      node.remove();
    },
  };
}

// The step from b to c, and the same step from a.
/** @param {Codes} codes @param {Numbers[]} terms @returns {Picture} */
function picture(codes, terms) {
  const [a, b, c] = terms.map((term) => codes.toMap(term));
  const sum = codes.toMap(analogy(terms, 1, new Float32Array(codes.size)));
  return {
    lines: [
      { line: [a, sum], solid: true, arrow: true },
      { line: [b, c], solid: false, arrow: true },
    ],
    names: [
      { name: "A", at: a, from: sum },
      { name: "B", at: b, from: c },
      { name: "C", at: c, from: b },
    ],
  };
}
