// What every row of Interpolate has, be it of paths or of sums: one run's map, its chart of distances, and the digit in hand with
// what is known of its code.
import { element } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { digitCanvas } from "../kit/canvas.js";
import { distanceInSteps, distanceToCodes, norm } from "../model/path.js";
import { nearness } from "../model/nearness.js";
import { distanceNote } from "./distance_note.js";
import { pathChart } from "./path_chart.js";
import { pathMap } from "./path_map.js";

/**
 * @typedef {Named & {spec: Spec, distance: {near: number, far: number,
 *   weights?: number[]}}} PathRun distance: as `aelab.latent.distance` has it
 * @typedef {import("./end_pickers.js").Place} Place
 */

const unarmed = /** @type {any} */ (null); // what comes with the weights

export class CodeRow {
  #near;
  #lengths = element("b");
  /** @type {ReturnType<typeof distanceToCodes>} */
  distance = unarmed;
  /** The same for one place of a curve after the other. @type {ReturnType<typeof distanceInSteps>} */
  distanceOnCurve = unarmed;
  /** @type {Model} */
  model = unarmed;
  /** @type {Codes} */
  codes = unarmed;
  /** The code in hand. @type {Float32Array} */
  z = unarmed;
  /** A code on the way, of which no one else keeps hold. @type {Float32Array} */
  trial = unarmed;
  counts = new Uint8Array(10); // of the digits nearest to the code in hand
  /** The codes between which the hand moves. @type {Numbers[]} */
  points = [];
  /** @type {number | undefined} told to the decoder */
  label;

  /**
   * @param {PathRun} run
   * @param {{map: string, note: string, digit: string, label: string}} names test ids, and what the digit is
   */
  constructor(run, { map, note, digit, label }) {
    const { name, spec } = run;
    this.#near = nearness(run.distance, { variational: Boolean(spec.variational) });
    this.map = pathMap({ run: name, testid: map });
    this.chart = pathChart({ run: name, near: this.#near });
    this.note = distanceNote({ run: name, near: this.#near, testid: note });
    this.digit = digitCanvas({ scale: 0, testid: digit, run: name, label, class: "ip-digit" });
    this.length = element("div", { class: "ip-length second" }, "\u2016z\u2016 ", this.#lengths);
  }

  /** @param {Model} model @param {Codes} codes */
  arm(model, codes) {
    [this.model, this.codes] = [model, codes];
    [this.distance, this.distanceOnCurve] = [distanceToCodes(codes), distanceInSteps(codes)];
    [this.z, this.trial] = [new Float32Array(codes.size), new Float32Array(codes.size)];
    this.map.arm(codes);
  }

  /** Other codes, or another label told. @param {Place[]} places @param {number | undefined} told */
  aim(places, told) {
    if (!this.codes) return;
    this.label = told;
    this.points = places.map((place) => this.#codeOf(place));
  }

  // The label told with a drawing is the encoder's too: what a conditional model writes down depends on it.
  /** @param {Place} place @returns {Numbers} */
  #codeOf({ index = 0, mean, image, label }) {
    if (image) return Float32Array.from(this.model.encode(image, label).mean);
    return mean === undefined ? this.codes.code(index) : this.codes.meanCode(mean);
  }

  /** Decode the code in hand and say where it is. @returns {number} how far it is from the nearest test code */
  tell() {
    this.digit.draw(this.model.decode(this.z, this.label), this.z);
    this.#lengths.textContent = formatNumber(norm(this.z));
    const away = this.distance(this.z);
    this.note.tell(away);
    return away;
  }

  /** Where the code in hand is on map and chart. @param {number} away from the nearest code @param {number} at of the way */
  mark(away, at) {
    this.map.hand(this.z);
    this.chart.hand(away, at);
  }

  /** What is near the code in hand, in words. */
  seen() {
    return this.codes ? this.#near.seen(this.counts, this.codes.nearest(this.z, this.counts).distance) : "";
  }

  paint() {
    this.map.paint();
    this.chart.paint();
  }

  destroy() {
    this.map.destroy();
    this.chart.destroy();
  }
}

/** Work that is done in small steps, all at once. @param {Generator} steps */
export function wholly(steps) {
  while (!steps.next().done);
}
