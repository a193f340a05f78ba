// The ROC curves of one run: share of each kind caught against share of test digits flagged, and where the threshold is.
import { element } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { rimmedDisc } from "../kit/canvas.js";
import { stackedCanvas } from "../kit/stack.js";
import { KINDS } from "./kinds.js";
import { rocCurve, shareAbove, thresholdFor } from "../model/scores.js";
import { spelled } from "../kit/word.js";

const EDGE = 6; // for the points at the corners
const WORDS = 18; // for those along each axis

/**
 * @typedef {{name: string, short: string, measured: Measured}} MeasuredRun
 * @typedef {{x: (share: number) => number, y: (share: number) => number}} Scales
 */

/**
 * @returns {{element: HTMLElement, set: (run: MeasuredRun) => void,
 *   moveTo: (share: number) => void, repaint: () => void, describe: () => void, destroy: () => void}}
 *   set: the run whose curves these are; moveTo: the share of test digits flagged
 */
export function rocChart() {
  const chart = element("div", { class: "roc-chart", role: "img", "aria-label": "ROC curves", "data-testid": "roc" });
  const title = element("p", { class: "panel-title" });
  /** @type {MeasuredRun} */
  let run;
  let flags = 0;

  /** @type {import("../kit/stack.js").Still<Scales>} */
  function still(context, { width, height, colours }) {
    if (!run) return null;
    const [across, down] = [width - WORDS - 2 * EDGE, height - WORDS - 2 * EDGE];
    /** @param {number} share */
    const x = (share) => WORDS + EDGE + share * across;
    /** @param {number} share */
    const y = (share) => EDGE + (1 - share) * down;
    drawStill(context, { height, x, y, colours }, run);
    return { x, y };
  }

  /** @type {import("../kit/stack.js").Moving<Scales>} */
  function moving(context, { x, y }, { colours }) {
    context.fillStyle = colours.accent;
    context.fillRect(Math.round(x(flags)) - 1, y(1), 2, y(0) - y(1));
    for (const caught of rates()) rimmedDisc(context, x(flags), y(caught), colours.page);
  }

  function rates() {
    const threshold = thresholdFor(run.measured, flags);
    return KINDS.map(({ key }) => shareAbove(run.measured, key, threshold));
  }

  const stack = stackedCanvas(chart, { still, moving });
  return {
    element: element("div", { class: "roc" }, title, chart),
    set(next) {
      run = next;
      title.replaceChildren(...spelled("[ROC]"), ` of ${run.short}`);
      chart.dataset.run = run.name;
      stack.paint();
    },
    moveTo(share) {
      flags = share;
      stack.move();
    },
    repaint: stack.paint,
    describe() {
      const caught = rates().map((rate, i) => `${formatNumber(100 * rate, 1)}% of ${KINDS[i].key}`);
      chart.setAttribute(
        "aria-label",
        `${title.textContent}: flagging ${formatNumber(100 * flags, 1)}% of test digits catches ${caught.join(", ")}`,
      );
    },
    destroy: stack.destroy,
  };
}

/** @param {Context} context @param {Scales & {colours: Colours, height: number}} view @param {MeasuredRun} run */
function drawStill(context, { colours, height, x, y }, run) {
  context.fillStyle = colours.grid;
  for (const share of [0.5, 1]) {
    context.fillRect(x(0), Math.round(y(share)), x(1) - x(0), 1);
    context.fillRect(Math.round(x(share)), y(1), 1, y(0) - y(1));
  }
  context.strokeStyle = colours.hairline;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x(0), y(0));
  context.lineTo(x(1), y(1)); // what guessing reaches
  context.stroke();
  context.fillStyle = colours.edge;
  context.fillRect(x(0), Math.round(y(0)), x(1) - x(0), 1);
  context.fillRect(Math.round(x(0)), y(1), 1, y(0) - y(1));
  context.strokeStyle = colours.ink;
  context.lineWidth = 2;
  for (const { key, dash } of KINDS) {
    context.setLineDash(dash);
    context.beginPath();
    for (const [flagged, caught] of rocCurve(run.measured, key)) context.lineTo(x(flagged), y(caught));
    context.stroke();
  }
  context.setLineDash([]);
  context.font = `13px ${colours.font}`;
  context.fillStyle = colours.ink2;
  context.textBaseline = "alphabetic";
  context.textAlign = "center";
  context.fillText("digits flagged, 0 to 100%", (x(0) + x(1)) / 2, height - 4);
  context.save();
  context.translate(13, (y(0) + y(1)) / 2);
  context.rotate(-Math.PI / 2);
  context.fillText("caught, 0 to 100%", 0, 0);
  context.restore();
}
