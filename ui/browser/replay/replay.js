// The training of one to three runs, played back on one axis of time.
import { tensorOf } from "../engine/safetensors.js";
import { button, digitLegend, presetRow } from "../kit/controls.js";
import { copyLink } from "../kit/copy_link.js";
import { element, instrument, onePerFrame, showProblem } from "../kit/kit.js";
import { player } from "../kit/player.js";
import { runsInView } from "../kit/runs.js";
import { runReady } from "../kit/store.js";
import { View } from "../kit/view.js";
import { recorded } from "../model/moments.js";
import { lossCurves, timeWords } from "../moments/loss_curves.js";
import { runPanel } from "../moments/run_panel.js";

const SECONDS = 10; // from the first step to the last
const LATE = 0.5; // the columns of KL are as high as it is from this time on: it towers for a moment before

/**
 * @typedef {import("../moments/run_panel.js").ReplayedRun} ReplayedRun
 * @typedef {import("../moments/run_panel.js").RunPanel} RunPanel
 * @typedef {RunPanel & {moments: import("../model/moments.js").Moments}} ReadyPanel
 * @typedef {import("../kit/controls.js").Preset & {set: Record<string, any>, models: string[]}} ReplayPreset
 * @typedef {{runs: ReplayedRun[], presets: ReplayPreset[]} & ViewData} ReplayData
 */

/** @param {Component<ReplayData>} component */
export default function (component) {
  return instrument(component, (root, { data }, report) => new Replay(root, data, report));
}

class Replay {
  /** @type {string[] | null} */
  #awaited = null; // runs with which a preset is to be played

  /** @param {HTMLElement} root @param {ReplayData} data @param {Tell} report */
  constructor(root, data, report) {
    const view = new View(data, { moved: () => this.redraw(), released: () => this.describe(), seen: () => this.seen(), report });
    this.view = view;
    this.redraw = onePerFrame(() => this.draw());
    this.runs = runsInView({
      add: /** @param {ReplayedRun} run */ (run) => replayed(run, () => this.arrived()),
      drop: (run) => run.destroy(),
    });
    this.curves = lossCurves();
    this.player = player({
      at: () => view.now.t,
      next: () => this.next(view.now.t < 1 ? 1 : -2),
      go: (t) => view.move({ t }),
      released: view.release,
      seconds: SECONDS,
      testid: "learn-play",
    });
    this.time = view.slider("t", {
      label: "Time",
      step: 1 / 35,
      testid: "learn-time",
      format: (t) => (this.runs?.all.length ? timeWords(t, this.runs.all) : ""),
      onInput: (t) => (this.player.stop(), view.move({ t })),
    });
    this.panels = element("div", { class: "replay-runs" });
    this.lay(root, data.presets);
  }

  /** @param {HTMLElement} root @param {ReplayPreset[]} presets */
  lay(root, presets) {
    const { view } = this;
    /** @param {1 | -1} way */
    const step = (way) => {
      this.player.stop();
      view.choose({ t: this.next(way) });
    };
    const legend = digitLegend({ onChange: (digits) => view.choose({ only: digits.size ? [...digits].sort() : null }) });
    view.shows((now) => legend.set(now.only ?? []));
    const steps = element(
      "div",
      { class: "replay-steps" },
      button("\u2039", () => step(-1), { testid: "learn-back", title: "To the moment before that was recorded" }),
      button("\u203a", () => step(1), { testid: "learn-step", title: "To the next moment that was recorded" }),
    );
    const node = element(
      "div",
      { class: "replay", onkeydown: (/** @type {KeyboardEvent} */ event) => this.key(event) },
      element(
        "div",
        { class: "replay-bar" },
        this.player.element,
        steps,
        legend.element,
        copyLink(() => view.link()),
      ),
      this.panels,
      element(
        "div",
        { class: "replay-time" },
        element("div", { class: "replay-track axis" }, this.time.element),
        this.curves.chart,
        this.curves.table,
      ),
      presetRow(presets, ({ set, models }) => {
        this.player.stop();
        this.#awaited = models;
        view.choose(set, models);
        this.play();
      }),
    );
    root.append(node);
  }

  /** Space plays and pauses, wherever it does nothing else. @param {KeyboardEvent} event */
  key(event) {
    const at = /** @type {HTMLElement} */ (event.composedPath()[0]);
    if (event.key !== " " || /^(BUTTON|SELECT|SUMMARY)$/.test(at.tagName)) return;
    event.preventDefault();
    this.player.press();
  }

  /** The recorded moment after or before now, of the run that has most of them; -2 for the first. @param {1 | -1 | -2} way */
  next(way) {
    const [first, ...others] = this.ready();
    if (!first || way === -2) return 0;
    const most = others.reduce((a, b) => (b.moments.last > a.moments.last ? b : a), first);
    return most.moments.next(this.view.now.t, way);
  }

  ready() {
    return /** @type {ReadyPanel[]} */ (this.runs.all.filter((run) => run.moments));
  }

  arrived() {
    const ready = this.ready();
    const most = Math.max(
      1,
      ...ready.flatMap(({ moments: { kl, times } }) => kl?.flatMap((each, k) => (times[k] >= LATE ? [...each] : [])) ?? []),
    );
    for (const run of ready) run.scale(Math.ceil(most));
    this.curves.set(ready);
    this.draw();
    this.describe();
    this.play();
  }

  /** Play what a preset has set, once its runs are there. */
  play() {
    const ready = this.ready().map(({ name }) => name);
    if (!this.#awaited || ready.length < this.runs.all.length || String([...this.#awaited].sort()) !== String(ready.sort()))
      return;
    this.#awaited = null;
    this.player.start();
  }

  draw() {
    const { t, only } = this.view.now;
    const isolated = new Set(/** @type {number[]} */ (only ?? []));
    const ready = this.ready();
    for (const run of ready) run.show(t, isolated);
    this.curves.moveTo(t);
    // after all canvases: to set a font is to lay out what has been written
    if (this.time.input.valueAsNumber !== t) this.time.set(t);
    for (const run of ready) run.write();
    this.curves.write();
  }

  describe() {
    if (!this.runs.all.length) return;
    const when = timeWords(this.view.now.t, this.runs.all);
    for (const run of this.ready()) run.describe(when);
    this.curves.describe();
  }

  seen() {
    const when = timeWords(this.view.now.t, this.runs.all);
    return `${when[0].toUpperCase()}${when.slice(1)}, loss of the test digits: ${this.curves.describe()}`;
  }

  /** @param {Component<ReplayData>} component */
  update({ data: { runs } }) {
    if (this.runs.keep(runs)) {
      this.panels.dataset.runs = String(runs.length);
      this.panels.replaceChildren(...this.runs.all.map(({ element: node }) => node));
      this.arrived();
    }
    this.time.set(this.view.now.t);
    for (const run of this.runs.all) run.repaint(); // the theme may be another
    this.curves.repaint();
  }

  destroy() {
    this.player.destroy();
    this.curves.destroy();
    for (const run of this.runs.all) run.destroy();
  }
}

/** A run's panel, and its replay on the way to it. @param {ReplayedRun} run @param {() => void} ready it is there */
function replayed(run, ready) {
  const panel = runPanel(run, ready);
  runReady(run.name, null, ["replay", "labels"])
    .then(({ replay, labels }) => panel.take(recorded(replay, /** @type {Uint8Array} */ (tensorOf(labels, "labels")), run.size)))
    .catch((error) => showProblem(panel.element, error));
  return panel;
}
