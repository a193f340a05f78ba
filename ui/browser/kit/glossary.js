// The sentence of a word: shown while the pointer or the focus is on it, and kept by a press. A word is a link to its place on the
// page Words, in Streamlit's Markdown as in an instrument, or is marked by data-word inside of a control (word.js). Nothing of the
// page's own elements is changed or wrapped: one listener of the document finds the words in all of them.
import { host } from "./host.js";
import { asked } from "./marked.js";

const WAIT = { mouse: 150, control: 500, leave: 250 }; // ms
const LAID = [300, 1500, 4000]; // ms after which all of a page is as large as it will be, on a busy machine at the last
const WORD = 'a[href*="words#"], [data-word]';
const MARGIN = 8; // CSS pixels to the window's edge
const STYLE = `
  .tip { box-sizing: border-box; position: fixed; inset: auto; margin: 0; width: max-content; max-width: min(20rem, 100vw - 16px);
    padding: 0.75rem; border: 1px solid var(--line); border-radius: 6px; background: var(--paper); color: var(--ink); z-index: 999999;
    font: 0.9375rem / 1.4 var(--face, sans-serif); text-align: left; box-shadow: 0 2px 12px rgb(0 0 0 / 16%); overflow-wrap: break-word; }
  .tip p { margin: 0; padding: 0; font: inherit; }
  .tip nav { display: flex; flex-wrap: wrap; gap: 0 1rem; margin-top: 0.25rem; }
  .tip a { color: var(--accent); font-weight: 600; line-height: 2rem; text-decoration: none; }
  @media (pointer: coarse) { .tip a { min-width: 44px; line-height: 44px; } }
  .tip a:hover { text-decoration: underline; }
  .tip a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }`;
const MARK = `[data-testid="stMarkdownContainer"] a[href^="words#"] {
  color: inherit; text-decoration: underline dotted 1px; text-underline-offset: 0.2em; cursor: help; }`;

/** @typedef {Record<string, [name: string, see: string, says: string]>} Glossary by anchors */
/** @typedef {{id: string, at: HTMLElement, focus: HTMLElement, control: boolean}} Found `focus`: what the keyboard reaches */

/**
 * From now on, words tell what they mean.
 * @param {() => {page: string, address: string, colours: CSSStyleDeclaration}} now the name of the page that is open, where the
 *   glossary lies, and an element's style with Streamlit's colours
 * @returns {{close: () => void}} for when another page is opened
 */
export function glossary(now) {
  const tip = makeTip();
  /** @type {Promise<Glossary> | null} */
  let words = null;
  /** @type {Found | null} */
  let open = null;
  let timer = 0;
  const fetched = () => {
    words ??= host()
      .asset(now().address)
      .then((answer) => answer.json());
    words.catch(() => (words = null));
    return words;
  };
  const close = () => {
    clearTimeout(timer);
    open?.focus.removeAttribute("aria-describedby");
    open = null;
    tip.element.remove();
  };
  /** @param {Found} found @param {boolean} [enter] whether the focus goes on into the tip */
  const show = async (found, enter = false) => {
    clearTimeout(timer);
    const all = await fetched().catch(() => null);
    if (!all?.[found.id] || !found.at.isConnected) return;
    if (open?.at !== found.at) {
      close();
      open = found;
      tip.show(all[found.id], found, now());
    }
    if (enter) tip.enter();
  };
  const moved = () => {
    if (open && !place(tip.element, open.at)) close();
  };
  /** @param {Found} found @param {number} wait */
  const soon = (found, wait) => {
    clearTimeout(timer);
    timer = setTimeout(() => show(found), wait);
  };
  const listen = listeners({ tip: tip.element, opened: () => open, show, soon, close, clear: () => clearTimeout(timer), moved });
  for (const [name, listener] of Object.entries(listen)) document.addEventListener(name, listener, true);
  addEventListener("resize", () => LAID.forEach((wait) => setTimeout(moved, wait))); // of the window, or of the page's type while presenting
  document.head.append(Object.assign(document.createElement("style"), { textContent: MARK }));
  (globalThis.requestIdleCallback ?? setTimeout)(() => fetched().catch(() => {}));
  return { close };
}

/**
 * @param {{tip: HTMLElement, opened: () => Found | null, show: (found: Found, enter?: boolean) => void, soon: (found: Found,
 *   wait: number) => void, close: () => void, clear: () => void, moved: () => void}} on
 * @returns {Record<string, (event: any) => void>} by the names of their events
 */
