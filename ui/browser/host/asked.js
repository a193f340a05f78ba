// What of a page of the site is asked for, its part and its models: by the address, by the visit, else as the page opens. And what was
// written down for them.
import { RUN_NAMES, runsOf } from "../kit/address.js";
import { merged } from "./merged.js";
import { keep, kept } from "./visit.js";

/**
 * @typedef {import("./merged.js").Given} Given
 * @typedef {{when: Record<string, string>, order: string[], start: string[], picks: Record<string, string>}} State what was written
 *   of a part of the page: the address of each set of models by their names, and the order in which the page shows models
 * @typedef {{page: string, shown: Given, states: State[], choices: Record<string, string[]>, picker: import("./picker.js").Picker | null, words: string,
 *   code: Record<string, [module: string, sheet: string]>, pages: Record<string, string>,
 *   lessons: Record<string, {at: string, title: string}>}} Written choices: of the page's part and what else
 *   it is picked in, by the words for them in the address
 */

export const written = /** @type {Written} */ (JSON.parse(document.getElementById("written")?.textContent ?? ""));
const { picker } = written;

/** Where something of the site lies. @param {string} address */
export const at = (address) => new URL(address, document.baseURI).href;

/** @param {string} address @returns {Promise<any>} */
export const read = async (address) => (await fetch(at(address))).json();

export const asks = () => new URLSearchParams(location.search);

/** @param {(asks: URLSearchParams) => void} how the address is to be another */
export function change(how) {
  const now = asks();
  how(now);
  history.replaceState(history.state, "", `${location.pathname}?${now}`.replace(/\?$/, "") + location.hash);
}

/** The part of the page that an address asks for, else the first. */
function state(asked = asks()) {
  /** @param {State} one */
  const fits = ({ when }) => Object.entries(when).filter(([key, value]) => asked.get(key) === value).length;
  return written.states.reduce((best, one) => (fits(one) > fits(best) ? one : best));
}

/** The models that the part in view has. */
export const order = () => state().order;

// Back, Forward and a reload show what the address says: the visit may have picked other models since
const CAME =
  /** @type {PerformanceNavigationTiming | undefined} */ (performance.getEntriesByType("navigation")[0])?.type === "navigate";

/** The models that an address asks for, by itself the page's. @returns {string[]} */
export function picks(asked = asks()) {
  if (!picker) return [];
  const { order, start } = state(asked);
  for (const some of [runsOf(picker.key, asked), CAME ? (kept("models")?.[picker.key] ?? []) : [], start]) {
    const known = order.filter((name) => some.slice(-picker.most).includes(name));
    if (known.length) return known;
  }
  return start;
}

/** Have the address say the models that the visit brought here. Returns whether the page is asked for as it opens. */
export function said() {
  const names = picks();
  if (picker && !own() && !named() && setOf(names) !== setOf(state().start))
    change((now) => {
      for (const name of names) now.append(picker.key, name);
    });
  if (own()) keepPicks();
  return own();
}

/**
 * How an address asks for models: by their names, of which those that are not here are left out. Null where none is here.
 * @param {string[]} names @param {string[]} tied parameters that say nothing of other models
 * @returns {((asked: URLSearchParams) => void) | null}
 */
export function picking(names, tied) {
  const known = names.filter((name) => state().order.includes(name)).slice(-(picker?.most ?? 0));
  if (!picker || !known.length) return null;
  return (asked) => {
    for (const name of [...RUN_NAMES, ...tied]) asked.delete(name);
    for (const name of known) asked.append(picker.key, name);
  };
}

/** The models that the address names are those of the visit's other pages, too. */
export function keepPicks() {
  if (picker && named()) keep("models", { ...kept("models"), [picker.key]: picks() });
}

/** Have the address say what the page opens on. */
export function sayOwn() {
  change((now) => {
    for (const name of [...RUN_NAMES, ...Object.keys(written.choices)]) now.delete(name);
    for (const name of picker ? written.states[0].start : []) now.append(picker?.key ?? "", name);
  });
}

/** Whether the page is asked for as it opens. */
export function own() {
  const [first] = written.states;
  return state() === first && setOf(picks()) === setOf(first.start);
}

/** Whether the address names models. */
const named = () => RUN_NAMES.some((name) => asks().has(name));

/** @param {string[]} names */
const setOf = (names) => [...names].sort().join(" ");

let turn = 0;

/**
 * Ask for what was written for an address as it is once it is changed; it is changed when that has come.
 * @param {(asked: URLSearchParams) => void} how
 * @returns {Promise<{asked: URLSearchParams, given: Given | null} | null>} given: null where it could not be fetched; null where something
 *   else was asked for meanwhile
 */
export async function asking(how) {
  const [asked, own] = [asks(), ++turn];
  how(asked);
  const found = await given(asked).catch(() => null);
  if (own !== turn) return null;
  if (found) change(how);
  return { asked, given: found };
}

/** What was written for the models of an address, or is put together of what was written for each. @param {URLSearchParams} asked @returns {Promise<Given>} */
async function given(asked) {
  const { picks: known, order } = state(asked);
  const names = picks(asked);
  const whole = setOf(names);
  if (whole in known) return read(known[whole]);
  if (!names.every((name) => name in known)) return read(Object.values(known)[0]); // a part that is of no model
  const inOrder = order.filter((name) => names.includes(name));
  return merged(await Promise.all(inOrder.map((name) => read(known[name]))), inOrder, asked.get("on") ?? "");
}
