// A model of one's own, trained here from nothing: the map fills, losses fall, copies sharpen, and the ring decodes meanwhile.
import { buildModel } from "../engine.js";
import { tensorOf } from "../engine/safetensors.js";
import { digitCanvas } from "../kit/canvas.js";
import { button, presetRow } from "../kit/controls.js";
import { copyLink } from "../kit/copy_link.js";
import { inIdleTime } from "../kit/idle.js";
import { element, instrument, onePerFrame, showProblem } from "../kit/kit.js";
import { workBegins, workEnds } from "../kit/rest.js";
import { host } from "../kit/host.js";
import { runReady } from "../kit/store.js";
import { View } from "../kit/view.js";
import { squareExtent } from "../model/extent.js";
import { formatNumber, subscript } from "../model/numbers.js";
import { coarse } from "../model/past_runs.js";
import { thinned } from "../model/training.js";
import { klBars, lossChart, lossWords } from "./charts.js";
import { copiesRow, twoOf } from "./copies_row.js";
import { gallery } from "./gallery.js";
import { keep } from "./keep.js";
import { liveMap } from "./live_map.js";
import { madeOf, modelOf, ratesOf, settings } from "./settings.js";
import { TrainingWorker } from "./training_worker.js";

const NEAR = "Share of the test digits of which most of the ten nearest codes show the same digit";
const OUTSIDE = 0.01; // share of the codes at the edge of a small map, at each end

/**
 * @typedef {{worker: string, format: import("../model/kept_run.js").Format, kinds: import("../digits/noise_words.js").NoiseKinds,
 *   presets: (import("../kit/controls.js").Preset & {set: Record<string, any>})[]} & ViewData} TrainData
 * @typedef {import("./worker.js").Report} Report
 */

/** @param {Component<TrainData>} component */
export default function (component) {
  return instrument(component, (root, { data }, report) => {
    const waiting = element("p", { class: "second" }, "The digits are on their way.");
    root.append(waiting);
    /** @type {Train | null} */
    let made = null;
    workBegins();
    Promise.all([runReady("@digits", null, ["all"]), workerCode(data.worker)])
      .then(([{ all }, code]) => {
        waiting.remove();
        made = new Train(root, all, code, data, report);
      })
      .catch((error) => showProblem(root, error))
      .finally(workEnds);
    return { update: () => made?.repaint(), destroy: () => made?.destroy() };
  });
}

/** The worker's code as an address of this page: a frame that is kept apart may load no other. @param {string} address */
async function workerCode(address) {
  const answer = await host().asset(address);
  if (!answer.ok) throw new Error("What trains in the background could not be fetched: reload the page.");
  return URL.createObjectURL(new Blob([await answer.text()], { type: "text/javascript" }));
}

