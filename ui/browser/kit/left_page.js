// What stands on the screen in the moment after Back or Forward is the page that was left, until the server answers. Streamlit would take a
// press on one of its controls for one on that page, and open it again.

const CONTROL = "button, input, textarea, select, summary, [role=combobox], [role=option], [role=radio], [role=slider]";
const PRESSES = ["pointerdown", "mousedown", "click", "keydown"];
const ON_ITS_WAY = ["Tab", "Shift", "Escape"]; // keys that lead to another control
const LONGEST = 10000; // ms, should the server not answer

let end = () => {};

/** Until the page that Back or Forward leads to takes the place of the one that is left, a press on a control of Streamlit's is for nobody. */
export function leavePage() {
  end();
  const title = document.querySelector('[data-testid="stMain"] h1'); // with the server's answer it is gone
  const [words, at, over] = [title?.textContent, performance.now(), new AbortController()];
  end = () => over.abort();
  const stands = () => title?.isConnected && title.textContent === words && performance.now() - at < LONGEST;
  const swallow = (/** @type {Event} */ event) => {
    if (!stands()) return end();
    const [target] = event.composedPath(); // those of instruments stand in a shadow tree, and are their own matter
    if (!(target instanceof Element) || target.getRootNode() !== document || !target.closest(CONTROL)) return;
    if (target.closest("a[href]") || (event instanceof KeyboardEvent && ON_ITS_WAY.includes(event.key))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  for (const type of PRESSES) addEventListener(type, swallow, { capture: true, signal: over.signal });
}
