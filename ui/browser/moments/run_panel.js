// One run as it learnt: the map of its codes, ten digits as it copied them, and the KL of each number of its code.
import { element, rewrite } from "../kit/kit.js";
import { spelled } from "../kit/word.js";
import { Moments } from "../model/moments.js";
import { flyingMap } from "./flying_map.js";
import { klColumns } from "./kl_columns.js";
import { tenPictures } from "./ten_pictures.js";

/**
 * @typedef {Named & {size: number, variational: boolean, epochs: number, unit: string, recipe: string, axes: string[],
 *   plane: string}} ReplayedRun recipe: how it was trained, in words; plane: what the map shows of its codes, in words
 * @typedef {ReturnType<typeof runPanel>} RunPanel
 */

/**
 * @param {ReplayedRun} run @param {() => void} ready it has taken what was recorded
 */
export function runPanel(run, ready) {
  const map = flyingMap({
    run: run.name,
    label: `Codes of ${run.short} as it learns`,
    size: run.size,
    axes: run.axes,
    prior: run.variational && run.size === 2,
  });
  const ten = tenPictures(run.name);
  const kl = run.variational ? klColumns(run.name) : null;
  const used = element("span", { class: "second" });
  const none = element("p", { class: "tick" }, "None: nothing draws the codes of a plain autoencoder to a prior.");
  const says = [run.recipe, run.plane].filter(Boolean).join(". ");
  const title = element("p", {}, ...spelled("[KL] of each number, nats "), used);
  const node = element(
    "section",
    { class: "replay-run", "data-run": run.name, "aria-label": run.title },
    element(
      "div",
      { class: "replay-head" },
      element("h2", { class: "name", title: run.name }, run.short),
      element("p", { class: "tick", title: says }, run.recipe),
    ),
    map.element,
    ten.element,
    element("div", { class: "replay-kl" }, title, kl?.element ?? none),
  );
  const panel = {
    ...run,
    element: node,
    /** @type {Moments | null} */
    moments: null,
    /** What was recorded of it, so far or in all. @param {import("../model/moments.js").Recorded} recorded */
    take(recorded) {
      panel.moments = new Moments(recorded);
      map.set(panel.moments);
      ready();
    },
    /** @param {number} most nats that fill the columns */
    scale(most) {
      if (panel.moments) kl?.set(panel.moments, most);
    },
    /** @param {number} t @param {Set<number>} only */
    show(t, only) {
      if (!panel.moments) return;
      map.show(t, only);
      ten.show(panel.moments, t);
      kl?.show(t);
    },
    /** Say in figures what is shown. */
    write() {
      if (kl && panel.moments) rewrite(used, `${kl.used()} of ${run.size} used`);
    },
    /** @param {string} when */
    describe(when) {
      map.describe([`Codes of ${run.short}, ${when}`, ...(run.plane ? [run.plane] : [])].join(". "));
      kl?.describe(`KL of each number, ${when}: ${kl.used()} of ${run.size} used`);
    },
    repaint() {
      map.repaint();
      kl?.repaint();
    },
    destroy() {
      map.destroy();
      kl?.destroy();
    },
  };
  return panel;
}
