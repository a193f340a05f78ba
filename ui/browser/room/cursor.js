// Where the lecturer's pointer is: in shares of the part of the page that it is over, so that another window, laid out otherwise, shows
// it at the same place of the same part.
import { element } from "../kit/kit.js";

const AWAY = 4000; // ms after which a pointer that rests is not shown
const FLIGHT = 80; // ms of its way from one place to the next

/** @typedef {[testid: string, which: number, x: number, y: number]} Place */

/** @param {string} testid @returns {HTMLElement[]} all of this test id that are shown, in the page and in the instruments */
function shown(testid) {
  const hosts = [...document.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? []);
  return [document, ...hosts]
    .flatMap((root) => [.../** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(`[data-testid="${testid}"]`))])
    .filter((found) => found.getClientRects().length);
}

/** Watches this window's pointer. @param {HTMLElement} but what it is not watched over @returns {{now: () => Place | null, stop: () => void}} */
export function watchPointer(but) {
  /** @type {WeakMap<Element, {part: HTMLElement, which: number} | null>} */
  const known = new WeakMap();
  /** @type {PointerEvent | null} */
  let last = null;
  /** @type {Element | null} */
  let over = null;
  let since = 0;
  /** @param {PointerEvent} event */
  const moved = (event) => {
    const [target] = event.composedPath();
    [last, over, since] = [event, target instanceof Element ? target : null, event.timeStamp];
  };
  /** @param {Element} target */
  const partOf = (target) => {
    /** @type {Element | null} */
    let at = target;
    while (at && !(at instanceof HTMLElement && at.dataset.testid)) {
      const root = at.getRootNode();
      at = at.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
    }
    if (!(at instanceof HTMLElement) || but.contains(at)) return null;
    const which = shown(at.dataset.testid ?? "").indexOf(at);
    return which < 0 ? null : { part: at, which };
  };
  for (const type of ["pointermove", "pointerdown"])
    addEventListener(type, /** @type {EventListener} */ (moved), { capture: true, passive: true });
  return {
    now() {
      if (!last || !over?.isConnected || performance.now() - since > AWAY) return null;
      const found = known.has(over) ? known.get(over) : partOf(over);
      known.set(over, found ?? null);
      if (!found) return null;
      const { left, top, width, height } = found.part.getBoundingClientRect();
      const [x, y] = [(last.clientX - left) / width, (last.clientY - top) / height];
      if (!(x >= -1 && x <= 2 && y >= -1 && y <= 2)) return null;
      return [found.part.dataset.testid ?? "", found.which, Number(x.toFixed(4)), Number(y.toFixed(4))];
    },
    stop() {
      for (const type of ["pointermove", "pointerdown"])
        removeEventListener(type, /** @type {EventListener} */ (moved), { capture: true });
    },
  };
}

/** Shows the lecturer's. @param {HTMLElement} home @returns {{show: (place: Place | null) => void, stop: () => void}} */
export function cursorRing(home) {
  const ring = element("div", { class: "room-cursor", hidden: true, "aria-hidden": "true", "data-testid": "room-cursor" });
  home.append(ring);
  let said = "";
  /** @type {HTMLElement | null} */
  let part = null;
  return {
    show(place) {
      const [testid, which, x, y] = place ?? ["", 0, 0, 0];
      if (`${testid} ${which}` !== said || !part?.isConnected) part = testid ? (shown(testid)[which] ?? null) : null;
      said = `${testid} ${which}`;
      const before = ring.hidden;
      ring.hidden = part === null;
      if (!part) return;
      const { left, top, width, height } = part.getBoundingClientRect();
      ring.style.transitionDuration = `${before ? 0 : FLIGHT}ms`;
      ring.style.transform = `translate(${left + x * width}px, ${top + y * height}px)`;
    },
    stop: () => ring.remove(),
  };
}
