// The runs in view, one at a time or several.
import { showProblem } from "./kit.js";
import { runReady } from "./store.js";

/**
 * @typedef {import("./store.js").Part} Part
 * @typedef {import("./store.js").Ready} Ready
 */

/**
 * An instrument of one run: it shows the one that was asked for last, however long another is on its way.
 * @param {HTMLElement} root where a problem is said
 * @returns {(run: {name: string, spec: Spec}, parts: Part[], show: (ready: Ready) => void) => boolean} ask for a run's parts;
 *   whether it is another run than before
 */
export function oneRun(root) {
  let asked = "";
  return (run, parts, show) => {
    if (run.name === asked) return false;
    asked = run.name;
    const still = () => run.name === asked;
    runReady(run.name, run.spec, parts)
      .then((ready) => still() && show(ready))
      .catch((error) => still() && showProblem(root, error));
    return true;
  };
}

/**
 * Several runs: one that stays in view while others come and go is not built anew.
 * @template {{name: string}} Asked
 * @template {{name: string}} Shown
 * @param {{add: (run: Asked) => Shown, drop?: (run: Shown) => void}} calls add: build what shows a run; drop: it has left the
 *   view
 * @returns {{all: Shown[], keep: (wanted: Asked[]) => boolean}} keep: bring the runs in view to those wanted; whether they are
 *   others now
 */
export function runsInView({ add, drop }) {
  let names = "";
  const runs = {
    /** @type {Shown[]} */
    all: [],
    /** @param {Asked[]} wanted */
    keep(wanted) {
      const asked = wanted.map(({ name }) => name).join(" ");
      if (asked === names) return false;
      names = asked;
      const before = new Map(runs.all.map((run) => [run.name, run]));
      runs.all = wanted.map((run) => before.get(run.name) ?? add(run));
      for (const run of before.values()) if (!runs.all.includes(run)) drop?.(run);
      return true;
    },
  };
  return runs;
}
