// The lineup: ten digits, or ten draws of the prior, and what each chosen run makes of them, row under row.
import { element, onePerFrame } from "../kit/kit.js";
import { button, copyLink, presetRow, segmented, slider } from "../kit/controls.js";
import { overDelivered } from "../kit/delivered.js";
import { runReady } from "../kit/store.js";
import { meanSquaredError } from "../model/passes.js";
import { addNoise, noiseField, normalsFrom, uniformFrom } from "../model/noise.js";
import { clipSwitch } from "../digits/noise_words.js";
import { TenDigits } from "../digits/ten_digits.js";
import { COLUMNS } from "../digits/line.js";
import { drawsRow, noisyRow, originalsRow } from "./given_rows.js";
import { runRow } from "./run_row.js";

const BUDGET = 9; // ms of a frame for pictures: fifty of them take more, and the hand is not to wait
const SEEDS = 1000;
const VIEWS = [
  { value: "reconstructed", label: "Reconstructed" },
  { value: "sampled", label: "Sampled" },
];
const SHARED =
  "Each column is one sequence of random numbers ε ∼ N(0, 1). A run whose code has d numbers decodes the first d of them times the temperature τ: runs of one size get the same code, a larger one begins with it.";
const rounded = (v) => Number(v.toFixed(3)); // as the address holds it, so that a link shows the same pixels

/**
 * `data`: runs [{name, kind, spec, beta, trained: {noise, levels}}], one (what a delivered digit is called), start {view,
 * noise, level, temperature, seed, digits}, presets [{name, question, set: some of start}]. On release Python hears `view`: the keys
 * of start, digits null for the first ones.
 */
export default function (component) {
  return overDelivered(component, ["digits"], (root, { digits }, data, report) => compare(root, digits, data, report));
}

