// One entry for each page in the browser's history. Streamlit adds one at every change of the address, and the address changes
// whenever the hand lets go: Back would lead through every move of it, and through views that never were.

const LEAVING = 1000; // ms that a page may take to open after the address of the one before was emptied,
const PRESSED = 10000; // and after a link to it was pressed, on a busy server

/** From now on, an address on the page that is open takes the place of the one before. */
export function oneEntryPerPage() {
  if (Object.hasOwn(history, "pushState")) return;
  let held = 0;
  let pressed = -Infinity;
  const arrived = () => {
    clearTimeout(held);
    pressed = -Infinity;
  };
  addEventListener("popstate", arrived);
  addEventListener("click", (event) => leads(event) && (pressed = performance.now()), true);
  history.pushState = (state, title, url) => {
    const next = new URL(url ?? "", location.href);
    if (next.pathname !== location.pathname) {
      arrived();
      History.prototype.pushState.call(history, state, title, url);
      return;
    }
    clearTimeout(held);
    const replace = () => history.replaceState(state, title, url);
    const left = pressed + PRESSED - performance.now();
    // Streamlit takes the view out of a page's address before it opens the next: the entry is to say what was seen there last.
    if (left > 0 || loses(next)) held = setTimeout(replace, Math.max(left, LEAVING));
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
