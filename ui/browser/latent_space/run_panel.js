// One run of the latent map: its map, its digit and its numbers, on the page before the weights are there. Holds the run's
// codes: the placed one, and the one a hovering pointer peeks at.
import { element } from "../kit/kit.js";
import { Codes } from "../model/codes.js";
import { TsnePlane } from "../model/tsne_plane.js";
import { areaStretch, returnStep } from "../model/lattice.js";
import { nearness } from "../model/nearness.js";
import { priorDraws } from "../model/prior_draws.js";
import { autoencoder } from "./autoencoder.js";
import { MapView } from "./map_view.js";
import { nearMean } from "./near_mean.js";
import { readout } from "./readout.js";

/**
 * @typedef {Named & {spec: Spec, distance: {near: number, far: number, weights?: number[]}, apart: number
 *   | null}} MapRun
 */

const unarmed = /** @type {any} */ (null); // what comes with the weights

export class RunPanel {
  #hint = element("span", { class: "second run-hint" });
  #trial;
  /** @type {TsnePlane | null} */
  #tsne = null;
  /** @type {import("../model/prior_draws.js").Draws | null} */
  #draws = null;
  /** @type {Model} */
  model = unarmed;
  /** @type {Codes} */
  codes = unarmed;
  /** @type {CodeMap} what the map shows: the codes themselves, or their t-SNE */
  plane = unarmed;
  peeking = false;
  seen = ""; // in words, when the hand last let go
  turn = { code: -1, peek: -1 }; // the move each of the two codes belongs to
  rest = 0; // changes whenever the part of the code that the map does not show does
  pixels = new Float32Array(784);

  /**
   * @param {MapRun} run
   * @param {Omit<import("./map_view.js").MapHandlers, "decodeAt" | "stepAt" | "areaAt" | "draws">} handlers of the map
   * @param {{copier: string, means: string, put: (index: number) => void} | null} inputs of a run that is alone on its page and
   *   drawn as a whole
   */
  constructor(run, handlers, inputs) {
    const size = run.spec.latent_size;
    this.run = run;
    this.label = run.spec.classes ? 0 : undefined;
    this.code = new Float32Array(size);
    this.peek = new Float32Array(size);
    this.#trial = new Float32Array(size);
    this.drawing = inputs && autoencoder(run.spec, inputs.copier, inputs.put);
    this.mean = inputs?.means ? nearMean() : null;
    this.read = readout(run, inputs !== null);
    this.map = new MapView({
      run: run.name,
      apart: run.apart,
      handlers: {
        ...handlers,
        decodeAt: (...place) => this.decodeAt(...place),
        stepAt: (z) => returnStep(this.model, z, this.label),
        draws: () => this.draws(),
        areaAt: (z, h) => areaStretch(this.model, z, this.label, h),
      },
    });
    const both = `${run.title}: ${run.name}`;
    const names = [
      element("span", { class: "name", title: both }, run.title),
      element("span", { class: "second", title: both }, run.name),
    ];
    this.element = element(
      "section",
      { class: size > 2 ? "run deep" : "run", "aria-label": run.title },
      element("div", { class: "run-head", "data-part": "latent-map" }, ...names, this.#hint),
      element("div", { class: "run-digit-head name", "data-part": "decoded-digit" }, "Decoded digit"),
      this.map.element,
      ...(this.drawing?.parts ?? []),
      ...[this.read.digit, this.read.numbers, this.read.mix, this.read.note],
      ...(this.mean ? [this.mean.element] : []),
    );
  }

  /** @param {string} text */
  hint(text) {
    this.#hint.replaceChildren(text);
  }

  get shown() {
    return this.peeking ? this.peek : this.code;
  }

  /** @param {import("../kit/store.js").Ready} ready */
  arm({ model, latents }) {
    this.model = model;
    this.plane = this.codes = new Codes(latents, this.run.spec, this.run.distance.weights);
    this.read.arm(this.codes);
    this.drawing?.arm(this.codes);
  }

  /** Show the map of principal axes or, for a run that has one, t-SNE. @param {boolean} tsne */
  chart(tsne) {
    const plane = tsne && this.codes.tsne ? (this.#tsne ??= new TsnePlane(this.codes)) : this.codes;
    if (plane === this.plane) return;
    this.plane = plane;
    this.map.arm(plane);
  }

  /** Draws of the prior among the codes. */
  draws() {
    const { spec, distance } = this.run;
    return (this.#draws ??= priorDraws(this.codes, nearness(distance, { variational: Boolean(spec.variational) })));
  }

  /** Move a code, in place, to (x, y) of the map. @param {Float32Array} code @param {number} x @param {number} y */
  move(code, x, y) {
    this.plane.move(code, x, y);
    if (!this.plane.metric && code === this.code) this.rest++;
  }

  /** @param {number} digit */
  setLabel(digit) {
    this.label = digit;
    this.rest++;
  }

  /** Decode the code that is shown into `pixels`. */
  decode() {
    this.pixels.set(this.model.decode(this.shown, this.label));
  }

  /**
   * Decode a place of the map, the rest of the code as placed. The array is the model's own; null where t-SNE has no dot
   * within `reach`.
   * @param {number} x @param {number} y @param {number} reach
   */
  decodeAt(x, y, reach) {
    if ("has" in this.plane && !this.plane.has(x, y, reach)) return null;
    this.#trial.set(this.code);
    this.plane.move(this.#trial, x, y);
    return this.model.decode(this.#trial, this.label);
  }

  /** Take the code that this run's encoder gives to an image. @param {Numbers} pixels */
  encode(pixels) {
    this.shown.set(this.model.encode(pixels, this.label).mean);
    if (!this.peeking && this.code.length > 2) this.rest++;
  }

  paint() {
    this.map.hand(this.plane.toMap(this.code), this.peeking ? this.plane.toMap(this.peek) : null);
    this.read.show(this.shown, this.pixels);
    this.drawing?.tell(this.shown, this.pixels, this.label);
  }

  /** What is written, and what hangs on the nearest codes. */
  tell() {
    this.read.tell(this.shown);
    this.mean?.tell(this.codes, this.codes.toMap(this.shown), this.pixels);
  }

  repaint() {
    this.map.paint();
    this.read.repaint();
  }

  describe() {
    const words = this.read.describe(this.code);
    this.seen = this.read.seen();
    this.map.describe(
      `${this.run.title}. ${this.plane.describe(this.code)} ${words} Arrow keys move it, 0 to 9 jump to a class mean.`,
    );
  }

  destroy() {
    this.map.destroy();
    this.read.destroy();
  }
}
