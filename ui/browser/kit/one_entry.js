// One entry for each page in the browser's history. Streamlit adds one at every change of the address, and the address changes
// whenever the hand lets go: Back would lead through every move of it, and through views that never were.

const LEAVING = 1000; // ms

/** From now on, an address on the page that is open takes the place of the one before. */
export function oneEntryPerPage() {
  if (Object.hasOwn(history, "pushState")) return;
  let emptying = 0;
  history.pushState = (state, title, url) => {
    const next = new URL(url ?? "", location.href);
    const replace = () => history.replaceState(state, title, url);
    clearTimeout(emptying);
    if (next.pathname !== location.pathname) History.prototype.pushState.call(history, state, title, url);
    // The address of a page that is left is emptied before the next is opened: its entry is to say what was seen there last.
    else if (location.search && !next.search) emptying = setTimeout(replace, LEAVING);
    else replace();
  };
}
