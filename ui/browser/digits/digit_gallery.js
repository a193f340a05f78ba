// Galleries of decoded digits beside the one under the hand. They are painted a few at a time, in what frames leave idle, so
// that the digit under the hand is on the screen before them.
import { element } from "../kit/kit.js";
import { digitCanvas } from "../kit/canvas.js";
import { inIdleTime } from "../kit/idle.js";

/**
 * Small digits, each a button.
 * @param {{count: number, class: string, testid: string, label: string, name: (i: number) => string,
 *   caption?: (i: number) => string, decode: (i: number) => Float32Array, onPick: (i: number) => void}} options
 *   name: of a digit, for those who hear the page; caption: written under it
 * @returns spoil: all digits are out of date; paintNext: paint one that is, false when none is; mark: the chosen one, or -1
 */
export function digitGallery({ count, class: kind, testid, label, name, caption, decode, onPick }) {
  const canvases = Array.from({ length: count }, () => digitCanvas({ label: null, scale: 0, testid }));
  const captions = canvases.map(() => (caption ? element("span", { class: "tick" }) : null));
  const cells = canvases.map((canvas, i) => {
    return element(
      "button",
      { type: "button", tabindex: i ? -1 : 0, onclick: () => onPick(i) },
      canvas.element,
      ...(captions[i] ? [captions[i]] : []),
    );
  });
  const node = element("div", { class: `gallery ${kind}`, role: "group", "aria-label": label }, ...cells);
  let [stale, next] = [0, 0];

  node.addEventListener("keydown", (event) => {
    const columns = getComputedStyle(node).gridTemplateColumns.split(" ").length;
    const steps = new Map(Object.entries({ ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }));
    const from = cells.indexOf(/** @type {HTMLButtonElement} */ (event.target));
    const to = from + (steps.get(event.key) ?? NaN);
    if (!(to in cells)) return;
    event.preventDefault();
    cells[from].tabIndex = -1; // one stop of the Tab key for the whole gallery
    cells[to].tabIndex = 0;
    cells[to].focus();
  });

  const gallery = {
    element: node,
    cells,
    spoil: () => void (stale = count), // goes on where it was: under a steady drag every digit gets its turn
    paintNext() {
      if (!stale) return false;
      canvases[next].draw(decode(next));
      next = (next + 1) % count;
      stale--;
      return true;
    },
    /** @param {number} chosen */
    mark: (chosen) => cells.forEach((cell, i) => cell.setAttribute("aria-pressed", String(i === chosen))),
    recaption() {
      cells.forEach((cell, i) => {
        cell.setAttribute("aria-label", name(i));
        cell.title = name(i);
        const written = captions[i];
        if (written && caption) written.textContent = caption(i);
      });
    },
  };
  gallery.recaption();
  return gallery;
}

/**
 * Paint what is stale in these galleries in idle time, the first gallery first.
 * @param {ReturnType<typeof digitGallery>[]} galleries
 * @returns {{request: () => void, stop: () => void}}
 */
export function paintInTurn(galleries) {
  return inIdleTime(() => galleries.some((gallery) => gallery.element.isConnected && gallery.paintNext()));
}
