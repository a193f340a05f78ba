// The page's one live region: what is seen, in words, once the hand has let go. It stands in the document and not in an
// instrument, since a page has one however many instruments it has.
import { element } from "./kit.js";

const PAUSE = 250; // ms: what is still to be drawn after the release is on the screen by then

let waiting = 0;
let [watched, held] = [false, false];

/** @param {() => string} words asked for when the page rests; a later call takes the place of one that still waits */
export function say(words) {
  watchPointer();
  clearTimeout(waiting);
  waiting = setTimeout(() => (held ? say(words) : (region().textContent = words())), PAUSE);
}

/** What was said is of another page. */
export function hush() {
  clearTimeout(waiting);
  region().textContent = "";
}

// A hand that is down again is not talked to.
function watchPointer() {
  if (watched) return;
  watched = true;
  for (const type of ["pointerdown", "pointerup", "pointercancel"])
    addEventListener(type, () => (held = type === "pointerdown"), true);
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
