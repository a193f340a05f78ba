// The table beside the error curves: each run's error at the level in hand, in the order of that, joined to its line's end. Pointed
// at, or with the focus, a name brings out its line; pressed, it keeps it so.
import { element } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { spelled } from "../kit/word.js";
import { placeNames } from "../model/curves.js";

const ROW = 24; // CSS pixels between two names

/**
 * @typedef {import("./error_curves.js").CurveRun} CurveRun
 * @typedef {import("./error_curves.js").Curves} Curves
 */

/**
 * @param {() => void} changed another line is to be brought out, or none
 * @returns head, rows: elements; held: the run whose line is to be brought out, if any; set: runs, and those that were not measured;
 *   place: where the names stand, by the runs' errors at the level in hand and the heights of their lines' ends; show: an error at
 *   the level in hand; tell: how it was measured; qualify: whether to say that what was measured is one pass without noise in the
 *   code
 */
export function curveTable(changed) {
  const sample = element("p", { class: "tick" });
  const caveat = element("p", { class: "tick", hidden: true }, "for one pass, no noise in the code");
  const unmeasured = element("p", { class: "tick", hidden: true });
  const title = element("p", { class: "curves-title" }, ...spelled("Mean [MSE] at this level"));
  const rows = element("div", { class: "curves-rows", "data-part": "error-curves" });
  /** @type {Map<string, ReturnType<typeof nameOf>>} */
  let names = new Map();
  /** @type {number[]} */
  let heights = [];
  /** @type {{over: string | null, pressed: string | null}} */
  const held = { over: null, pressed: null };

  /** @param {Partial<typeof held>} part */
  function hold(part) {
    Object.assign(held, part);
    for (const [name, { row }] of names) row.setAttribute("aria-pressed", String(name === held.pressed));
    changed();
  }

  return {
    head: element("div", { class: "curves-head", "data-part": "error-curves" }, title, sample, caveat, unmeasured),
    rows,
    held: () => held.over ?? held.pressed,
    /** @param {CurveRun[]} runs @param {CurveRun[]} missing */
    set(runs, missing) {
      names = new Map(runs.map((run) => [run.name, nameOf(run, held, hold)]));
      heights = [];
      held.over = null;
      if (!names.has(held.pressed ?? "")) held.pressed = null;
      rows.replaceChildren(...Array.from(names.values(), ({ row }) => row));
      unmeasured.hidden = !missing.length;
      unmeasured.textContent = `not measured: ${missing.map(({ short }) => short).join(", ")}`;
      sample.textContent = "";
    },
    /** @param {number[]} errors @param {number[]} ends units, of each run in its order @param {number} bottom */
    place(errors, ends, bottom) {
      const next = placeNames(errors, ends, ROW, bottom);
      if (String(next) === String(heights)) return heights;
      heights = next;
      [...names.values()].forEach(({ row }, i) => {
        row.style.setProperty("--middle", `${Math.round(heights[i]) / 16}rem`);
        row.style.setProperty("order", String(Math.round(heights[i]))); // where they stand under each other
      });
      return heights;
    },
    /** @param {string} name @param {number} error */
    show: (name, error) => names.get(name)?.value.replaceChildren(formatNumber(error, 4)),
    /** @param {Curves} curves @param {number} level */
    tell({ levels, images }, level) {
      const measured = levels.some((l) => Math.abs(l - level) < 1e-6);
      sample.textContent = `${images.toLocaleString("en")} test images, ${measured ? "measured" : "interpolated"}`;
    },
    /** @param {boolean} needed */
    qualify: (needed) => void (caveat.hidden = !needed),
  };
}

/**
 * @param {CurveRun} run
 * @param {{pressed: string | null}} held @param {(part: {over?: string | null, pressed?: string | null}) => void} hold
 */
function nameOf({ name, title, short, trained }, held, hold) {
  const value = element("b", { "data-testid": "curve-value", dataset: { run: name } });
  const row = element(
    "button",
    {
      type: "button",
      class: trained.noise === "none" ? "curve-name clean" : "curve-name",
      title: `${title}: ${name}`,
      "aria-pressed": String(name === held.pressed),
      onpointerenter: () => hold({ over: name }),
      onpointerleave: () => hold({ over: null }),
      onfocus: () => hold({ over: name }),
      onblur: () => hold({ over: null }),
      onclick: () => hold({ pressed: held.pressed === name ? null : name }),
    },
    element("span", {}, short),
    value,
  );
  return { row, value };
}