function listeners({ tip, opened, show, soon, close, clear, moved }) {
  let leaving = 0;
  let returning = false;
  /** @param {Event} event */
  const inTip = (event) => event.composedPath().includes(tip);
  return {
    pointerover(event) {
      if (event.pointerType === "touch" || event.buttons) return;
      const found = wordIn(event);
      if (found || inTip(event)) clearTimeout(leaving);
      if (found) soon(found, found.control ? WAIT.control : WAIT.mouse);
      else if (!inTip(event)) {
        clear();
        const open = opened();
        clearTimeout(leaving);
        if (open && !focused(open)) leaving = setTimeout(close, WAIT.leave);
      }
    },
    focusin(event) {
      const found = wordIn(event);
      if (returning) return;
      if (found?.focus.matches(":focus-visible")) show(found);
      else if (!inTip(event) && found?.at !== opened()?.at) close();
    },
    pointerdown(event) {
      if (!inTip(event) && wordIn(event)?.at !== opened()?.at) close();
    },
    click(event) {
      if (inTip(event)) return void setTimeout(close); // its links lead on
      const found = wordIn(event);
      if (!found || event.ctrlKey || event.metaKey || event.shiftKey) return;
      // a control does what it is for; under a finger, which cannot hover, it tells its word as well
      if (found.control) return event.pointerType === "touch" ? show(found) : event.detail ? close() : undefined;
      event.preventDefault();
      event.stopPropagation();
      show(found, event.detail === 0); // by the keyboard
    },
    keydown(event) {
      const open = opened();
      if (event.key !== "Escape" || !open) return;
      event.stopPropagation();
      close();
      if (!inTip(event)) return;
      returning = true; // to the word, which is not to open again
      open.focus.focus();
      returning = false;
    },
    scroll: () => moved(),
  };
}

/** The word that an event is about. @param {Event} event @returns {Found | null} */
function wordIn(event) {
  const [target] = event.composedPath();
  if (!(target instanceof Element) || target.closest(".tip")) return null;
  const control = event.type === "focusin" ? target.closest("label, button") : null;
  const at = /** @type {HTMLElement | null} */ (target.closest(WORD) ?? control?.querySelector("[data-word]") ?? null);
  if (!at) return null;
  const id = at.dataset.word ?? decodeURIComponent(at.getAttribute("href")?.split("#")[1] ?? "");
  const holder = at.closest("label, button");
  const focus = /** @type {HTMLElement} */ (holder?.querySelector("input") ?? holder ?? at);
  return { id, at, focus, control: at.dataset.word !== undefined };
}

/** @param {Found} found */
const focused = ({ focus }) => /** @type {Document | ShadowRoot} */ (focus.getRootNode()).activeElement === focus;

function makeTip() {
  const says = Object.assign(document.createElement("p"), { id: "word-says" });
  const links = document.createElement("nav");
  const tip = document.createElement("div");
  const name = document.createElement("strong");
  const meaning = document.createTextNode("");
  says.setAttribute("role", "tooltip");
  says.append(name, " ", meaning);
  tip.className = "tip";
  tip.dataset.testid = "word-tip";
  if ("popover" in tip) tip.popover = "manual";
  tip.append(Object.assign(document.createElement("style"), { textContent: STYLE }), says, links);
  return {
    element: tip,
    enter: () => links.querySelector("a")?.focus({ preventScroll: true }),
    /** @param {Glossary[string]} word @param {Found} found @param {{page: string, colours: CSSStyleDeclaration}} now */
    show([title, see, text], { at, focus, id }, { page, colours }) {
      name.textContent = `${title}.`;
      meaning.data = text;
      // where a link for a class hides what leads to other pages, a word does not either
      const [there, all] = asked().hide.includes("pages") ? [] : [host().page(see), host().page("Words")];
      links.replaceChildren(
        ...(see !== page && there ? [linkTo(`See it on ${see}`, there)] : []),
        ...(page !== "Words" && all ? [linkTo("All words", all, `#${id}`)] : []),
      );
      for (const [own, streamlits] of [
        ["paper", "background"],
        ["ink", "text"],
        ["line", "border"],
        ["accent", "primary"],
      ])
        tip.style.setProperty(`--${own}`, colours.getPropertyValue(`--st-${streamlits}-color`));
      tip.style.setProperty("--face", colours.getPropertyValue("--st-font"));
      const root = at.getRootNode(); // an id counts within its own tree alone
      (root instanceof ShadowRoot ? root : document.body).append(tip);
      if (tip.popover) tip.showPopover();
      place(tip, at);
      focus.setAttribute("aria-describedby", "word-says");
    },
  };
}

/** Below the word, or above it where there is no room, within the window; whether the word is there. @param {HTMLElement} tip @param {HTMLElement} at */
function place(tip, at) {
  const word = at.getClientRects()[0] ?? at.getBoundingClientRect();
  const { width, height } = tip.getBoundingClientRect();
  const below = word.bottom + MARGIN + height <= innerHeight || word.top < height + MARGIN;
  tip.style.left = `${Math.max(MARGIN, Math.min(word.left, document.documentElement.clientWidth - width - MARGIN))}px`;
  tip.style.top = `${Math.max(MARGIN, below ? Math.min(word.bottom + 4, innerHeight - height - MARGIN) : word.top - height - 4)}px`;
  return at.isConnected && word.bottom > 0 && word.top < innerHeight;
}

/** @param {string} text @param {import("./host.js").PageLink} page @param {string} [anchor] */
function linkTo(text, { href, open }, anchor = "") {
  const link = Object.assign(document.createElement("a"), { textContent: text, href: href + anchor });
  link.addEventListener("click", (event) => {
    if (!open || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  return link;
}