function compare(root, delivered, { one, presets, start }, report) {
  const { digits: wanted, ...state } = start;
  const digits = new TenDigits(delivered, wanted);
  const noisy = Array.from({ length: COLUMNS }, () => new Float32Array(784));
  let [fields, epsilons] = [[], []];
  let rows = [];
  let rowsShown = "";
  let givenStale = true;
  let [cells, next, stale] = [[], 0, 0]; // pictures of the runs, row by row; which is next; how many are out of date

  const originals = originalsRow({ one, onPick: (label) => change(() => digits.next(label)) });
  const spoilt = noisyRow();
  const draws = drawsRow();
  const shared = element("p", { class: "shared second", "data-testid": "shared" }, SHARED);
  const views = segmented({ label: "View", options: VIEWS, value: state.view, testid: "compare-view", onChange: (view) => choose({ view }) });
  const seedShown = element("span", { class: "second", "data-testid": "seed" });
  const seed = button("", () => choose({ seed: (state.seed + 1) % SEEDS }), { testid: "new-seed", title: "Other random numbers" });
  const clip = clipSwitch((noise) => choose({ noise }));
  const others = button("Other digits", () => change(() => digits.shuffle()), { testid: "other-digits" });
  const level = slider({
    label: "Noise level", min: 0, max: 1, step: 0.01, value: state.level, testid: "noise-level", bubble: false,
    format: (v) => `σ = ${v.toFixed(2)}`, onInput: (v) => apply({ level: rounded(v) }), onRelease: release,
  });
  const temperature = slider({
    label: "Temperature", min: 0, max: 2, step: 0.02, value: state.temperature, testid: "temperature", bubble: false,
    format: (v) => `τ = ${v.toFixed(2)}`, onInput: (v) => apply({ temperature: rounded(v) }), onRelease: release,
  });
  const runLines = element("div", { class: "lines" });
  const redraw = onePerFrame(draw);
  const redrawGiven = onePerFrame(drawGiven); // apart: what the hand moves itself is not to wait for the runs
  root.append(
    element("div", { class: "compare" },
      element("div", { class: "compare-bar" }, views.element, element("div", { class: "compare-buttons" }, clip.element, seedShown, seed, others), copyLink(() => view())),
      element("div", { class: "compare-slider" }, level.element, temperature.element),
      element("div", { class: "lines" }, originals.element, spoilt.element, draws.element, shared),
      runLines,
      presetRow(presets, ({ set }) => choose(set)),
    ),
  );

  const sampled = () => state.view === "sampled";

  function apply(changed) {
    Object.assign(state, changed);
    if ("seed" in changed || epsilons[0].length < longest()) seedAgain();
    spoil();
  }

  // A choice made at one stroke: every control shows it, and Python hears of it.
  function choose(changed) {
    if ("view" in changed && changed.view !== state.view) for (const row of rows) row.end(changed.view);
    apply(changed);
    showControls();
    release();
  }

  function change(work) {
    work();
    originals.show(digits);
    spoil();
    release();
  }

  function longest() {
    return Math.max(2, ...rows.map(({ size }) => size));
  }

  // Every column has random numbers of its own; a longer sequence of one seed begins with the shorter.
  function seedAgain() {
    const columns = Array.from({ length: COLUMNS }, (_, i) => COLUMNS * state.seed + i);
    fields = columns.map(noiseField);
    epsilons = columns.map((column) => normalsFrom(uniformFrom(Math.imul(column + 1, 0x85ebca6b)), longest()));
  }

  function spoil() {
    givenStale = true;
    stale = cells.length;
    redrawGiven();
    redraw();
  }

  // The runs' pictures, from where the last frame stopped: under a steady drag all get their turn.
  function draw() {
    const end = performance.now() + BUDGET;
    drawGiven();
    for (let first = true; stale && (first || performance.now() + cells[next].row.cost < end); first = false) {
      paint(cells[next]);
      next = (next + 1) % cells.length;
      stale--;
    }
    if (stale) redraw();
  }

  function drawGiven() {
    if (!givenStale) return;
    givenStale = false;
    if (sampled()) return draws.draw(epsilons, state.temperature);
    noisy.forEach((out, i) => addNoise(state.noise, digits.of(i).pixels, state.level, fields[i], out));
    const error = noisy.reduce((sum, image, i) => sum + meanSquaredError(image, digits.of(i).pixels), 0) / COLUMNS;
    spoilt.draw(noisy, state.noise, state.level, error);
  }

  function paint({ row, column }) {
    const began = performance.now();
    if (sampled()) row.sample(column, epsilons[column], state.temperature);
    else row.reconstruct(column, noisy[column], digits.of(column));
    row.cost = performance.now() - began;
    if (!sampled() && column === COLUMNS - 1) showErrors(row);
  }

  function showErrors(row) {
    row.showError();
    const ready = rows.filter((other) => other.model);
    const least = Math.min(...ready.map((other) => other.error()));
    for (const other of ready) other.best(ready.length > 1 && other.error() === least);
  }

  function showControls() {
    views.set(state.view);
    clip.set(state.noise);
    level.set(state.level);
    temperature.set(state.temperature);
    seedShown.textContent = `seed ${state.seed}`;
    seed.textContent = sampled() ? "New samples" : "New noise";
    for (const node of [level.element, clip.element, others, originals.element, spoilt.element]) node.hidden = sampled();
    for (const node of [temperature.element, draws.element, shared]) node.hidden = !sampled();
  }

  function view() {
    return { ...state, digits: digits.indices() };
  }

  function release() {
    for (const row of rows) row.describe(state.view);
    if (sampled()) draws.describe();
    else spoilt.describe();
    report(view());
  }

  function addRun(run) {
    const row = runRow(run);
    row.end(state.view);
    runReady(run.name, run.spec, ["model"])
      .then(({ model }) => {
        row.model = model;
        fillCells();
      })
      .catch((error) => row.fail(error));
    return row;
  }

  function fillCells() {
    cells = rows.filter(({ model }) => model).flatMap((row) => Array.from({ length: COLUMNS }, (_, column) => ({ row, column })));
    next = 0;
    spoil();
  }

  originals.show(digits);
  seedAgain();
  return {
    update({ runs: wantedRuns }) {
      const names = wantedRuns.map(({ name }) => name).join(" ");
      if (names !== rowsShown) {
        rowsShown = names;
        const kept = new Map(rows.map((row) => [row.name, row]));
        rows = wantedRuns.map((run) => kept.get(run.name) ?? addRun(run));
        runLines.replaceChildren(...rows.map((row) => row.element));
        if (epsilons[0].length < longest()) seedAgain();
        fillCells();
      }
      showControls();
      draws.repaint(); // the theme may be another
    },
    destroy: draws.destroy,
  };
}
