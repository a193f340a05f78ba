// The view of an instrument: its parameters, rounded and written by the table that Python sends with them (ui/view.py).
import { slider } from "./controls.js";
import { say } from "./say.js";
import { share, shared } from "./shared.js";

/** @typedef {import("./controls.js").SliderOptions} SliderOptions */

/**
 * One line of the table: a number with its bounds and the decimals that are kept of it (null: all), a whole number, a name, a
 * list.
 * @typedef {{kind: string, low?: number, high?: number, decimals?: number | null, names?: string[], parts?: Parameter[],
 *   part?: Parameter, choices?: Parameter[]}} Parameter
 */

export class View {
  #table;
  #hooks;
  #asked = { models: /** @type {string[]} */ ([]), turn: 0 }; // the models to be shown, from the next report on
  #page = globalThis.location?.pathname; // where it is shown
  /** @type {((now: Record<string, any>) => void)[]} */
  #controls = []; // what shows a parameter, called when it was not the hand that moved it

  /**
   * @param {{table: Record<string, Parameter>, start: Record<string, any>, of?: string | null}} data of the component: the table,
   *   the view to begin with, and the run in whose terms the view is, which comes back with every report
   * @param {{moved?: (part: Record<string, any>) => void, released?: () => void, seen: () => string, tell?: () => void,
   *   led?: (part: Record<string, any>) => void, settled?: () => void, beside?: () => Record<string, unknown>, report: Tell}} hooks
   *   moved: some parameters are others, draw them; released: the hand has let go, give the pictures their words; seen: what
   *   is seen in one sentence, for the page's status; beside: what Python is told besides, and no address holds; report: tell Python;
   *   tell: bring `now` up to date, where the hand holds more than the view is told while it moves; led: a lecture moved it, called before
   *   moved, for what the hand does by itself; settled: in place of released where a lecture let go
   */
  constructor({ table, start, of = null }, hooks) {
    this.#table = table;
    this.#hooks = hooks;
    this.of = of;
    /** The parameters as they are, to be read. */
    this.now = this.rounded(start);
    if (hooks.report.root) share(hooks.report.root, this);
  }

  /** The table that it is written by. */
  get table() {
    return this.#table;
  }

  /**
   * Another run is in view, and some parameters may be of another kind.
   * @param {{table: Record<string, Parameter>, of?: string | null}} data
   */
  follow({ table, of = null }) {
    this.#table = table;
    this.of = of;
  }

  /** Parameters as the address holds them, so that a link shows the same pixels. @param {Record<string, any>} part */
  rounded(part) {
    return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, round(this.#table[name], value)]));
  }

  /** The hand moves. @param {Record<string, any>} part some of the parameters */
  move(part) {
    const rounded = this.rounded(part);
    Object.assign(this.now, rounded);
    this.#hooks.moved?.(rounded);
  }

  /**
   * A choice made at one stroke: every control shows it, and Python hears of it.
   * @param {Record<string, any>} part @param {string[]} [models] that the page is to show from then on
   */
  choose(part, models = []) {
    if (models.length) this.#asked = { models, turn: this.#asked.turn + 1 }; // a turn: to ask twice is to ask again
    this.move(part);
    this.show();
    this.release();
  }

  /** The hand lets go. */
  release = () => {
    this.#hooks.released?.();
    say(this.#hooks.seen);
    this.report();
  };

  /** Show what the lectern of a room shows; Python is not told. @param {Record<string, any>} part some of the parameters */
  lead(part) {
    const rounded = this.rounded(part);
    const others = Object.keys(rounded).filter((name) => String(rounded[name]) !== String(this.now[name]));
    if (!others.length) return;
    const moved = Object.fromEntries(others.map((name) => [name, rounded[name]]));
    Object.assign(this.now, moved);
    this.#hooks.led?.(moved);
    this.#hooks.moved?.(moved);
    this.show();
  }

  /** The lecture rests here. */
  settle() {
    (this.#hooks.settled ?? this.#hooks.released)?.();
    say(this.#hooks.seen);
  }

  /** A program set some parameters, which it knows then. @param {Record<string, any>} part */
  take(part) {
    this.told();
    this.lead(part);
    this.settle();
  }

  /** Tell Python: but not what a lecture moved, nor what a hand let go of on a page that Back has left, which a word of it would open again. */
  report() {
    if (shared().led?.() || globalThis.location?.pathname !== this.#page) return;
    this.#hooks.report({ ...this.now, ...this.#hooks.beside?.(), of: this.of, ...(this.#asked.models.length && this.#asked) });
    this.#asked = { ...this.#asked, models: [] };
  }

  /**
   * What shows parameters; it is called now, and when a choice changed them.
   * @param {(now: Record<string, any>) => void} control
   */
  shows(control) {
    this.#controls.push(control);
    control(this.now);
  }

  show() {
    for (const control of this.#controls) control(this.now);
  }

  /** The bounds of a number. @param {string} name @returns {{min: number, max: number}} */
  bounds(name) {
    const { low = 0, high = 1 } = this.#table[name];
    return { min: low, max: high };
  }

  /** The whole number after the one that it is; after the last, the first. @param {string} name */
  next(name) {
    const { min, max } = this.bounds(name);
    return this.now[name] < max ? this.now[name] + 1 : min;
  }

  /** What a parameter that is one of some may be. @param {string} name */
  names(name) {
    return this.#table[name].names ?? [];
  }

  /**
   * A slider that holds a number of the view.
   * @param {string} name @param {{label: string} & Partial<SliderOptions>} options as those of `slider`; bounds,
   *   value and what it calls are the view's where they are left out
   */
  slider(name, options) {
    const control = slider({
      ...this.bounds(name),
      value: this.now[name],
      onInput: (value) => this.move({ [name]: value }),
      onRelease: this.release,
      ...options,
    });
    this.shows((now) => control.set(now[name]));
    return control;
  }

  /** Bring `now` up to date. */
  told() {
    this.#hooks.tell?.();
    return this.now;
  }

  /** The parameters as the address has them; "" for those that are not said. @returns {Record<string, string>} */
  link() {
    return Object.fromEntries(Object.entries(this.now).map(([name, value]) => [name, String(value ?? "")]));
  }
}

/** @param {Parameter} parameter @param {any} value as Python or the hand has it @returns {any} */
function round({ kind, decimals = null, parts, part }, value) {
  if (value === null) return null;
  if (kind === "number" && decimals !== null) return Number(value.toFixed(decimals)) || 0; // no minus on zero
  if (kind === "whole") return Math.round(value);
  if (parts) return Array.from(/** @type {Iterable<any>} */ (value), (each, i) => round(parts[i], each));
  if (part) return Array.from(/** @type {Iterable<any>} */ (value), (each) => round(part, each));
  return value;
}
