// Mean error of each run against the level of the noise, as measured on the test set when the run was trained. The x axis
// is the track of the slider above: the thumb's line falls through the curves.
import { element } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { pictured, rimmedDisc } from "../kit/canvas.js";
import { stackedCanvas } from "../kit/stack.js";
import { drawCurves, writeCurves } from "./curve_draw.js";
import { curveTable } from "./curve_table.js";
import { errorAt } from "../model/curves.js";

const OVERHANG = 12; // beside the track at both ends, for the thumb and the marks at level 0 and 1
const BEYOND = 28; // right of the track where names stand there, for the lines that lead to them
const TOP = 26;
const BOTTOM = 24;
/** @type {Record<string, string>} */
const BASELINES = { noisy: "noisy picture", average: "average digit", linear: "linear denoiser" };

/** @typedef {import("./curve_draw.js").CurveView} CurveView */

/**
 * @typedef {Named & RunCurves} CurveRun
 * @typedef {object} RunCurves
 * @property {{noise: string, levels: [number, number], words: string}} trained
 * @property {Curves} curves
 */

/** @typedef {{levels: number[], images: number, [kind: string]: any}} Baselines */

/**
 * A card's: levels, the number of test images, and for each kind of noise the mean MSE at every level.
 * @typedef {{levels: number[], images: number, [kind: string]: any}} Curves
 */

/**
 * @param {Baselines | null} baselines the "curves" of aelab/denoisers.py: levels, images,
 *   and for each kind the errors of what is no model, by name (see `BASELINES`)
 * @returns {{chart: HTMLElement, head: HTMLElement, rows: HTMLElement, set: (runs: CurveRun[], kind: string,
 *   symbol: string) => void, moveTo: (level: number) => void, repaint: () => void, describe: () => void, qualify: (needed:
 *   boolean) => void, destroy: () => void}} chart: curves and the moving line; head and rows: the table at its right, in the
 *   order of the level shown; qualify: whether to say that what was measured is one pass without noise in the code
 */
export function errorCurves(baselines) {
  const chart = element("div", { class: "curves", ...pictured("Errors against the noise level"), "data-testid": "error-curves" });
  const table = curveTable(() => stack.paintStill());
  /** @type {CurveRun[]} */
  let runs = []; // those that were measured with this kind of noise
  /** @type {import("./curve_draw.js").Line[]} */
  let plain = []; // the baselines for it
  let kind = "gaussian";
  let symbol = "σ";
  let level = 0;
  /** @param {CurveRun[]} newRuns @param {string} newKind @param {string} newSymbol */
  function set(newRuns, newKind, newSymbol) {
    [runs, kind, symbol] = [newRuns.filter(({ curves }) => curves[newKind]), newKind, newSymbol];
    const { levels, images, [kind]: measured = {} } = baselines ?? /** @type {Baselines} */ ({ levels: [], images: 0 });
    plain = Object.entries(measured).map(([name, errors]) => ({
      name: BASELINES[name],
      curves: { levels, images, [kind]: errors },
    }));
    const missing = newRuns.filter((run) => !runs.includes(run));
    table.set(runs, missing);
    stack.paint();
  }

  /** @type {import("../kit/stack.js").Still<CurveView>} */
  function still(context, box) {
    if (!(runs.length || plain.length)) return null;
    const named = table.rows.offsetTop > chart.offsetTop + chart.offsetHeight / 2; // on a phone the table is below, not at the lines' ends
    const view = viewOf(box, { runs, plain, kind, symbol, named, held: table.held() });
    drawCurves(context, view);
    return view;
  }

  /** @type {import("../kit/stack.js").Moving<CurveView>} */
  function moving(context, { x, y, named, held }, { colours, width, height }) {
    const at = x(level);
    const errors = runs.map((run) => errorAt(run.curves, kind, level));
    const ends = runs.map((run) => y(run.curves[kind].at(-1)));
    const names = table.place(errors, ends, height - BOTTOM / 2);
    context.fillStyle = colours.accent;
    context.fillRect(at - 1, 0, 2, height - BOTTOM);
    runs.forEach(({ name }, i) => {
      if (!named) joinName(context, [x(1), ends[i]], [width - OVERHANG, names[i]], held === name ? colours.ink : colours.edge);
      rimmedDisc(context, at, y(errors[i]), colours.page);
      table.show(name, errors[i]);
    });
    table.tell(/** @type {Curves} */ (runs[0]?.curves ?? baselines), level);
  }

  function describe() {
    const said = runs.map((run) => `${run.title} ${formatNumber(errorAt(run.curves, kind, level), 4)}`).join(", ");
    const beside = plain.map(({ name, curves }) => `${name} ${formatNumber(errorAt(curves, kind, level), 4)}`).join(", ");
    chart.setAttribute(
      "aria-label",
      `Mean squared error against the noise level on the test set. At ${formatNumber(level)}: ${said}. No model: ${beside}`,
    );
  }

  const stack = stackedCanvas(chart, { still, moving, written: writeCurves });
  return {
    chart,
    head: table.head,
    rows: table.rows,
    set,
    describe,
    /** @param {number} next */
    moveTo(next) {
      level = next;
      stack.move();
    },
    repaint: stack.paint,
    qualify: table.qualify,
    destroy: stack.destroy,
  };
}

// From the end of a line to its name.
/** @param {Context} context @param {Point} from @param {Point} to @param {string} colour */
function joinName(context, [left, from], [right, to], colour) {
  context.beginPath();
  context.moveTo(left + 2, from);
  context.lineTo(right - 6, to);
  context.lineTo(right, to);
  context.lineWidth = 1;
  context.strokeStyle = colour;
  context.stroke();
}

/**
 * @param {import("../kit/stack.js").Box} box
 * @param {Pick<CurveView, "runs" | "plain" | "kind" | "symbol" | "named" | "held">} shown
 * @returns {CurveView}
 */
function viewOf({ width, height, colours }, shown) {
  const { runs, plain, kind, named } = shown;
  // the noisy picture leaves the chart at its top: on its scale the models would lie on one line
  const measured = runs.length ? runs : plain.slice(1);
  const most = Math.max(...measured.flatMap((run) => run.curves[kind]), ...(plain[1]?.curves[kind] ?? []));
  const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5].find((s) => most / s <= 3) ?? 1;
  const top = Math.ceil(most / step - 1e-9) * step;
  return {
    ...shown,
    step,
    top,
    width,
    height,
    colours,
    taken: [],
    words: [],
    x: (at) => OVERHANG + at * (width - OVERHANG - (named ? OVERHANG : BEYOND)),
    y: (error) => TOP + (1 - error / top) * (height - TOP - BOTTOM),
  };
}
