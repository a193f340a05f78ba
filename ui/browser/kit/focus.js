// The focus, in whichever tree of the page it is: what had it before a dialog has it again, and who takes away what has it gives it on.
import { marked } from "./marked.js";

/** @returns {HTMLElement | null} what has the focus, null where nothing has */
export function focused() {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at instanceof HTMLElement && at !== document.body ? at : null;
}

/**
 * Focus what is there, the first of these, where nothing has the focus.
 * @param {(HTMLElement | null)[]} elements one that was built anew since is found again by its test id
 */
export function giveFocus(...elements) {
  const own = focused();
  if (own?.getClientRects().length) return;
  for (const each of elements) {
    const there = each?.isConnected ? each : each?.dataset.testid && marked(each.dataset.testid);
    if (there) there.focus({ preventScroll: true });
    if (there && focused() === there) return;
  }
}
