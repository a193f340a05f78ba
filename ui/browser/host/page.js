// What the hosts outside of the app share: a page that ui/anywhere/ wrote down, with its components mounted in their places, in the
// reader's colours, its words telling what they mean.
import { glossary } from "../kit/glossary.js";

/**
 * @typedef {{name: string, key: string, data: any}} Part a component, as ui/anywhere/record.py has it
 * @typedef {(component: Component) => () => void} Instrument a component's default export
 * @typedef {{module: (name: string) => Promise<Instrument>, sheet: (name: string) => string | Promise<string>, report: (part: Part, view: any) => void,
 *   trigger: (part: Part, name: string, value: any) => void}} Given
 */

/** The components of a page, each in a shadow root of its own. */
export class Parts {
  /** @type {Map<string, {element: HTMLElement, call: (part: Part) => void, end: () => void}>} */
  #mounted = new Map();
  /** @type {Part[]} those in view */
  parts = [];
  #given;

  /** @param {Given} given what a component is given by this host */
  constructor(given) {
    this.#given = given;
    // who turns the system dark sees it at once; a component is called again for its colours
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.again());
  }

  /**
   * Put components where an element has places for them; those that stand there already go on with other data.
   * @param {ParentNode} place @param {Part[]} parts
   */
  fill(place, parts) {
    this.parts = parts;
    for (const spot of /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll("[data-component]"))) {
      const part = parts.find(({ key }) => key === spot.dataset.component);
      if (!part) continue; // one that this host leaves out
      const mounted = this.#mounted.get(part.key) ?? this.#mount(part);
      this.#mounted.set(part.key, mounted);
      spot.replaceChildren(mounted.element);
    }
  }

  /** Call all that is in view, once it stands in the document; end what has left it. */
  again() {
    for (const part of this.parts) this.#mounted.get(part.key)?.call(part);
    for (const [key, { element, end }] of this.#mounted) {
      if (element.isConnected) continue;
      end();
      this.#mounted.delete(key);
    }
  }

  /** What comes next is built anew. */
  end() {
    for (const { element } of this.#mounted.values()) element.remove();
    this.parts = [];
    this.again();
  }

  /** @param {Part} first */
  #mount(first) {
    const element = document.createElement("div");
    const parentElement = document.createElement("div");
    const style = document.createElement("style");
    element.attachShadow({ mode: "open" }).append(style, parentElement);
    const { report, trigger, module, sheet } = this.#given;
    const ready = Promise.all([module(first.name), sheet(first.name)]);
    let latest = first;
    /** @type {(() => void) | null} */
    let end = null;
    return {
      element,
      /** @param {Part} part */
      async call(part) {
        latest = part;
        const [instrument, rules] = await ready;
        style.textContent ||= rules; // it measures itself when it is built
        if (latest !== part || !element.isConnected) return;
        end = instrument({
          data: part.data,
          key: part.key,
          parentElement,
          setStateValue: (_, view) => report(latest, view),
          setTriggerValue: (name, value) => trigger(latest, name, value),
        });
      },
      end: () => end?.(),
    };
  }
}

/** Words tell what they mean. @param {string} page the name of the page @param {string} address where the glossary lies */
export function tellWords(page, address) {
  glossary(() => ({ page, address, colours: getComputedStyle(document.documentElement) }));
}

/** A press on the title of a column sorts by it, and another press the other way round. @param {ParentNode} place */
export function sortable(place) {
  for (const head of /** @type {NodeListOf<HTMLTableCellElement>} */ (place.querySelectorAll("thead th:not(:has(button))"))) {
    const press = document.createElement("button");
    press.type = "button";
    press.append(...head.childNodes);
    head.append(press);
    press.onclick = () => {
      const up = head.ariaSort === "descending";
      for (const each of head.parentElement?.children ?? []) each.ariaSort = null;
      head.ariaSort = up ? "ascending" : "descending";
      const rows = [...(head.closest("table")?.tBodies[0].rows ?? [])];
      const cell = (/** @type {HTMLTableRowElement} */ row) => row.cells[head.cellIndex];
      const less = (/** @type {HTMLTableRowElement} */ a, /** @type {HTMLTableRowElement} */ b) =>
        Number(cell(a).dataset.by) - Number(cell(b).dataset.by) || cell(a).textContent.localeCompare(cell(b).textContent, "en");
      rows.sort((a, b) => (up ? less(a, b) : less(b, a)));
      rows[0]?.parentElement?.append(...rows);
    };
  }
}
