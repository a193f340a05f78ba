// The code in the hand: where it came from, how it moves, and the way back.
import { undoSteps } from "../kit/undo.js";
import { moveAlong } from "../model/axes.js";

/**
 * Where a code came from: the mean of a digit's codes, a test digit, the prior, a sample on the page, or the address.
 * @typedef {{kind: "mean" | "test" | "prior" | "sample" | "link", digit?: number, index?: number, seed?: number, temperature?: number}} Origin
 */

export class CodeInHand {
  #codes;
  #on;
  #undos;
  #before = null; // where the move under way came from

  /**
   * @param {import("../model/codes.js").Codes} codes
   * @param {boolean} told whether the decoder takes a label
   * @param {{moved: () => void, placed: (relabelled: boolean) => void, released: () => void,
   *   sample: (index: number, seed: number, temperature: number) => Float32Array}} on moved: along an axis; placed: somewhere else;
   *   released: the hand has let go; sample: the code of a sample
   */
  constructor(codes, told, on) {
    this.#codes = codes;
    this.#on = on;
    this.#undos = undoSteps(() => this.undo());
    this.code = new Float64Array(codes.size); // the decoder takes it in single precision
    this.told = told;
    /** @type {number | null} */
    this.label = told ? 0 : null;
    /** @type {Origin | null} */
    this.origin = null;
    this.start = null; // where Reset goes
  }

  get undoable() {
    return this.#undos.any();
  }

  /** Whether it is elsewhere than where it began. */
  get moved() {
    return this.label !== this.start.label || this.code.some((value, j) => value !== this.start.code[j]);
  }

  /** @param {object[]} axes @param {number} k which of them @param {number} value */
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

  relabel(label) {
    this.#place({ code: this.code, label });
    this.settle();
  }

  reset() {
    this.#place(this.start);
    this.settle();
  }

  undo() {
    const last = this.#undos.last();
    if (!last) return;
    this.#show(last);
    this.start = last.start;
    this.#on.released();
  }

  /** The first code of all, which nothing leads back from: of an address, or where `from` says. */
  begin({ z, label, sample }, from) {
    if (z) {
      const [index, seed, temperature] = sample ?? [];
      const origin = sample ? { kind: "sample", index, seed, temperature } : { kind: "link" };
      this.#show({ code: this.#codes.heard(z, this.#sampled(origin)), label: this.told ? (label ?? 0) : null, origin });
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

  #remember() {
    return { code: Float64Array.from(this.code), label: this.label, origin: this.origin, start: this.start };
  }

  #place(next) {
    this.#before = this.#remember();
    this.#show({ label: this.label, origin: this.origin, ...next });
  }

  #show({ code, label, origin }) {
    const relabelled = label !== this.label;
    this.code.set(code);
    Object.assign(this, { label, origin });
    this.round();
    this.#on.placed(relabelled);
  }

  #codeOf({ kind, digit, index }) {
    const codes = this.#codes;
    return kind === "mean" ? [codes.meanCode(digit), digit] : [codes.code(index), codes.labels[index]];
  }

  // The code that this one came from, where its numbers do not say all of it.
  #sampled({ kind, index, seed, temperature } = this.origin) {
    return this.#codes.principal && kind === "sample" ? this.#on.sample(index, seed, temperature) : undefined;
  }
}
