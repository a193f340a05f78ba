// One run of a sum: its map, the terms as it decodes them, and the digit of a + t (c - b) with what is known of that code. The
// same test images, digits or drawings are the terms of every row, each in its own space of codes.
import { element } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { digitCanvas } from "../kit/canvas.js";
import { analogy, distanceToCodes, norm } from "../model/path.js";
import { mixBars } from "../map/mix_bars.js";
import { nearness } from "../model/nearness.js";
import { distanceNote } from "./distance_note.js";
import { equation } from "./equation.js";
import { pathChart } from "./path_chart.js";
import { pathMap } from "./path_map.js";

const EDGE = 28; // CSS pixels from the end of the chart to the end of its curve, where the thumb's middle is

/**
 * @typedef {import("./end_pickers.js").Place} Place
 * @typedef {import("./path_map.js").Picture} Picture
 */

/**
 * @param {import("./path_row.js").PathRun} run
 * @returns what the interpolator asks of a row, as `pathRow` has it; arm: with the model and codes of the path row
 */
export function arithmeticRow({ name, spec, distance: rule }) {
  const near = nearness(rule, { variational: Boolean(spec.variational) });
  const map = pathMap({ run: name, testid: "arithmetic-map" });
  const chart = pathChart({ run: name, near });
  const sum = equation({ run: name });
  const bars = mixBars();
  const note = distanceNote({ run: name, near, testid: "arithmetic-note" });
  const digit = digitCanvas({
    scale: 0,
    testid: "arithmetic-result",
    run: name,
    label: `The sum, decoded by ${name}`,
    class: "ip-digit",
  });
  const length = element("b");
  const head = element("header", { class: "ip-head" }, element("span", { class: "name" }, name));
  const mix = element(
    "div",
    { class: "ip-mix", "data-testid": "arithmetic-mix", "data-run": name },
    element("span", { class: "second" }, "20 nearest codes"),
    bars.element,
  );
  const row = element(
    "section",
    { class: "ip-run ip-sum-run", "aria-label": name },
    head,
    element("div", { class: "ip-length second" }, "\u2016z\u2016 ", length),
    map.element,
    note.element,
    sum.element,
    mix,
    chart.element,
    digit.element,
  );
  const counts = new Uint8Array(10);
  /** @type {Model} */
  let model;
  /** @type {Codes} */
  let codes;
  /** @type {ReturnType<typeof distanceToCodes>} */
  let distance;
  /** @type {Numbers[]} */
  let terms;
  /** @type {Float32Array} */
  let z;
  /** @type {Float32Array} */
  let frame;
  /** @type {number | undefined} */
  let label;
  chart.inset(EDGE);

  /** @param {Place} place @returns {Numbers} */
  const codeOf = ({ index, mean, image, label: told }) => {
    if (image) return Float32Array.from(model.encode(image, told).mean);
    return mean === undefined ? codes.code(index ?? 0) : codes.meanCode(mean);
  };

  /** @param {boolean} still */
  function* lay(still) {
    if (!codes) return;
    map.show(picture(codes, terms), still);
    yield;
    yield* chart.curve((t) => distance(analogy(terms, t, frame)));
  }

  return {
    name,
    element: row,
    head,
    /** @param {Model} loaded @param {Codes} of */
    arm(loaded, of) {
      [model, codes] = [loaded, of];
      distance = distanceToCodes(codes);
      [z, frame] = [new Float32Array(codes.size), new Float32Array(codes.size)];
      map.arm(codes);
    },
    /** @param {Place[]} places @param {number | undefined} told */
    aim(places, told) {
      if (!codes) return;
      label = told;
      terms = places.map(codeOf);
      sum.terms(terms.map((term, k) => model.decode(term, places[k].own).slice()));
    },
    set() {
      const steps = lay(false);
      while (!steps.next().done);
    },
    follow: () => lay(true),
    /** @param {Record<string, any>} now the view */
    hand({ strength }) {
      sum.strength(strength);
      if (!codes) return;
      analogy(terms, strength, z);
      digit.draw(model.decode(z, label), z);
      length.textContent = formatNumber(norm(z));
      const away = distance(z);
      note.tell(away);
      codes.nearest(z, counts);
      bars.tell(counts);
      map.hand(z);
      chart.hand(away, strength);
    },
    look: map.look,
    paint() {
      map.paint();
      chart.paint();
    },
    /** Text alternatives, once the hand has let go. */
    /** @param {string} where @param {string[]} names of the terms */
    describe(where, names) {
      if (!codes) return;
      sum.describe(names);
      digit.describe(`Digit decoded by ${name} of ${where}. ${note.text()} ${bars.text()}`);
      map.describe(where);
    },
    seen: () => (codes ? near.seen(counts, distance(z)) : ""),
    destroy() {
      for (const part of [map, chart]) part.destroy();
      row.remove();
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
