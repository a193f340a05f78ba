// Draw anything: what each chosen run makes of it, how far that is off, and how that error tells digits from what is none.
import { element, onePerFrame } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { presetRow, slider } from "../kit/controls.js";
import { copyLink } from "../kit/copy_link.js";
import { overDelivered } from "../kit/delivered.js";
import { runsInView } from "../kit/runs.js";
import { View } from "../kit/view.js";
import { KINDS, lineSample } from "./kinds.js";
import { rocChart } from "./roc_chart.js";
import { runParts } from "./run_parts.js";
import { scoreAxis } from "./score_axis.js";
import { shareAbove } from "../model/scores.js";
import { specimens } from "./specimen.js";
import { spelled } from "../kit/word.js";

/**
 * @typedef {import("./run_parts.js").ScoredRun} ScoredRun
 * @typedef {import("./run_parts.js").RunParts} RunParts
 * @typedef {{runs: ScoredRun[], one: string, fallback: {what: string, index: number},
 *   presets: (import("../kit/controls.js").Preset & {set: Record<string, any>})[]} & ViewData} OutliersData
 */

/**
 * `data`: runs [{name, title, short, spec, measured: what run.json keeps under "outliers"}], one (what a delivered digit is called),
 * fallback {what, index}, and the view of ui/instruments/outliers.py.
 * @param {Component<OutliersData>} component
 */
export default function (component) {
  return overDelivered(component, ["digits", "outliers"], (root, { digits, outliers: made }, data, report) =>
    outliers(root, { digits, made, ...data }, report),
  );
}

/** @param {HTMLElement} root @param {OutliersData & {digits: Tensors, made: Tensors}} data @param {Tell} report */
function outliers(root, { digits, made, one, fallback, presets, ...data }, report) {
  const view = new View(data, { moved: () => redraw(), led, seen: () => seenOf(specimen, runs), report });
  const specimen = specimens({
    digits,
    made,
    one,
    start: view.now,
    fallback,
    onInput: () => view.move(inHand()),
    onRelease: view.release,
  });
  Object.assign(view.now, inHand());
  const pictures = element("div", { class: "copies" });
  const share = element("b", { class: "live", "data-testid": "flags" });
  const table = element("div", { class: "bench" });
  const [axis, roc] = [scoreAxis(), rocChart()];
  const runs = runsInView({ add: addRun, drop: (run) => run.strip.destroy() });
  const [fixed, base] = [headings(), baseRate(view)];
  const redraw = onePerFrame(draw, describe);
  const tries = presetRow(presets, ({ set: { what, index, ...rest } }) => {
    if (what) specimen.pick(what, index);
    view.choose(rest);
  });
  root.append(layout({ specimen, pictures, share, link: copyLink(() => view.link()), table, roc, tries }));

  // What is in hand, both null where it was drawn or uploaded.
  function inHand() {
    const { what, index } = specimen.now();
    return { what, index };
  }

  function draw() {
    const { pixels } = specimen.now();
    share.textContent = `${formatNumber(100 * view.now.flags, 1)}%`;
    for (const run of runs.all) {
      run.flag(view.now.flags, view.now.prevalence);
      run.judge(pixels);
    }
    roc.moveTo(view.now.flags);
  }

  function led() {
    const [{ what, index, on }, before] = [view.now, specimen.now()];
    if (index !== null && what !== null && (what !== before.what || index !== before.index)) specimen.pick(what, index);
    take(runs.all.find(({ name }) => name === on) ?? runs.all[0]);
  }

  function describe() {
    for (const part of [specimen, roc, ...runs.all]) part.describe();
  }

  /** @param {RunParts} run @param {number} threshold */
  function hold(run, threshold) {
    if (view.now.on !== run.name) take(run);
    view.move({ flags: shareAbove(run.measured, "digits", threshold) });
  }

  // The run whose ROC is shown.
  /** @param {RunParts} run */
  function take(run) {
    view.now.on = run.name;
    roc.set(run);
    for (const other of runs.all) other.inHand(other === run);
  }

  /** @param {ScoredRun} run */
  function addRun(run) {
    /** @type {RunParts} */
    const parts = runParts({
      run,
      onReady: () => redraw(),
      onThreshold: (threshold) => hold(parts, threshold),
      onChoose: () => (take(parts), view.release()),
      onRelease: view.release,
    });
    return parts;
  }

  return {
    /** @param {OutliersData} data */
    update({ runs: wanted }) {
      if (runs.keep(wanted)) {
        pictures.replaceChildren(...runs.all.map(({ column }) => column));
        table.replaceChildren(...fixed, ...runs.all.flatMap(({ cells }) => cells), axis.element, ...base);
        take(runs.all.find(({ name }) => name === view.now.on) ?? runs.all[0]);
      }
      rank(runs.all, axis); // the theme may be another
      redraw();
    },
    destroy() {
      axis.destroy();
      roc.destroy();
      for (const { strip } of runs.all) strip.destroy();
    },
  };
}

