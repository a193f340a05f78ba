// A film strip: what is decoded at evenly spaced places of a path. A click on a frame goes there.
import { element, unit } from "../kit/kit.js";
import { digitCanvas, onResize } from "../kit/canvas.js";
import { SIDE } from "../engine/image.js";

const GAP = 2;

/**
 * @param {{run: string, go: (t: number) => void, resized: (frame: number) => void}} options
 *   go: to a frame that was clicked or reached by arrow keys; resized: units of a frame, when that changes
 * @returns draw: a generator that stops after each frame; hand: at every frame
 */
export function filmStrip({ run, go, resized }) {
  const strip = element("div", { class: "ip-strip", role: "group", "aria-label": `Film strip of ${run}` });
  /** @type {(DigitCanvas & {button: HTMLButtonElement})[]} */
  let frames = [];
  let [width, chosen, beyond] = [0, -1, 0]; // beyond: pixels of a strip too long for its place

  function fit() {
    const place = strip.clientWidth;
    const fitting = Math.floor(((place + GAP) / frames.length - GAP) / SIDE); // frames are whole multiples of a digit's pixels
    const size = SIDE * Math.max(1, Math.min(fitting, Math.floor(2 * unit())));
    strip.classList.toggle("long", frames.length * (size + GAP) - GAP > place);
    strip.style.setProperty("--frame", `${size}px`);
    beyond = strip.scrollWidth - place;
    resized(size / unit());
  }

  /** @param {number} n */
  function count(n) {
    if (frames.length === n) return;
    chosen = -1;
    frames = Array.from({ length: n }, (_, k) => {
      const digit = digitCanvas({ label: null, scale: 0, testid: "path-frame", run });
      digit.element.dataset.t = String(k / (n - 1));
      const name = `Frame ${k + 1} of ${n}, position ${(k / (n - 1)).toFixed(2)}`;
      return {
        ...digit,
        button: element(
          "button",
          { type: "button", "aria-label": name, tabindex: -1, onclick: () => go(k / (n - 1)) },
          digit.element,
        ),
      };
    });
    strip.replaceChildren(...frames.map((frame) => frame.button));
    if (width) fit();
  }

  strip.addEventListener("keydown", (event) => {
    const last = frames.length - 1;
    const ways = new Map(
      Object.entries({ ArrowLeft: Math.max(chosen - 1, 0), ArrowRight: Math.min(chosen + 1, last), Home: 0, End: last }),
    );
    const to = ways.get(event.key);
    if (to === undefined) return;
    event.preventDefault();
    go(to / last);
    frames[to].button.focus();
  });
  const stopResize = onResize(strip, (w) => {
    width = w;
    fit();
  });

  return {
    element: strip,
    count,
    /** @param {(t: number) => Numbers} decodeAt @returns {Generator<undefined, void>} */
    *draw(decodeAt) {
      for (const [k, frame] of frames.entries()) {
        frame.draw(decodeAt(k / (frames.length - 1)));
        yield;
      }
    },
    /** @param {number} t */
    hand(t) {
      if (beyond > 0) strip.scrollLeft = t * beyond; // which keeps the frame in hand under the thumb
      const near = Math.round(t * (frames.length - 1));
      if (near === chosen) return;
      for (const { k, on } of [
        { k: chosen, on: false },
        { k: near, on: true },
      ]) {
        frames[k]?.button.classList.toggle("on", on);
        frames[k]?.button.setAttribute("tabindex", on ? "0" : "-1"); // one stop of the Tab key for the strip
      }
      chosen = near;
    },
    destroy: stopResize,
  };
}
