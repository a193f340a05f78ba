// The strip over the page that says whose room this window is in, and the dialogs of a room. It stands in the document's body, over
// whatever page is open, and outlives it; the page moves down by its height.
import { button } from "../kit/controls.js";
import { focused, giveFocus } from "../kit/focus.js";
import { element } from "../kit/kit.js";
import { marked } from "../kit/marked.js";

const MOVED = `
  :root { --room: clamp(44px, 2.75rem, 48px); }
  @media (pointer: coarse) { :root { --room: 52px; } }
  [data-testid="stApp"] { top: var(--room) !important; }
  [data-testid="stApp"] .st-key-lesson { top: var(--room); }
  @media (width <= 1000px) { [data-testid="stApp"] .st-key-lesson { top: auto; } }
  @media (width > 1000px) { html:not(:has(.st-key-lesson)) :is(.st-key-presenting, .st-key-picker) { margin-top: var(--room); } }`;

const DOORS = ["room-poster", "room-alone", "room-button", "lesson-room"]; // where a room is entered, and what one has

/** @typedef {{words: (Node | string)[], more?: string, buttons: HTMLElement[], kind: string}} Strip more: a sentence below, for a while */

/** @param {HTMLElement} root of the component, whose sheet the strip is drawn by */
export function roomBar(root) {
  const host = element("div", { dataset: { room: "" } });
  const shadow = host.attachShadow({ mode: "open" });
  const words = element("p", { class: "room-words", role: "status" });
  const buttons = element("div", { class: "room-buttons" });
  const more = element("p", { class: "room-more", hidden: true });
  const strip = element(
    "div",
    { class: "room-strip", role: "region", "aria-label": "Room", "data-testid": "room", hidden: true },
    ...[words, buttons, more],
  );
  const box = element("div", { class: "aelab" }, strip);
  shadow.append(box);
  // a key that is meant for a field or a dialog of ours is none of the page's
  host.addEventListener("keydown", (event) => event.stopPropagation());
  const moved = element("style", {}, MOVED);
  return {
    host,
    box,
    /** In the colours that the page has now. @param {HTMLElement} [from] */
    dress(from = root) {
      if (!host.isConnected) document.body.append(host);
      const own = from.getRootNode();
      if (own instanceof ShadowRoot && !shadow.querySelector("style")) {
        const sheets = [...own.querySelectorAll("style")].map((sheet) => sheet.cloneNode(true));
        shadow.prepend(...sheets);
        shadow.adoptedStyleSheets = [...own.adoptedStyleSheets];
      }
      const style = getComputedStyle(from);
      for (const name of ["text-color", "primary-color", "border-color", "font"])
        host.style.setProperty(`--st-${name}`, style.getPropertyValue(`--st-${name}`));
      // in the sidebar, the other one is the page's
      host.style.setProperty("--st-background-color", style.getPropertyValue("--st-secondary-background-color"));
      box.dataset.theme = from.dataset.theme;
    },
    /** @param {Strip | null} now null: this window is in no room */
    show(now) {
      const left = !now && strip.contains(shadow.activeElement); // with the strip goes the button that was pressed
      strip.hidden = now === null;
      if (left) giveFocus(...DOORS.map(marked));
      if (now && !moved.isConnected) document.head.append(moved);
      if (!now) moved.remove();
      if (!now) return;
      strip.dataset.kind = now.kind;
      if (textOf(words) !== textOf(now.words)) words.replaceChildren(...now.words);
      // a button that is being pressed stays
      if (textOf(buttons) !== textOf(now.buttons)) {
        const held = /** @type {HTMLElement | null} */ (buttons.contains(shadow.activeElement) ? shadow.activeElement : null);
        buttons.replaceChildren(...now.buttons);
        if (held) giveFocus(held, now.buttons[0]); // another may stand in its place
      }
      more.textContent = now.more ?? "";
      more.hidden = !now.more;
    },
  };
}

/** @param {Element | (Node | string)[]} parts */
function textOf(parts) {
  return [...(parts instanceof Element ? parts.childNodes : parts)]
    .map((part) => (typeof part === "string" ? part : part.textContent))
    .join("|");
}

/** @type {HTMLElement | null} what had the focus before the first dialog: one leads to the other */
let opener = null;

/**
 * A dialog over everything, which Escape and its own button close.
 * @param {HTMLElement} box @param {string} title @param {string} testid
 * @returns {{body: HTMLElement, open: () => void, close: () => void}}
 */
export function roomDialog(box, title, testid) {
  const body = element("div", { class: "room-body" });
  const dialog = element(
    "dialog",
    { class: "room-dialog", "aria-label": title, "data-testid": testid },
    element(
      "div",
      { class: "room-head" },
      element("h2", { class: "name" }, title),
      button("Close", () => dialog.close()),
    ),
    body,
  );
  dialog.addEventListener("close", () => box.querySelector(":modal") || giveFocus(opener, ...DOORS.map(marked)));
  return {
    body,
    open() {
      if (!box.querySelector(":modal")) opener = focused();
      box.append(dialog);
      if (!dialog.open) dialog.showModal();
    },
    close: () => dialog.close(),
  };
}
