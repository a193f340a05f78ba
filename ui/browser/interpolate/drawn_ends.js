// Drawings as ends, corners and terms: a pad for each that was asked for, made when it is first opened, one in view at a time. They
// outlive a change of models; the address cannot carry them.
import { element } from "../kit/kit.js";
import { drawPad } from "../digits/drawing.js";

/**
 * Places are named by a list, "ends", "corners" or "terms", and their number k in it.
 * @returns {object} {panel, the element that shows the open pad; listen({drawn(list, k, fresh), released(), done(list, k)}), where
 *   to report to from now on: every move of a stroke, fresh when a drawing came or went; the hand let go; the pad is done
 *   with; image(list, k), what is drawn there as 784 numbers, a new array at every change, or null; isOpen(list, k);
 *   open(list, k), which brings back what was drawn there before and says whether it did; close(); drop(list, k), which leaves
 *   the ink in the pad, k left out for all of a list; swap(list, i, j)}
 */
export function drawnEnds() {
  const places = { ends: [{}, {}], corners: [{}, {}, {}, {}], terms: [{}, {}, {}] };
  const panel = element("div", { class: "ip-draw", role: "group", hidden: true, "data-testid": "draw-panel" });
  let [opened, hear] = [null, null];

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

  function where(place) {
    const list = Object.keys(places).find((name) => places[name].includes(place));
    return [list, places[list].indexOf(place)];
  }

  function showPlace() {
    const [list, k] = where(opened);
    panel.dataset.place = `${list}-${k}`;
    panel.setAttribute("aria-label", `Drawing of ${"ABCD"[k]}`);
  }

  function close() {
    opened = null;
    panel.hidden = true;
  }

  return {
    panel,
    listen: (handlers) => (hear = handlers),
    image: (list, k) => places[list][k].image ?? null,
    isOpen: (list, k) => places[list][k] === opened,
    close,
    open(list, k) {
      opened = places[list][k];
      const pad = padOf(opened);
      const fresh = !opened.image && Boolean(pad.centred());
      opened.image = pad.centred()?.image ?? null;
      panel.replaceChildren(pad.element);
      panel.hidden = false;
      showPlace();
      return fresh;
    },
    drop(list, k) {
      for (const place of k === undefined ? places[list] : [places[list][k]]) {
        place.image = null;
        if (place === opened) close();
      }
    },
    swap(list, i, j) {
      [places[list][i], places[list][j]] = [places[list][j], places[list][i]];
      if (opened) showPlace();
    },
  };
}
