// The ROC curves of one run: share of each kind caught against share of test digits flagged, and where the threshold is.
import { element } from "../kit/kit.js";
import { lineChart } from "../kit/line_chart.js";
import { spelled } from "../kit/word.js";
import { formatNumber } from "../model/numbers.js";
import { KINDS } from "./kinds.js";
import { rocCurve, shareAbove, thresholdFor } from "../model/scores.js";

/** @typedef {{name: string, short: string, measured: Measured}} MeasuredRun */

/**
 * @returns {{element: HTMLElement, set: (run: MeasuredRun) => void, moveTo: (share: number) => void, describe: () => void,
 *   destroy: () => void}} set: the run whose curves these are; moveTo: the share of test digits flagged
 */
export function rocChart() {
  const chart = lineChart("roc");
  const title = element("p", { class: "panel-title" });
  /** @type {MeasuredRun} */
  let run;
  let flags = 0;

  function rates() {
    const threshold = thresholdFor(run.measured, flags);
    return KINDS.map(({ key }) => shareAbove(run.measured, key, threshold));
  }

  return {
    element: element("div", { class: "roc", "data-part": "roc" }, title, chart.element),
    set(next) {
      run = next;
      title.replaceChildren(...spelled("[ROC]"), ` of ${run.short}`);
      chart.element.dataset.run = run.name;
      chart.show({
        lines: KINDS.map(({ key, name, line }) => {
          const curve = rocCurve(run.measured, key).reverse();
          return { name, kind: line, x: curve.map(([flagged]) => 100 * flagged), y: curve.map(([, caught]) => 100 * caught) };
        }),
        x: { title: "digits flagged, %", range: [0, 100], decimals: 1 },
        y: { title: "caught, %", range: [0, 100], decimals: 1 },
        led: true,
      });
    },
    moveTo(share) {
      flags = share;
      chart.moveTo(
        100 * flags,
        rates().map((rate) => 100 * rate),
      );
    },
    describe() {
      const caught = rates().map((rate, i) => `${formatNumber(100 * rate, 1)}% of ${KINDS[i].key}`);
      chart.describe(
        `${title.textContent}: flagging ${formatNumber(100 * flags, 1)}% of test digits catches ${caught.join(", ")}`,
      );
    },
    destroy: chart.destroy,
  };
}
