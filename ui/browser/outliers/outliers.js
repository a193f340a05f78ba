// Draw anything: what each chosen run makes of it, how far that is off, and how that error tells digits from what is none.
import { element, formatNumber, onePerFrame } from "../kit/kit.js";
import { copyLink, presetRow, slider } from "../kit/controls.js";
import { overDelivered } from "../kit/delivered.js";
import { KINDS, lineSample } from "./kinds.js";
import { rocChart } from "./roc_chart.js";
import { runParts } from "./run_parts.js";
import { scoreAxis } from "./score_axis.js";
import { shareAbove } from "../model/scores.js";
import { specimens } from "./specimen.js";

const GRID = 1e5; // of the share in a link

/**
 * `data`: runs [{name, kind, spec, measured: what run.json keeps under "outliers"}], one (what a delivered digit is called),
 * fallback {what, index}, start {what, index, flags, prevalence, on}, presets [{name, question, set: some of start}]. On release Python
 * hears `view`: what is in hand, both null where it was drawn or uploaded; the share of test digits that the threshold
 * flags; the share of all images that are no digit; the run whose ROC is shown.
 */
export default function (component) {
  return overDelivered(component, ["digits", "outliers"], (root, { digits, outliers: made }, data, report) =>
    outliers(root, { digits, made, ...data }, report),
  );
}

function outliers(root, { digits, made, one, start, fallback, presets }, report) {
  let { flags, prevalence, on } = start;
  let runs = [];
  let runsShown = "";

  const specimen = specimens({ digits, made, one, start, fallback, onInput: () => redraw(), onRelease: release });
  const pictures = element("div", { class: "copies" });
  const share = element("b", { class: "live", "data-testid": "flags" });
  const legend = [[null, "Test digits"], ...KINDS.map((kind) => [kind, kind.name])].map(([kind, name]) => element("span", {}, lineSample(kind), name));
  const head = element("p", { class: "bench-head" }, element("span", { class: "panel-title" }, "Threshold"), share, element("span", {}, "of the test digits are flagged by mistake, and of what is no digit:"));
  const titles = KINDS.map(({ name }) => element("span", { class: "column-title" }, name));
  const table = element("div", { class: "bench" });
  const axis = scoreAxis();
  const roc = rocChart();
  const rare = slider({
    label: "Of all images, these are no digit:", min: -3, max: Math.log10(0.5), step: 0.1, value: Math.log10(prevalence), testid: "prevalence", bubble: false,
    format: (power) => `${Number((100 * 10 ** power).toPrecision(2))}%`,
    onInput: (power) => ((prevalence = 10 ** power), redraw()),
    onRelease: () => release(),
  });
  const meaning = element("p", { class: "tick bench-note" }, "Precision: of the images flagged, the share that are no digit.");
  const base = element("div", { class: "bench-base" }, rare.element);
  const redraw = onePerFrame(draw);
  root.append(
    element("div", { class: "outliers" },
      element("div", { class: "outliers-top" }, ...specimen.elements, pictures),
      element("div", { class: "bench-top" }, head, copyLink(view)),
      element("div", { class: "bench-and-roc" }, table, roc.element),
      presetRow(presets, ({ set: { what, index, flags: share, prevalence: part } }) => {
        if (what) specimen.pick(what, index);
        if (share !== undefined) flags = share;
        if (part !== undefined) rare.set(Math.log10((prevalence = part)));
        redraw();
        release();
      }),
    ),
  );

  function draw() {
    const { pixels } = specimen.now();
    share.textContent = `${formatNumber(100 * flags, 1)}%`;
    for (const run of runs) {
      run.flag(flags, prevalence);
      run.judge(pixels);
    }
    roc.moveTo(flags);
  }

  function view() {
    const { what, index } = specimen.now();
    return { what, index, flags: Math.round(flags * GRID) / GRID, prevalence: Math.round(prevalence * GRID) / GRID, on };
  }

  function release() {
    for (const part of [specimen, roc, ...runs]) part.describe();
    report(view());
  }

  function hold(run, threshold) {
    flags = shareAbove(run.measured, "digits", threshold);
    if (on !== run.name) choose(run);
    redraw();
  }

  function choose(run) {
    on = run.name;
    roc.set(run);
    for (const other of runs) other.inHand(other === run);
  }

  function addRun(run) {
    const parts = runParts({ run, onReady: () => redraw(), onThreshold: (threshold) => hold(parts, threshold), onChoose: () => (choose(parts), release()), onRelease: release });
    return parts;
  }

  function showRuns() {
    const measured = runs.map((run) => run.measured);
    const ends = axis.fit(measured);
    for (const run of runs) {
      run.strip.set(ends);
      run.best(KINDS.map(({ key }) => key).filter((key) => run.measured.auc[key] === Math.max(...measured.map(({ auc }) => auc[key]))));
    }
  }

  return {
    update({ runs: wanted }) {
      const names = wanted.map(({ name }) => name).join(" ");
      if (names !== runsShown) {
        runsShown = names;
        const kept = new Map(runs.map((run) => [run.name, run]));
        runs = wanted.map((run) => kept.get(run.name) ?? addRun(run));
        for (const run of kept.values()) if (!runs.includes(run)) run.strip.destroy();
        pictures.replaceChildren(...runs.map(({ column }) => column));
        table.replaceChildren(element("p", { class: "legend-lines" }, ...legend), ...titles, ...runs.flatMap(({ cells }) => cells), axis.element, base, meaning);
        choose(runs.find(({ name }) => name === on) ?? runs[0]);
      }
      showRuns(); // the theme may be another
      roc.repaint();
      redraw();
    },
    destroy() {
      axis.destroy();
      roc.destroy();
      for (const { strip } of runs) strip.destroy();
    },
  };
}