class Train {
  /** @param {HTMLElement} root @param {Tensors} all @param {string} code @param {TrainData} data @param {Tell} report */
  constructor(root, all, code, { kinds, presets, format, ...data }, report) {
    this.made = ""; // what the model in hand was made of
    const images = /** @type {Uint8Array} */ (tensorOf(all, "images"));
    const labels = /** @type {Uint8Array} */ (tensorOf(all, "labels"));
    /** @type {import("../model/training.js").Moment[]} */
    this.moments = [];
    /** @type {Model | null} */
    this.model = null;
    /** @type {Code} */
    this.code = new Float32Array(2);
    /** @type {[number, number]} */
    this.shown = [0, 1]; // the coordinates of the map's axes
    const led = () => this.map.move();
    const moved = (/** @type {Record<string, any>} */ part) => this.moved(part);
    const view = new View(data, { moved, led, released: () => this.describe(), seen: () => this.seen(), report });
    this.view = view;
    this.worker = new TrainingWorker(
      code,
      { images, labels },
      { heard: (now) => this.heard(now), refused: (words) => this.refused(words), kept: (run) => this.keep.got(run) },
    );
    this.keep = keep(() => this.worker.keep(format));
    this.past = gallery((settings) => this.bringBack(settings));
    this.mark = this.past.next();
    /** @type {{now: Report, points: Float32Array, settings: Record<string, any>} | null} the last report, the map, and the view then */
    this.latest = null;
    /** @type {(() => void)[]} what of the last report is still to be drawn, in the time that the hand leaves */
    this.tasks = [];
    this.later = inIdleTime(() => {
      this.tasks.shift()?.();
      return this.tasks.length > 0;
    });
    this.redraw = onePerFrame(() => this.decode());
    this.map = liveMap(view);
    this.digit = digitCanvas({ label: "Digit at the ring", scale: 0, testid: "decoded-digit" });
    this.copies = copiesRow(images);
    this.chart = lossChart();
    this.bars = element("div", {});
    /** @type {ReturnType<typeof klBars> | null} */
    this.klBars = null;
    this.play = button("Play", () => this.turn(), { testid: "train-play" });
    this.epoch = element("span", { class: "live", "data-testid": "train-epoch" });
    this.near = element("span", { class: "live", title: NEAR, "data-testid": "train-near" });
    this.problem = element("p", { class: "problem", role: "alert", hidden: true });
    this.lay(root, presets, kinds);
    this.start();
  }

  /** @param {HTMLElement} root @param {TrainData["presets"]} presets @param {TrainData["kinds"]} kinds */
  lay(root, presets, kinds) {
    const { view, worker } = this;
    const { fresh, live } = settings(view, kinds);
    const steps = [
      button("One step", () => worker.play("step"), { testid: "train-step" }),
      button("One epoch", () => worker.play("epoch"), { testid: "train-one-epoch" }),
      button("Start over", () => this.start(), {
        testid: "train-restart",
        title: "From nothing, with the same seed: the same run",
      }),
    ];
    const words = element("p", { class: "tick" }, "Decoded at the ring: drag it");
    const figure = element("div", { class: "learn-figure" }, this.digit.element, words);
    root.append(
      element(
        "div",
        { class: "learn" },
        element(
          "div",
          { class: "learn-bar-top" },
          this.play,
          ...steps,
          element("span", { class: "train-now" }, this.epoch, this.near),
          this.keep.button,
          copyLink(() => view.link()),
        ),
        this.problem,
        this.keep.panel,
        element(
          "div",
          { class: "learn-made" },
          element("h2", { class: "name" }, "The model, ", element("span", { class: "second" }, "a change starts over")),
          fresh,
          element("h2", { class: "name" }, "How it learns, ", element("span", { class: "second" }, "acts at once")),
          live,
        ),
        this.map.element,
        element(
          "div",
          { class: "learn-seen" },
          figure,
          element("p", { class: "name" }, "Loss, ", element("span", { class: "second" }, "training dashed, test solid")),
          this.chart.element,
          this.bars,
        ),
        this.copies.element,
        this.past.element,
        presetRow(presets, ({ set }) => view.choose(set)),
      ),
    );
  }

  /** From nothing, by the view's settings. */
  start() {
    this.remember();
    this.latest = null;
    this.tasks = [];
    this.moments = [];
    this.mark = this.past.next();
    this.keep.forget();
    this.keep.ready(false);
    this.made = madeOf(this.view.now);
    this.problem.hidden = true;
    this.klBars = this.view.now.model === "vae" ? klBars(this.view.now.size) : null;
    this.bars.replaceChildren(...(this.klBars ? [this.klBars.element] : []));
    this.worker.start(modelOf(this.view.now), ratesOf(this.view.now));
  }

  /** @param {Record<string, any>} part of the view that the hand moved */
  moved(part) {
    if (this.made !== madeOf(this.view.now)) this.start();
    else if ("z" in part) this.redraw();
    else this.worker.change(ratesOf(this.view.now));
  }

