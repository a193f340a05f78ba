// What a link for a class locks: it is shown, no hand and no key moves it, and it says so. What a program does to it (a lesson's "Show
// me", a lecture that is followed) goes through.
import { element } from "./kit.js";
import { ringed, roots } from "./marked.js";

const WHY = "Locked in the link that opened this page.";
const HAND = [
  "pointerdown",
  "mousedown",
  "touchstart",
  "click",
  "dblclick",
  "auxclick",
  "wheel",
  "dragstart",
  "dragover",
  "drop",
];
const KEYS = ["keydown", "keypress", "keyup", "beforeinput", "paste"];
const PASSING = new Set(["Tab", "Escape"]);
const MOVING = /^(Arrow|Page|Home|End|Enter| )/; // keys that move or press a control with Ctrl, too
const FOCUSED = "input, button, select, textarea, summary, a[href], [tabindex]";
const LATER = 200; // ms after which what has come into the page is looked at
const LOOK = {
  position: "fixed",
  "z-index": "1000001",
  padding: "6px 10px",
  border: "1px solid #747c86",
  "border-radius": "6px",
  background: "#14171a",
  color: "#fff",
  font: "14px/20px var(--st-font, 'Source Sans', sans-serif)",
  "pointer-events": "none",
};

/** @returns {{follow: (names: string[]) => void, stop: () => void}} follow: these parts are locked from now on, and no others */
export function locks() {
  /** @type {string[]} */
  let locked = [];
  const tip = element("div", { "aria-hidden": "true", "data-testid": "locked-why", style: LOOK }, WHY);
  let waiting = 0;
  const observer = new MutationObserver(() => {
    waiting ||= setTimeout(watch, LATER);
  });
  /** What an event happens in, where that is locked: the part, or what of it the hand is on where no box of it is laid out. @param {Event} event */
  const held = (event) => {
    const path = event.composedPath();
    const part = path.find((node) => node instanceof HTMLElement && locked.some((name) => node.matches(ringed(name))));
    return /** @type {HTMLElement | undefined} */ (part)?.getClientRects().length === 0 ? path[0] : part;
  };
  /** @param {Event} event */
  const refuse = (event) => {
    if (!event.isTrusted || (event instanceof KeyboardEvent && passes(event))) return;
    const at = held(event);
    if (!at) return;
    event.stopImmediatePropagation();
    if (event.type !== "wheel" && !(event.type === "touchstart" && !touched(event))) event.preventDefault();
    if (event.type === "pointerdown") say(/** @type {HTMLElement} */ (at));
  };
  /** @param {Event} event */
  const tell = (event) => {
    const at = held(event);
    if (at) say(/** @type {HTMLElement} */ (at));
    else tip.remove();
  };

  /** @type {HTMLElement | null} */
  let by = null; // where it is said
  const along = () => by && tip.isConnected && say(by); // a page that scrolls takes it along

  /** @param {HTMLElement} at */
  function say(at) {
    by = at;
    const { left, top, bottom } = at.getBoundingClientRect();
    document.body.append(tip);
    const { width, height } = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
    const above = top - height - 6;
    tip.style.top = `${above < 8 ? Math.min(bottom + 6, innerHeight - height - 8) : above}px`;
  }

  /** Parts come and go: what the keyboard reaches in a locked one is marked as what it is. */
  function watch() {
    waiting = 0;
    for (const root of roots()) {
      observer.observe(root, { childList: true, subtree: true });
      for (const part of locked.flatMap((name) => [...root.querySelectorAll(ringed(name))]))
        for (const each of [part, ...part.querySelectorAll("*")]) if (each.matches(FOCUSED)) lock(each);
    }
  }

  function unmark() {
    for (const root of roots())
      for (const each of root.querySelectorAll(`[aria-description="${WHY}"]`))
        for (const attribute of ["aria-disabled", "aria-description"]) each.removeAttribute(attribute);
  }

  function stop() {
    observer.disconnect();
    clearTimeout(waiting);
    waiting = 0;
    for (const type of [...HAND, ...KEYS]) removeEventListener(type, refuse, true);
    for (const type of ["pointerover", "focusin"]) removeEventListener(type, tell, true);
    removeEventListener("scroll", along, true);
    tip.remove();
    unmark();
    locked = [];
  }

  return {
    stop,
    follow(names) {
      if (names.join() === locked.join()) return;
      stop();
      locked = names;
      if (!names.length) return;
      for (const type of [...HAND, ...KEYS]) addEventListener(type, refuse, { capture: true, passive: false });
      for (const type of ["pointerover", "focusin"]) addEventListener(type, tell, true);
      addEventListener("scroll", along, true);
      watch();
    },
  };
}

/** @param {Element} control */
function lock(control) {
  control.setAttribute("aria-disabled", "true");
  control.setAttribute("aria-description", WHY);
}

/** Whether a key goes on: to the next control, out of a dialog, or to the browser. @param {KeyboardEvent} event */
function passes(event) {
  return PASSING.has(event.key) || ((event.ctrlKey || event.metaKey || event.altKey) && !MOVING.test(event.key));
}

/** Whether a touch would move what the browser itself moves; another one may scroll the page. @param {Event} event */
function touched(event) {
  return event.composedPath()[0] instanceof HTMLInputElement;
}