/**
 * @param {{specimen: {elements: HTMLElement[]}, roc: {element: HTMLElement}} & Record<"pictures" | "share" | "link" | "table" |
 *   "tries", HTMLElement>} parts
 */
function layout({ specimen, pictures, share, link, table, roc, tries }) {
  return element(
    "div",
    { class: "outliers" },
    element("div", { class: "outliers-top" }, ...specimen.elements, pictures),
    element("div", { class: "bench-top" }, thresholdHead(share), link),
    element("div", { class: "bench-and-roc" }, table, roc.element),
    tries,
  );
}

/** @param {{now: () => {title: string}}} specimen @param {{all: RunParts[]}} runs */
function seenOf(specimen, runs) {
  return [specimen.now().title, ...runs.all.map((run) => run.seen())].join(". ");
}

// All strips on one axis, and the best detector of each kind.
/** @param {RunParts[]} runs @param {ReturnType<typeof scoreAxis>} axis */
function rank(runs, axis) {
  const measured = runs.map((run) => run.measured);
  const ends = axis.fit(measured);
  for (const run of runs) {
    run.strip.set(ends);
    run.best(
      KINDS.map(({ key }) => key).filter((key) => run.measured.auc[key] === Math.max(...measured.map(({ auc }) => auc[key]))),
    );
  }
}

/** @param {HTMLElement} share */
function thresholdHead(share) {
  return element(
    "p",
    { class: "bench-head", "data-part": "score-strip" },
    element("span", { class: "panel-title" }, ...spelled("[Threshold]")),
    share,
    element("span", {}, "of the test digits are flagged by mistake, and of what is no digit:"),
  );
}

function headings() {
  const digits = element("span", {}, lineSample(null), "Test digits");
  const legend = [digits, ...KINDS.map((kind) => element("span", {}, lineSample(kind), kind.name))];
  return [
    element("p", { class: "legend-lines", "data-part": "score-strip" }, ...legend),
    ...KINDS.map(({ name }) => element("span", { class: "column-title", "data-part": "kind-figures" }, name)),
  ];
}

// The share of all images that are no digit, by its power of ten.
/** @param {View} view */
function baseRate(view) {
  const { min, max } = view.bounds("prevalence");
  const rare = slider({
    label: "Of all images, these are no digit:",
    min: Math.log10(min),
    max: Math.log10(max),
    step: 0.1,
    value: Math.log10(view.now.prevalence),
    testid: "prevalence",
    powers: true,
    bubble: false,
    format: (power) => `${Number((100 * 10 ** power).toPrecision(2))}%`,
    onInput: (power) => view.move({ prevalence: 10 ** power }),
    onRelease: view.release,
  });
  view.shows((now) => rare.set(Math.log10(now.prevalence)));
  return [
    element("div", { class: "bench-base" }, rare.element),
    element(
      "p",
      { class: "tick bench-note", "data-part": "kind-figures" },
      "Precision: of the images flagged, the share that are no digit.",
    ),
  ];
}
