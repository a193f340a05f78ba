// The code in the hand: where it came from, how it moves, and the way back.
import { undoSteps } from "../kit/undo.js";
import { moveAlong } from "../model/axes.js";

/**
 * Where the code is, and where Reset goes from there.
 * @typedef {{code: Numbers, label: number | null, origin: Origin | null, start: Place | null}} Place
 */

/**
 * Where a code came from: the mean of a digit's codes, a test digit, the prior, a sample on the page, or the address.
 * @typedef {{kind: "mean" | "test" | "prior" | "sample" | "link", digit?: number, index?: number, seed?: number,
 *   temperature?: number}} Origin
 */

export class CodeInHand {
  #codes;
  #on;
  #undos;
  /** @type {Place | null} */
  #before = null; // where the move under way came from

  /**
   * @param {Codes} codes
   * @param {boolean} told whether the decoder takes a label
   * @param {{moved: () => void, placed: (relabelled: boolean) => void, released: () => void,
   *   sample: (index: number, seed: number, temperature: number) => Float32Array}} on moved: along an axis; placed: somewhere
   *   else; released: the hand has let go; sample: the code of a sample
   */
  constructor(codes, told, on) {
    this.#codes = codes;
    this.#on = on;
    /** @type {import("../kit/undo.js").Undos<Place>} */
    this.#undos = undoSteps(() => this.undo());
    this.code = new Float64Array(codes.size); // the decoder takes it in single precision
    this.told = told;
    /** @type {number | null} */
    this.label = told ? 0 : null;
    /** @type {Origin | null} */
    this.origin = null;
    /** @type {Place | null} */
    this.start = null; // where Reset goes
  }

  get undoable() {
    return this.#undos.any();
  }

  /** Whether it is elsewhere than where it began. */
  get moved() {
    const { start } = this;
    return start !== null && (this.label !== start.label || this.code.some((value, j) => value !== start.code[j]));
  }

  /** What it is of, in terms that another run has, too: where it began, or the test digit that stands for where it is. @returns {Origin} */
  get digit() {
    const { kind } = this.origin ?? {};
    if (this.origin && !this.moved && (kind === "mean" || kind === "test")) return this.origin;
    return { kind: "test", index: this.#codes.standIn(this.code) };
  }

  /** @param {Axis[]} axes @param {number} k which of them @param {number} value */
  slide(axes, k, value) {
    this.#before ??= this.#remember();
    moveAlong(this.code, axes, k, this.#codes.centre, value);
    this.#on.moved();
  }

  /** The hand lets go: what it did is one step of undo. */
  settle() {
    if (!this.#before) return;
    this.#undos.keep(this.#before);
    this.#before = null;
    this.#on.released();
  }

  /** @param {Numbers} code @param {Origin} origin @param {number | null} [label] */
  startAt(code, origin, label = this.label) {
    this.#place({ code, origin, label });
    this.start = this.#remember();
    this.settle();
  }

  /** From a mean code or the code of a test digit. @param {Origin} origin */
  startFrom(origin) {
    const [code, digit] = this.#codeOf(origin);
    this.startAt(code, origin, this.told ? digit : null);
  }

  /** @param {number} label */
  relabel(label) {
    this.#place({ code: this.code, label });
    this.settle();
  }

  reset() {
    if (this.start) this.#place(this.start);
    this.settle();
  }

  undo() {
    const last = this.#undos.last();
    if (!last) return;
    this.#show(last);
    this.start = last.start;
    this.#on.released();
  }

  /**
   * The first code of all, which nothing leads back from: of an address, or where `from` says.
   * @param {Record<string, any>} now the view @param {Origin} from
   */
  begin({ z, label, sample }, from) {
    if (z) {
      const [index, seed, temperature] = sample ?? [];
      /** @type {Origin} */
      const origin = sample ? { kind: "sample", index, seed, temperature } : { kind: "link" };
      this.#show({ code: this.#codes.fromAddress(z, this.#sampled(origin)), label: this.told ? (label ?? 0) : null, origin });
    } else {
      const [code, digit] = this.#codeOf(from);
      this.#show({ code, label: this.told ? digit : null, origin: from });
    }
    this.start = this.#remember();
    this.#undos.clear();
  }

  /** Bring it to what an address can say of it; whether that moved it. */
  round() {
    return this.#codes.round(this.code, this.#sampled());
  }

  destroy() {
    this.#undos.destroy();
  }

  /** @returns {Place} */
  #remember() {
    return { code: Float64Array.from(this.code), label: this.label, origin: this.origin, start: this.start };
  }

  /** @param {{code: Numbers, origin?: Origin | null, label?: number | null}} next */
  #place(next) {
    this.#before = this.#remember();
    this.#show({ label: this.label, origin: this.origin, ...next });
  }

  /** @param {{code: Numbers, label: number | null, origin: Origin | null}} to */
  #show({ code, label, origin }) {
    const relabelled = label !== this.label;
    this.code.set(code);
    Object.assign(this, { label, origin });
    this.round();
    this.#on.placed(relabelled);
  }

  /** @param {Origin} origin @returns {[code: Float32Array, digit: number]} */
  #codeOf({ kind, digit = 0, index = 0 }) {
    const codes = this.#codes;
    return kind === "mean" ? [codes.meanCode(digit), digit] : [codes.code(index), codes.labels[index]];
  }

  // The code that this one came from, where its numbers do not say all of it.
  /** @param {Origin | null} origin */
  #sampled(origin = this.origin) {
    const { kind, index = 0, seed = 0, temperature = 1 } = origin ?? {};
    return this.#codes.principal && kind === "sample" ? this.#on.sample(index, seed, temperature) : undefined;
  }
}
