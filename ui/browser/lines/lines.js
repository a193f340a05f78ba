// Charts of lines, one beside or under the other: measured figures, and nothing to set.
import { element, instrument } from "../kit/kit.js";
import { endsInWords, lineChart } from "../kit/line_chart.js";

/**
 * across: how many stand beside each other where there is room
 * @typedef {{charts: (import("../kit/line_chart.js").Chart & {about: string})[], across: number}} LinesData
 */

/** @param {Component<LinesData>} component */
export default function (component) {
  return instrument(component, (root) => {
    const node = element("div", { class: "line-charts" });
    /** @type {ReturnType<typeof lineChart>[]} */
    const made = [];
    root.append(node);
    return {
      /** @param {Component<LinesData>} now */
      update({ data: { charts, across } }) {
        for (const { element: gone, destroy } of made.splice(charts.length)) {
          destroy();
          gone.remove();
        }
        while (made.length < charts.length) {
          const chart = lineChart();
          made.push(chart);
          node.append(chart.element);
        }
        node.style.setProperty("--across", String(across));
        node.classList.toggle("panels", charts.length > across);
        charts.forEach(({ about, ...chart }, i) => {
          made[i].describe(`${about}. ${endsInWords(chart)}`);
          made[i].show(chart);
        });
      },
      destroy() {
        for (const chart of made) chart.destroy();
      },
    };
  });
}
