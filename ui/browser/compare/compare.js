// Ten digits, or ten draws of the prior, and what each chosen run makes of them, row under row.
import { element } from "../kit/kit.js";
import { button, presetRow, segmented } from "../kit/controls.js";
import { copyLink } from "../kit/copy_link.js";
import { overDelivered } from "../kit/delivered.js";
import { runReady } from "../kit/store.js";
import { runsInView } from "../kit/runs.js";
import { View } from "../kit/view.js";
import { clipSwitch } from "../digits/noise_words.js";
import { TenDigits } from "../digits/ten_digits.js";
import { COLUMNS } from "../digits/line.js";
import { formatNumber } from "../model/numbers.js";
import { givenRows } from "./given.js";
import { runRow } from "./run_row.js";
import { inBudget } from "./in_budget.js";

const VIEWS = [
  { value: "reconstructed", label: "Reconstructed" },
  { value: "sampled", label: "Sampled" },
];
const SHARED =
  "Each column is one sequence of random numbers ε ∼ N(0, 1). A run whose code has d numbers decodes the first d of them times the temperature τ: runs of one size get the same code, a larger one begins with it.";

/**
 * @typedef {import("./run_row.js").ComparedRun} ComparedRun
 * @typedef {import("./run_row.js").RunRow} RunRow
 * @typedef {{runs: ComparedRun[], one: string, kinds: import("../digits/noise_words.js").NoiseKinds,
 *   presets: (import("../kit/controls.js").Preset & {set: Record<string, any>})[]} & ViewData} CompareData
 */

/**
 * `data`: runs [{name, kind, spec, beta, trained: {words}}], one (what a delivered digit is called), kinds of noise,
 * and the view of ui/instruments/compare.py.
 * @param {Component<CompareData>} component
 */
export default function (component) {
  return overDelivered(component, ["digits"], (root, { digits }, data, report) => compare(root, digits, data, report));
}

/** @param {HTMLElement} root @param {Tensors} delivered @param {CompareData} data @param {Tell} report */
function compare(root, delivered, { one, kinds, presets, ...data }, report) {
  const view = new View(data, { moved, led, seen, report });
  const digits = new TenDigits(delivered, view.now.digits);
  view.now.digits = digits.indices();
  const given = givenRows({ one, kinds, view, digits, onPick: (label) => change(() => digits.next(label)) });
  const others = button("Other digits", () => change(() => digits.shuffle()), { testid: "other-digits" });
  const runLines = element("div", { class: "lines" });
  const runs = runsInView({ add: addRun });
  const pictures = inBudget(paint, given.draw, describe); // of the runs
  let sampled = view.now.view === "sampled";
  root.append(
    element(
      "div",
      { class: "compare" },
      ...controls(view, { others, ...given }),
      runLines,
      presetRow(presets, ({ set }) => view.choose(set)),
    ),
  );

  /** @param {Record<string, any>} part */
  function moved(part) {
    if ("view" in part && (part.view === "sampled") !== sampled) {
      sampled = part.view === "sampled";
      for (const row of runs.all) row.end(part.view);
    }
    given.changed("seed" in part, Math.max(2, ...runs.all.map(({ size }) => size)));
    pictures.redraw();
  }

  /** @param {Record<string, any>} part */
  function led(part) {
    if (!("digits" in part)) return;
    digits.take(view.now.digits);
    given.originals.show(digits);
  }

  /** @param {() => void} work */
  function change(work) {
    work();
    given.originals.show(digits);
    view.choose({ digits: digits.indices() });
  }

  /** @param {{row: RunRow, column: number}} cell */
  function paint({ row, column }) {
    if (sampled) return row.sample(column, given.epsilon(column), view.now.temperature);
    row.reconstruct(column, given.noisy[column], digits.of(column));
    if (column === COLUMNS - 1) showErrors(runs.all, row);
  }

  function describe() {
    for (const row of runs.all) if (row.model) row.describe(view.now.view);
    given.describe();
  }

  function seen() {
    if (sampled) return `Ten draws of the prior at temperature ${formatNumber(view.now.temperature)}, seed ${view.now.seed}`;
    const errors = runs.all.filter(({ model }) => model).map((row) => `${row.short} ${formatNumber(row.error(), 4)}`);
    return `At ${formatNumber(view.now.level)}, mean MSE to the originals: ${errors.join(", ")}`;
  }

  /** @param {ComparedRun} run */
  function addRun(run) {
    const row = runRow(run);
    row.end(view.now.view);
    runReady(run.name, run.spec, ["model"])
      .then(({ model }) => {
        row.model = model;
        fillCells();
      })
      .catch((error) => row.fail(error));
    return row;
  }

  function fillCells() {
    pictures.fill(
      runs.all.filter(({ model }) => model).flatMap((row) => Array.from({ length: COLUMNS }, (_, column) => ({ row, column }))),
    );
    moved({});
  }

  return {
    /** @param {CompareData} data */
    update({ runs: wanted }) {
      if (runs.keep(wanted)) {
        runLines.replaceChildren(...runs.all.map((row) => row.element));
        fillCells();
      }
      view.show();
      given.draws.repaint(); // the theme may be another
    },
    destroy: given.draws.destroy,
  };
}

/** @param {RunRow[]} rows @param {RunRow} row */
function showErrors(rows, row) {
  row.showError();
  const ready = rows.filter((other) => other.model);
  const least = Math.min(...ready.map((other) => other.error()));
  for (const other of ready) other.best(ready.length > 1 && other.error() === least);
}

// What stands above the runs: the view and its buttons, the slider in use, and what the runs are given.
/** @param {View} view @param {Record<"originals" | "spoilt" | "draws", {element: HTMLElement}> & {others: HTMLElement}} parts */
function controls(view, { others, originals, spoilt, draws }) {
  const views = segmented({
    label: "View",
    options: VIEWS,
    value: view.now.view,
    testid: "compare-view",
    onChange: (chosen) => view.choose({ view: chosen }),
  });
  const seedShown = element("span", { class: "second", "data-testid": "seed", "data-part": "new-seed" });
  const seed = button("", () => view.choose({ seed: view.next("seed") }), {
    testid: "new-seed",
    title: "Other random numbers",
  });
  const clip = clipSwitch((noise) => view.choose({ noise }));
  const level = view.slider("level", {
    label: "Noise level",
    step: 0.01,
    testid: "noise-level",
    bubble: false,
    format: (v) => `σ = ${v.toFixed(2)}`,
  });
  const temperature = view.slider("temperature", {
    label: "[Temperature]",
    step: 0.02,
    testid: "temperature",
    bubble: false,
    format: (v) => `τ = ${v.toFixed(2)}`,
  });
  const shared = element("p", { class: "shared second", "data-testid": "shared" }, SHARED);
  view.shows((now) => {
    const sampled = now.view === "sampled";
    views.set(now.view);
    clip.set(now.noise);
    seedShown.textContent = `seed ${now.seed}`;
    seed.textContent = sampled ? "New samples" : "New noise";
    for (const node of [level.element, clip.element, others, originals.element, spoilt.element]) node.hidden = sampled;
    for (const node of [temperature.element, draws.element, shared]) node.hidden = !sampled;
  });
  return [
    element(
      "div",
      { class: "compare-bar" },
      views.element,
      element("div", { class: "compare-buttons" }, clip.element, seedShown, seed, others),
      copyLink(() => view.link()),
    ),
    element("div", { class: "compare-slider" }, level.element, temperature.element),
    element("div", { class: "lines" }, originals.element, spoilt.element, draws.element, shared),
  ];
}
