// Mean error of each run against the level of the noise, as measured on the test set when the run was trained. The x axis
// is the track of the slider above: the thumb's line falls through the curves.
import { element } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { pictured } from "../kit/canvas.js";
import { stackedCanvas } from "../kit/stack.js";
import { drawCurves } from "./curve_draw.js";
import { errorAt, spreadOut } from "../model/curves.js";
import { spelled } from "../kit/word.js";

const OVERHANG = 12; // beside the track at both ends, for the thumb and the marks at level 0 and 1
const TOP = 26;
const BOTTOM = 24;
/** @type {Record<string, string>} */
const BASELINES = { noisy: "noisy picture", average: "average digit", linear: "linear denoiser" };
const ROW = 22; // between two names at line ends

/** @typedef {import("./curve_draw.js").CurveView} CurveView */

/**
 * @typedef {object} CurveRun
 * @property {string} name
 * @property {{noise: string, levels: [number, number], words: string}} trained
 * @property {Curves} curves
 */

/** @typedef {{levels: number[], images: number, [kind: string]: any}} Baselines */

/**
 * A card's: levels, the number of test images, and for each kind of noise the mean MSE at every level.
 * @typedef {{levels: number[], images: number, [kind: string]: any}} Curves
 */

/**
 * @param {Baselines | null} baselines as aelab/baselines.py measures "curves": levels, images,
 *   and for each kind the errors of what is no model, by name (see `BASELINES`)
 * @returns {{chart: HTMLElement, head: HTMLElement, rows: HTMLElement, set: (runs: CurveRun[], kind: string,
 *   symbol: string) => void, moveTo: (level: number) => void, repaint: () => void, describe: () => void, qualify: (needed:
 *   boolean) => void, destroy: () => void}} chart: curves and the moving line; head and rows: the table at its right, each row at
 *   the height of its line's end; qualify: whether to say that what was measured is one pass without noise in the code
 */
export function errorCurves(baselines) {
  const chart = element("div", { class: "curves", ...pictured("Errors against the noise level"), "data-testid": "error-curves" });
  const sample = element("p", { class: "tick" });
  const caveat = element("p", { class: "tick", hidden: true }, "for one pass, no noise in the code");
  const unmeasured = element("p", { class: "tick", hidden: true });
  const head = element(
    "div",
    { class: "curves-head" },
    element("p", { class: "curves-title" }, ...spelled("Mean [MSE] at this level")),
    sample,
    caveat,
    unmeasured,
  );
  const rows = element("div", { class: "curves-rows" });
  /** @type {CurveRun[]} */
  let runs = []; // those that were measured with this kind of noise
  /** @type {import("./curve_draw.js").Line[]} */
  let plain = []; // the baselines for it
  let kind = "gaussian";
  let symbol = "σ";
  let level = 0;
  /** @type {Map<string, HTMLElement>} */
  let cells = new Map();

  /** @param {CurveRun[]} newRuns @param {string} newKind @param {string} newSymbol */
  function set(newRuns, newKind, newSymbol) {
    [runs, kind, symbol] = [newRuns.filter(({ curves }) => curves[newKind]), newKind, newSymbol];
    const { levels, images, [kind]: measured = {} } = baselines ?? /** @type {Baselines} */ ({ levels: [], images: 0 });
    plain = Object.entries(measured).map(([name, errors]) => ({
      name: BASELINES[name],
      curves: { levels, images, [kind]: errors },
    }));
    /** @param {CurveRun} run */
    const last = (run) => run.curves[kind].at(-1);
    const sorted = [...runs].sort((a, b) => last(b) - last(a));
    const missing = newRuns.filter((run) => !runs.includes(run));
    cells = new Map(sorted.map((run) => [run.name, element("b", { "data-testid": "curve-value", dataset: { run: run.name } })]));
    rows.replaceChildren(
      ...sorted.map((run) =>
        element("p", { class: run.trained.noise === "none" ? "clean" : "" }, element("span", {}, run.name), cellOf(run.name)),
      ),
    );
    unmeasured.hidden = !missing.length;
    unmeasured.textContent = `not measured: ${missing.map(({ name }) => name).join(", ")}`;
    sample.textContent = "";
    stack.paint();
  }

  /** @param {string} name */
  function cellOf(name) {
    return /** @type {HTMLElement} */ (cells.get(name));
  }

  /** @type {import("../kit/stack.js").Still<CurveView>} */
  function still(context, { width, height, colours }) {
    if (!(runs.length || plain.length)) return null;
    // the noisy picture leaves the chart at its top: on its scale the models would lie on one line
    const measured = runs.length ? runs : plain.slice(1);
    const most = Math.max(...measured.flatMap((run) => run.curves[kind]), ...(plain[1]?.curves[kind] ?? []));
    const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5].find((s) => most / s <= 3) ?? 1;
    const top = Math.ceil(most / step - 1e-9) * step;
    /** @type {CurveView} */
    const view = {
      runs,
      plain,
      kind,
      symbol,
      step,
      top,
      width,
      height,
      named: rows.offsetTop > chart.offsetTop + height / 2, // on a phone the table is below, not at the lines' ends
      colours,
      taken: [],
      x: (at) => OVERHANG + at * (width - 2 * OVERHANG),
      y: (error) => TOP + (1 - error / top) * (height - TOP - BOTTOM),
    };
    drawCurves(context, view);
    placeRows(view);
    return view;
  }

  // Names stand at their lines' ends.
  /** @param {CurveView} view */
  function placeRows(view) {
    const ends = [...cells.keys()].map((name) => view.y(runs.find((run) => run.name === name)?.curves[kind].at(-1)));
    const lowest = view.height - BOTTOM / 2 - ROW;
    spreadOut(ends, ROW, lowest).forEach((at, i) =>
      /** @type {HTMLElement} */ (rows.children[i]).style.setProperty("--top", `${Math.round(at - ROW / 2)}px`),
    );
  }

  /** @type {import("../kit/stack.js").Moving<CurveView>} */
  function moving(context, { x, y }, { colours, height }) {
    const at = x(level);
    context.fillStyle = colours.accent;
    context.fillRect(at - 1, 0, 2, height - BOTTOM);
    for (const run of runs) {
      const error = errorAt(run.curves, kind, level);
      context.beginPath();
      context.arc(at, y(error), 4.5, 0, 2 * Math.PI);
      context.lineWidth = 2;
      context.strokeStyle = colours.page;
      context.stroke();
      context.fill();
      cellOf(run.name).textContent = formatNumber(error, 4);
    }
    const { levels, images } = /** @type {Curves} */ (runs[0]?.curves ?? baselines);
    const measured = levels.some((l) => Math.abs(l - level) < 1e-6);
    sample.textContent = `${images.toLocaleString("en")} test images, ${measured ? "measured" : "interpolated"}`;
  }

  function describe() {
    const said = runs.map((run) => `${run.name} ${formatNumber(errorAt(run.curves, kind, level), 4)}`).join(", ");
    const beside = plain.map(({ name, curves }) => `${name} ${formatNumber(errorAt(curves, kind, level), 4)}`).join(", ");
    chart.setAttribute(
      "aria-label",
      `Mean squared error against the noise level on the test set. At ${formatNumber(level)}: ${said}. No model: ${beside}`,
    );
  }

  const stack = stackedCanvas(chart, { still, moving });
  return {
    chart,
    head,
    rows,
    set,
    describe,
    /** @param {number} next */
    moveTo(next) {
      level = next;
      stack.move();
    },
    repaint: stack.paint,
    qualify: (needed) => void (caveat.hidden = !needed),
    destroy: stack.destroy,
  };
}