  /** A run of the gallery, from nothing. @param {Record<string, any>} settings */
  bringBack(settings) {
    const fresh = this.made !== madeOf({ ...this.view.now, ...settings });
    this.view.choose(settings);
    if (!fresh) this.start();
  }

  /** How it stands now. @param {Report} now */
  heard(now) {
    const { step, epoch, train, test, kl } = now;
    this.moments = thinned([...this.moments, { step, epoch, train, test, kl }]); // and not the weights, of which a report has megabytes
    this.model = buildModel(now.spec, new Map(now.tensors));
    const { points, axes, shown, middle } = twoOf(now.codes, now.labels.length, now.spec.latent_size, now.labels);
    [this.shown, this.code] = [shown, middle];
    const { moments, klBars: bars } = this;
    this.tasks = [
      () => this.map.show({ points, labels: now.labels, count: now.labels.length }, axes),
      () => this.chart.show(moments),
      () => bars?.show(kl),
      ...this.copies.steps(this.model, now.labels),
    ];
    this.later.request();
    this.keep.ready(epoch >= 1);
    this.latest = { now, points, settings: { ...this.view.now } };
    if (!now.playing) this.remember();
    this.sayProgress(now);
    this.decode();
  }

  /** Play, or pause: the button says so before the worker has heard. */
  turn() {
    const { worker } = this;
    const playing = !worker.playing;
    if (playing) worker.play();
    else worker.pause();
    this.showPlaying(playing);
  }

  /** @param {boolean} playing */
  showPlaying(playing) {
    this.play.textContent = playing ? "Pause" : "Play";
  }

  /** How it stood last, in the gallery. */
  remember() {
    if (!this.latest?.now.step) return;
    const { now, points, settings: set } = this.latest;
    const { epoch, train, test, kl, near, labels } = now;
    const { z: _, ...settings } = set;
    const whole = settings.model === "vae" ? kl.reduce((sum, part) => sum + part, 0) : null;
    const small = coarse(points, squareExtent(points, OUTSIDE));
    const figures = { epoch, train, test, kl: whole, near };
    this.past.keep({ settings, ...figures, points: small, labels: Array.from(labels), mark: this.mark });
  }

  /** @param {Report} now */
  sayProgress({ epoch, playing, test, near }) {
    this.showPlaying(playing);
    this.near.textContent = `10-NN ${formatNumber(near)}`;
    this.epoch.textContent = `epoch ${formatNumber(epoch, epoch < 10 ? 2 : 1)}, test ${formatNumber(test, 1)}`;
    if (!playing) this.describe();
  }

  /** @param {string} words */
  refused(words) {
    this.problem.textContent = words;
    this.problem.hidden = false;
    this.showPlaying(false);
  }

  decode() {
    if (!this.model) return;
    const code = Float32Array.from(this.code);
    const { z } = this.view.now;
    this.shown.forEach((j, axis) => j < code.length && (code[j] = z[axis]));
    this.digit.draw(this.model.decode(code), code);
  }

  describe() {
    const [step, ring] = [this.moments.at(-1)?.step ?? 0, this.ring()];
    this.map.describe(`Map of the codes after ${step} steps of training. The ring is at ${ring}. Arrow keys move it.`);
    this.digit.describe(`Digit decoded at the ring, ${ring}`);
    this.chart.element.setAttribute("aria-label", `Losses. ${lossWords(this.moments.at(-1))}`);
  }

  seen() {
    return `${lossWords(this.moments.at(-1))}. The ring is at ${this.ring()}`;
  }

  /** Where the ring is, in words. */
  ring() {
    const { z } = this.view.now;
    const places = this.shown.map((j, axis) => `z${subscript(j + 1)} ${formatNumber(z[axis])}`);
    return places.slice(0, this.code.length).join(", ");
  }

  repaint() {
    this.map.repaint();
    this.chart.repaint();
    this.past.repaint();
  }

  destroy() {
    this.worker.destroy();
    this.later.stop();
    this.map.destroy();
    this.chart.destroy();
    this.past.destroy();
  }
}
