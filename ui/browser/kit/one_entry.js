// One entry for each page in the browser's history. Streamlit adds one at every change of the address, and the address changes
// whenever the hand lets go: Back would lead through every move of it, and through views that never were. And it adds one for a page that
// Back has left, where the server was still drawing that page.

import { leavePage } from "./left_page.js";

const LEAVING = 1000; // ms that a page may take to open after the address of the one before was emptied,
const PRESSED = 10000; // and after a link to it, or Back, was pressed, on a busy server

/** From now on, an address on the page that is open takes the place of the one before. */
export function oneEntryPerPage() {
  if (Object.hasOwn(history, "pushState") && history.pushState !== history.replaceState) return; // which is first_entry.js
  let held = 0;
  /** @type {(() => void) | null} */
  let late = null; // writes down the address that is held back
  let pressed = -Infinity;
  let [page, left, leftAt] = [location.pathname, "", -Infinity]; // the page that Back or Forward led away from, and when
  const arrived = () => {
    clearTimeout(held);
    late = null;
    pressed = -Infinity;
    [page, left] = [location.pathname, ""];
  };
  addEventListener("popstate", () => {
    const before = page;
    arrived();
    if (before === page) return;
    [left, leftAt] = [before, performance.now()];
    leavePage();
  });
  const acts = (/** @type {Event} */ event) => {
    if (event.type !== "pointerdown") left = ""; // what is pressed here may open that page again
    if (event.type === "click" && event instanceof MouseEvent && leads(event)) pressed = performance.now();
    // Streamlit may tell the server what the hand does now with the address that stands there: it is to be the newest
    if (performance.now() - pressed > PRESSED) late?.();
  };
  for (const act of ["pointerdown", "click", "keydown"]) addEventListener(act, acts, true);
  history.pushState = (state, title, url) => {
    const next = new URL(url ?? "", location.href);
    if (next.pathname !== location.pathname) {
      if (next.pathname === left && performance.now() - leftAt < PRESSED) return;
      History.prototype.pushState.call(history, state, title, url);
      arrived();
      return;
    }
    clearTimeout(held);
    const replace = () => {
      clearTimeout(held);
      late = null;
      history.replaceState(state, title, url);
    };
    const wait = pressed + PRESSED - performance.now();
    // Streamlit takes the view out of a page's address before it opens the next: the entry is to say what was seen there last.
    if (wait > 0 || loses(next)) held = setTimeout((late = replace), Math.max(wait, LEAVING));
    else replace();
  };
}

/**
 * Whether a click opens another page here.
 * @param {MouseEvent} event
 */
function leads(event) {
  const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
  const elsewhere = !link || link.target === "_blank" || link.origin !== location.origin || link.pathname === location.pathname;
  return !elsewhere && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
}

/**
 * Whether an address lacks something that the present one says.
 * @param {URL} next
 */
function loses(next) {
  return [...new URLSearchParams(location.search).keys()].some((name) => !next.searchParams.has(name));
}
