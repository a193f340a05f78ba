// The page's one live region: what is seen, in words, once the hand has let go. It stands in the document and not in an
// instrument, since a page has one however many instruments it has.
import { handIsDown } from "./hand.js";
import { element } from "./kit.js";

const PAUSE = 250; // ms: what is still to be drawn after the release is on the screen by then

let waiting = 0;

/** @param {() => string} words asked for when the page rests; a later call takes the place of one that still waits */
export function say(words) {
  clearTimeout(waiting);
  // a hand that is down again is not talked to
  waiting = setTimeout(() => (handIsDown() ? say(words) : (region().textContent = words())), PAUSE);
}

/** What was said is of another page. */
export function hush() {
  clearTimeout(waiting);
  region().textContent = "";
}

// Hidden from the eye by its own style: no sheet of an instrument reaches it.
function region() {
  /** @type {HTMLElement | null} */
  const there = document.querySelector("body > [data-testid=status]");
  if (there) return there;
  const hidden = { position: "fixed", width: "1px", height: "1px", overflow: "hidden", "clip-path": "inset(50%)" };
  const made = element("div", { role: "status", "data-testid": "status", style: hidden });
  document.body.append(made);
  return made;
}
