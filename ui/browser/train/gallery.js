// The last runs of the visit, side by side: the map small, what they differ in, what they came to. A press brings the settings back.
import { element } from "../kit/kit.js";
import { stackedCanvas } from "../kit/stack.js";
import { drawDots, mapFrame } from "../map/map_draw.js";
import { formatNumber } from "../model/numbers.js";
import { apart, COARSE, withRun } from "../model/past_runs.js";

const SHELF = "aelab trained"; // in the tab's own storage: the runs outlive the page, and nobody else's tab has them

/** @typedef {import("../model/past_runs.js").Past} Past */

/**
 * @param {(settings: Past["settings"]) => void} pick
 * @returns {{element: HTMLElement, keep: (run: Past) => void, next: () => number, repaint: () => void, destroy: () => void}} keep: a
 *   run, or how it stands by now; next: a mark that no run has
 */
export function gallery(pick) {
  let runs = stored();
  /** @type {ReturnType<typeof stackedCanvas>[]} */
  let maps = [];
  const list = element("ol", { class: "train-past", "data-testid": "train-past" });
  const empty = element(
    "p",
    { class: "second" },
    "A run that you pause or start over stays here, so that the next one can be compared with it.",
  );
  const node = element("section", { class: "learn-past" }, element("h2", { class: "name" }, "Your runs"), empty, list);

  function show() {
    for (const map of maps) map.destroy();
    const called = apart(runs.map(({ settings }) => settings));
    maps = [];
    empty.hidden = runs.length > 0;
    list.replaceChildren(
      ...runs.map((run, i) => {
        const { node, map } = card(run, called[i]);
        node.onclick = () => pick(run.settings);
        maps.push(map);
        return element("li", {}, node);
      }),
    );
  }
  show();
  return {
    element: node,
    keep(run) {
      runs = withRun(runs, run);
      store(runs);
      show();
    },
    next: () => 1 + Math.max(0, ...runs.map(({ mark }) => mark)),
    repaint: () => maps.forEach((map) => map.paint()),
    destroy: () => maps.forEach((map) => map.destroy()),
  };
}

/** @param {Past} run @param {string} called */
function card({ epoch, train, test, kl, near, points, labels }, called) {
  const surface = element("span", { class: "surface train-past-map" });
  const dots = { points: Float32Array.from(points), labels: Uint8Array.from(labels), count: labels.length };
  const map = stackedCanvas(surface, {
    still(on, { width, colours }) {
      drawDots(on, mapFrame(COARSE, width, false), dots, colours);
      return null;
    },
    moving() {},
  });
  const figures = [
    `epoch ${formatNumber(epoch, 1)}`,
    `test ${formatNumber(test, 1)}, training ${formatNumber(train, 1)}`,
    `${kl === null ? "" : `KL ${formatNumber(kl)}, `}10-NN ${formatNumber(near)}`,
  ];
  const node = element(
    "button",
    { type: "button", class: "train-run", "data-testid": "train-run", title: "Bring these settings back, and start over" },
    surface,
    element("strong", {}, called),
    ...figures.map((figure) => element("span", { class: "tick" }, figure)),
  );
  return { node, map };
}

/** @returns {Past[]} */
function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(SHELF) ?? "[]");
  } catch {
    return []; // a browser that keeps nothing
  }
}

/** @param {Past[]} runs */
function store(runs) {
  try {
    sessionStorage.setItem(SHELF, JSON.stringify(runs));
  } catch {
    // they stay as long as the page
  }
}
