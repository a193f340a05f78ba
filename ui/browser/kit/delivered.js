// Instruments over pictures that Python delivers beside the runs: digits, made-up images.
import { instrument, showProblem } from "./kit.js";
import { runReady } from "./store.js";

/**
 * Mount an instrument that is built once its pictures are there, from the first call's data; until then later calls wait.
 * @param {object} component what Streamlit hands to the default export
 * @param {string[]} parts what is waited for: "digits" of ui/digits.py, "outliers" of ui/made_up.py
 * @param {(root: HTMLElement, pictures: Record<string, Map>, data: object, report: (view: object) => void) =>
 *   {update: (data: object) => void, destroy: () => void}} build pictures by part; report tells Python the `view`
 * @returns {() => void} Streamlit's cleanup
 */
export function overDelivered(component, parts, build) {
  return instrument(component, (root, first) => {
    let latest = first;
    let made = null;
    Promise.all(parts.map((part) => runReady(`@${part}`, null, [part])))
      .then((ready) => {
        made = build(root, Object.assign({}, ...ready), first.data, (view) => latest.setStateValue("view", view));
        made.update(latest.data);
      })
      .catch((error) => showProblem(root, error));
    return {
      update(component) {
        latest = component;
        made?.update(component.data);
      },
      destroy: () => made?.destroy(),
    };
  });
}
