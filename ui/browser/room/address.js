// What a window shows, as a room has it: the page, what its address says beside the views of its instruments, those views, and where
// the pointer is. It is what "Copy link" would write down.
import { viewOf, write } from "../kit/address.js";
import { appRoot } from "../kit/root.js";
import { sharedViews } from "../kit/shared.js";

const OWN = ["theme", "present", "room", "embed", "embed_options", "hide", "lock"]; // of the window itself

const STAYS = 2000; // ms for which a view may outlive its page, before Streamlit has run the other one

/** @typedef {{page: string, query: string, view: string, cursor: [string, number, number, number] | null}} State */

/** The views that a lecture leads. */
export function ledViews() {
  return sharedViews()
    .map(([, view]) => view)
    .filter(({ table }) => !("present" in table));
}

/** The roots of their instruments. */
export function ledRoots() {
  return sharedViews().flatMap(([root, { table }]) => ("present" in table ? [] : [root]));
}

/** Page, and what the address says beside the views. @returns {Pick<State, "page" | "query">} */
export function base() {
  const asks = new URLSearchParams(location.search);
  const names = ledViews().flatMap(({ table }) => Object.keys(table));
  for (const name of [...OWN, ...names]) asks.delete(name);
  asks.sort();
  return { page: location.pathname.slice(new URL(appRoot()).pathname.length), query: asks.toString() };
}

/** The views as an address has them. */
export function viewText() {
  const asks = new URLSearchParams();
  for (const view of ledViews()) write(view.told(), asks);
  return asks.toString();
}

/** Those of the page that was left, and when. @type {{views: WeakSet<View>, at: number}} */
let left = { views: new WeakSet(), at: 0 };

/** Another page is opened: the views that are there are not its own, though names of parameters may be the same. */
export function leave() {
  left = { views: new WeakSet(ledViews()), at: performance.now() };
}

/**
 * What a view's text says to each instrument: what it does not say, is not said there.
 * @param {string} text @returns {[View, Record<string, any>][]}
 */
export function read(text) {
  const asks = new URLSearchParams(text);
  const own = (/** @type {View} */ view) => !left.views.has(view) || (performance.now() - left.at > STAYS && rests());
  return ledViews()
    .filter(own)
    .flatMap((view) => {
      const silent = Object.keys(view.table).filter((name) => !asks.has(name));
      if (silent.length === Object.keys(view.table).length) return []; // the lectern has not built it yet
      return [[view, { ...Object.fromEntries(silent.map((name) => [name, null])), ...viewOf(view.table, asks) }]];
    });
}

/**
 * Open what a lectern shows, as Back and Forward would: Streamlit runs the page by its address, and the instruments are built anew.
 * @param {State} state
 */
export function open({ page, query, view }) {
  leave();
  const own = new URLSearchParams(location.search);
  const asks = new URLSearchParams([query, view].filter(Boolean).join("&"));
  for (const name of OWN) asks.delete(name);
  for (const name of ["theme", "present"]) if (own.has(name)) asks.set(name, own.get(name) ?? "");
  const url = new URL(page, appRoot());
  url.search = asks.toString();
  history.replaceState({}, "", url);
  dispatchEvent(new PopStateEvent("popstate", { state: {} }));
}

/** Whether Streamlit has run the page to its end. */
export function rests() {
  return document.querySelector("[data-testid=stApp][data-test-script-state=notRunning]") !== null;
}
