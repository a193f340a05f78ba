// What an address asks for, read by the table of a view as ui/view.py reads it: what makes no sense is left out.

/** @typedef {import("./view.js").Parameter} Parameter */

/** By one of these a page has its models in the address, and it reads all of them, as ui/pickers.py does. */
export const RUN_NAMES = ["run", "runs", "models"];

/** The models that an address names, by the page's own word, else by another page's. @param {string} own @param {URLSearchParams} asks */
export function runsOf(own, asks) {
  return asks.getAll([own, ...RUN_NAMES].find((name) => asks.has(name)) ?? own);
}

const WHOLE = /^-?[0-9]{1,20}$/;
const NUMBER = /^-?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?$/i;

/**
 * @param {Record<string, Parameter>} table @param {URLSearchParams} asks
 * @returns {Record<string, any>} the parameters that the address has, by their names
 */
export function viewOf(table, asks) {
  /** @type {Record<string, any>} */
  const view = {};
  for (const [name, parameter] of Object.entries(table)) {
    const said = asks.getAll(name).at(-1);
    const value = said === undefined ? undefined : read(parameter, said);
    if (value !== undefined) view[name] = value;
  }
  return view;
}

/** A view as the address has it. @param {Record<string, any>} view @param {URLSearchParams} asks is changed */
export function write(view, asks) {
  for (const [name, value] of Object.entries(view)) {
    if (value === null || value === undefined) asks.delete(name);
    else asks.set(name, String(value));
  }
}

/** @param {Parameter} parameter @param {string} text @returns {any} undefined for what makes no sense */
function read({ kind, low = -Infinity, high = Infinity, names, parts, part, choices }, text) {
  if (kind === "number") return NUMBER.test(text) ? within(Number(text), low, high) : undefined;
  if (kind === "whole") return WHOLE.test(text) ? within(Number(text), low, high) : undefined;
  if (kind === "one of") return names?.includes(text) ? text : undefined;
  if (kind === "either") return choices?.map((choice) => read(choice, text)).find((value) => value !== undefined);
  const pieces = text.split(",");
  if (parts && pieces.length !== parts.length) return undefined;
  const values = pieces.map((piece, i) => read(/** @type {Parameter} */ (parts?.[i] ?? part), piece));
  if (values.includes(undefined) || (part && new Set(values).size < values.length)) return undefined;
  return values;
}

/** @param {number} value @param {number} low @param {number} high */
function within(value, low, high) {
  return value >= low && value <= high ? value : undefined;
}
