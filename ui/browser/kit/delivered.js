// Instruments over pictures that Python delivers beside the runs: digits, made-up images.
import { element, instrument, showProblem } from "./kit.js";
import { runReady } from "./store.js";

/** @typedef {{update: (data: any) => void, destroy: () => void}} Shown */

/**
 * Mount an instrument that is built once its pictures are there, from the first call's data; until then it says so, and later
 * calls wait.
 * @param {Component} component what Streamlit hands to the default export
 * @param {("digits" | "outliers")[]} parts what is waited for: "digits" of ui/digits.py, "outliers" of ui/made_up.py
 * @param {(root: HTMLElement, pictures: Record<string, Tensors>, data: any, report: Tell) => Shown} build pictures by part;
 *   report tells Python the `view`
 * @returns {() => void} Streamlit's cleanup
 */
export function overDelivered(component, parts, build) {
  return instrument(component, (root, first, report) => {
    let latest = first.data;
    /** @type {Shown | null} */
    let made = null;
    const waiting = element("p", { class: "second" }, "The digits are on their way.");
    root.append(waiting);
    Promise.all(parts.map((part) => runReady(`@${part}`, null, [part])))
      .then((ready) => {
        waiting.remove();
        made = build(root, Object.assign({}, ...ready), first.data, report);
        made.update(latest);
      })
      .catch((error) => showProblem(root, error));
    return {
      update({ data }) {
        latest = data;
        made?.update(data);
      },
      destroy: () => made?.destroy(),
    };
  });
}
