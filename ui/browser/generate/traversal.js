// The traversal strips: eleven digits across the range of an axis, all else held.
import { element } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { digitGallery } from "../digits/digit_gallery.js";
import { moveAlong } from "../model/axes.js";

const FRAMES = 11;

/**
 * One strip, of the axis in hand; two sliders or fewer have room for one each.
 * @param {{rows: import("./axis_rows.js").AxisRows, codes: Codes, view: {code: Float64Array}, roomy: boolean,
 *   decode: (code: Numbers) => Float32Array, put: (axis: number, value: number) => void}} parts put: set an axis and let go
 * @returns {{elements: HTMLElement[], galleries: ReturnType<typeof digitGallery>[], aim: () => void, mark: () => void}}
 *   aim: another axis is in hand, or any of the code may have changed; mark: the axis in hand moved
 */
export function traversals({ rows, codes, view, roomy, decode, put }) {
  const scratch = new Float64Array(view.code.length);
  const each = roomy && codes.size === 2;
  const strips = (each ? [0, 1] : [null]).map((own) => strip(() => own ?? rows.hand()));

  /** @param {() => number} which */
  function strip(which) {
    const axis = () => rows.axes()[which()];
    /** @param {number} i */
    const value = (i) => axis().low + ((axis().high - axis().low) * i) / (FRAMES - 1);
    const gallery = digitGallery({
      count: FRAMES,
      class: "traversal",
      testid: "traversal-frame",
      label: "Traversal",
      name: (i) => `${axis().name} = ${formatNumber(value(i), axis().decimals)}`,
      caption: (i) => formatNumber(value(i), axis().decimals),
      decode(i) {
        scratch.set(view.code);
        moveAlong(scratch, rows.axes(), which(), codes.centre, value(i));
        return decode(scratch);
      },
      onPick: (i) => put(which(), value(i)),
    });
    const name = element("span", { class: "name" });
    const marker = element("div", { class: "traversal-marker" });
    const title = element("div", { class: "code-title" }, name, element("span", { class: "second" }, "all else held"));
    return {
      element: element("div", { class: "traversal-panel" }, title, marker, gallery.element),
      gallery,
      which,
      aim() {
        name.textContent = `Traversal of ${axis().name}`;
        gallery.recaption();
        gallery.spoil();
        this.mark();
      },
      mark() {
        const at = (rows.value(which()) - axis().low) / (axis().high - axis().low);
        marker.style.setProperty("--at", String(Math.min(Math.max(at, 0), 1)));
      },
    };
  }

  return {
    elements: strips.map((strip) => strip.element),
    galleries: strips.map((strip) => strip.gallery),
    aim: () => strips.forEach((strip) => strip.aim()),
    mark() {
      for (const strip of strips) {
        if (strip.which() === rows.hand()) strip.mark();
        else strip.gallery.spoil(); // what it holds has changed
      }
    },
  };
}
