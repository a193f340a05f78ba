// What shows the runs of Interpolate: a row each for paths and corners, another each for sums, and the pad between four corners.
import { onePerFrame, showProblem } from "../kit/kit.js";
import { runReady } from "../kit/store.js";
import { arithmetic, sumText } from "./arithmetic.js";
import { cornerPad } from "./corner_pad.js";
import { pathRow } from "./path_row.js";
import { inTurns } from "./turns.js";

/** @typedef {ReturnType<typeof import("./end_pickers.js").endPickers>} EndPickers */

/**
 * @param {import("./code_row.js").PathRun[]} runs
 * @param {View} view
 * @param {{go: (t: number) => void, resized: (frame: number) => void, swap: () => void, rested: () => void}} on go: a place of the path was pressed;
 *   resized: the width of a frame of the film; swap: b and c of a sum change places; rested: all is drawn, and no hand is down
 */
export function runRows(runs, view, { go, resized, swap, rested }) {
  const { now } = view;
  const rows = runs.map((run) => pathRow(run, { go, resized }));
  const sums = arithmetic({
    runs,
    strength: now.strength,
    move: (strength) => view.move({ strength }),
    released: view.release,
    swap,
  });
  const pad = cornerPad({ move: (u, v) => view.move({ place: [u, v] }), released: view.release });
  view.shows(({ strength }) => sums.set(strength));
  const inView = () => (now.view === "arithmetic" ? sums.rows : rows);
  /** @type {ReturnType<typeof inTurns<ReturnType<typeof inView>[number]>>} */
  const late = inTurns((row) => row.follow(now));
  let surface = runs[0].name; // the run whose surface is drawn

  function lattice() {
    const { codes, decodeAt } = rows.find((row) => row.name === surface) ?? rows[0];
    pad.lattice(codes && now.view === "corners" ? decodeAt : null); // another view's ends are no corners
  }

  const hand = onePerFrame(() => {
    for (const row of inView()) row.hand(now);
    if (now.view === "corners") pad.hand(now.place[0], now.place[1]);
  }, rested);

  return {
    rows,
    sums,
    pad,
    inView,
    hand,
    /** Other codes between which the hand moves. @param {ReturnType<EndPickers["places"]>} of @returns the label told */
    aim({ places, told }) {
      for (const row of inView()) row.aim(places, told);
      return told;
    },
    /** What lies between them is drawn anew. */
    set() {
      late.stop();
      for (const row of inView()) row.set(now);
      lattice();
    },
    /** The same while a drawing grows: the hand at once, the rest in what is left of the frames. */
    follow() {
      hand();
      lattice();
      late.ask(inView());
    },
    /** Draw the surface of another run. @param {string} name */
    surfaceOf(name) {
      surface = name;
      lattice();
    },
    /** The first row that decodes. */
    armed: () => rows.find((row) => row.codes),
    /** The digit that a conditional run takes a drawing for. */
    likeliest: () => rows.find((row) => row.spec.classes && row.codes)?.likeliest,
    look() {
      for (const row of [...rows, ...sums.rows]) row.look(new Set(now.only));
    },
    /** @param {string[]} names of what is in view */
    describe(names) {
      if (now.view === "arithmetic") return sums.rows.forEach((row) => row.describe(sumText(names, now.strength), names));
      const onPath = `at ${now.at.toFixed(2)} of the path from ${names.join(" to ")}`;
      const where = now.view === "path" ? onPath : `between ${names.join(", ")}, ${inWords(now.place)}`;
      for (const row of rows) row.describe(where);
      pad.describe(`Surface between four codes, ${inWords(now.place)}`);
    },
    seen() {
      const seen = inView();
      return seen.map((row) => (seen.length === 1 ? row.seen() : `${row.short}: ${row.seen()}`)).join(". ");
    },
    /** Fetch the runs. @param {(labels: number[]) => void} armed a run is here; the labels of the test images */
    fetch: (armed) => rows.forEach((row, k) => fetchRun(runs[k], row, sums.rows[k], armed)),
    paint() {
      for (const row of [...rows, ...sums.rows]) row.paint();
      pad.paint();
    },
    destroy() {
      late.stop();
      for (const part of [pad, sums, ...rows]) part.destroy();
    },
  };
}

/** @param {number[]} place on the surface between four codes */
function inWords([right, down]) {
  return `${Math.round(100 * right)}% to the right, ${Math.round(100 * down)}% down`;
}

/**
 * @param {import("./code_row.js").PathRun} run @param {ReturnType<typeof pathRow>} row
 * @param {ReturnType<typeof arithmetic>["rows"][number]} sum @param {(labels: number[]) => void} armed
 */
async function fetchRun(run, row, sum, armed) {
  try {
    const loaded = await runReady(run.name, run.spec);
    if (!row.element.isConnected) return;
    row.arm(loaded);
    sum.arm(loaded.model, row.codes);
    armed(Array.from(row.codes.labels, Number));
  } catch (error) {
    for (const each of [row, sum]) showProblem(each.element, error);
  }
}
