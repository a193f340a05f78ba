// Drawings as ends, corners and terms: a pad for each that was asked for, made when it is first opened, one in view at a time.
// They outlive a change of models; the address cannot carry them.
import { element } from "../kit/kit.js";
import { drawPad } from "../digits/drawing.js";

/**
 * @typedef {"ends" | "corners" | "terms"} List
 * @typedef {{pad?: ReturnType<typeof drawPad>, image?: Float32Array | null}} DrawnPlace
 * @typedef {{drawn: (list: List, k: number, fresh: boolean) => void, released: () => void, done: (list: List,
 *   k: number) => void}} Hears every move of a stroke, fresh when a drawing came or went; the hand let go; the pad is done with
 * @typedef {ReturnType<typeof drawnEnds>} Drawings
 */

/**
 * Places are named by a list, "ends", "corners" or "terms", and their number k in it.
 * @returns panel: the element that shows the open pad; listen: where to report to from now on; image: what is drawn there as 784
 *   numbers, a new array at every change, or null; open brings back what was drawn there before and says whether it did; drop
 *   leaves the ink in the pad, k left out for all of a list
 */
export function drawnEnds() {
  /** @type {Record<List, DrawnPlace[]>} */
  const places = { ends: [{}, {}], corners: [{}, {}, {}, {}], terms: [{}, {}, {}] };
  const panel = element("div", { class: "ip-draw", role: "group", hidden: true, "data-testid": "draw-panel" });
  /** @type {DrawnPlace | null} */
  let opened = null;
  /** @type {Hears} */
  let hear;

  /** @param {DrawnPlace} place */
  function padOf(place) {
    place.pad ??= drawPad({
      onInput(centred) {
        const fresh = !place.image === Boolean(centred);
        place.image = centred?.image ?? null;
        hear.drawn(...where(place), fresh);
      },
      onRelease: () => hear.released(),
      onDone: () => hear.done(...where(place)),
    });
    return place.pad;
  }

  /** @param {DrawnPlace} place @returns {[List, number]} */
  function where(place) {
    const lists = /** @type {[List, DrawnPlace[]][]} */ (Object.entries(places));
    const [list, all] = lists.find(([, each]) => each.includes(place)) ?? lists[0];
    return [list, all.indexOf(place)];
  }

  /** @param {DrawnPlace} place */
  function showPlace(place) {
    const [list, k] = where(place);
    panel.dataset.place = `${list}-${k}`;
    panel.setAttribute("aria-label", `Drawing of ${"ABCD"[k]}`);
  }

  function close() {
    opened = null;
    panel.hidden = true;
  }

  return {
    panel,
    /** @param {Hears} handlers */
    listen: (handlers) => void (hear = handlers),
    /** @param {List} list @param {number} k */
    image: (list, k) => places[list][k].image ?? null,
    /** @param {List} list @param {number} k */
    isOpen: (list, k) => places[list][k] === opened,
    close,
    /** @param {List} list @param {number} k */
    open(list, k) {
      const place = places[list][k];
      opened = place;
      const pad = padOf(place);
      const fresh = !place.image && Boolean(pad.centred());
      place.image = pad.centred()?.image ?? null;
      panel.replaceChildren(pad.element);
      panel.hidden = false;
      showPlace(place);
      return fresh;
    },
    /** @param {List} list @param {number} [k] */
    drop(list, k) {
      for (const place of k === undefined ? places[list] : [places[list][k]]) {
        place.image = null;
        if (place === opened) close();
      }
    },
    /** @param {List} list @param {number} i @param {number} j */
    swap(list, i, j) {
      [places[list][i], places[list][j]] = [places[list][j], places[list][i]];
      if (opened) showPlace(opened);
    },
  };
}
