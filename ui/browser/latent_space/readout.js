// What stands beside a map: the decoded digit, the code, its log density under the prior, the digits of the nearest codes,
// and the note that says when no code is near. Geometry never changes while values move.
import { element, palette } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { digitCanvas, fitCanvas, onResize } from "../kit/canvas.js";
import { mixBars } from "../map/mix_bars.js";
import { nearness } from "../model/nearness.js";
import { logPrior } from "../model/gaussian.js";
import { spelled } from "../kit/word.js";
import { DRAWS } from "../model/prior_draws.js";

/**
 * @param {{name: string, spec: Spec, distance: {near: number, far: number}}} run distance: as `aelab.latent.distance` has it
 * @param {boolean} alone whether the numbers stand between encoder and decoder, in the drawing of a page of one run
 * @returns digit, numbers, mix, note: elements to be laid out; show paints and tell writes, at every redraw; nearest: what tell
 *   found; describe, on release, returns a sentence, and seen a shorter one
 */
export function readout({ name, spec, distance }, alone) {
  const near = nearness(distance, { variational: Boolean(spec.variational) });
  const whole = spec.latent_size <= 2; // the numbers on the map are the code
  const words = `Digit decoded by ${name}`;
  const digit = digitCanvas({ scale: 0, testid: "decoded-digit", run: name, label: words, class: "run-digit" });
  const [first, second, likely] = [element("span"), element("span"), element("span")];
  const prior = element("div", { class: "second prior", "data-testid": "log-prior" }, ...howCommon(spec, likely, alone));
  const strip = whole ? null : codeStrip();
  const size = spec.latent_size;
  const named = alone ? (size === 1 ? "one number" : `${size} numbers`) : whole ? "z" : "PC";
  const what = element("span", { class: "second" }, named);
  const two = element("div", { class: "run-code", "data-testid": "code" }, what, first, second);
  second.hidden = size === 1;
  if (alone && !whole) first.hidden = second.hidden = true; // a strip shows them all
  const numbers = element("div", { class: "run-numbers" }, two, prior, ...(strip ? [strip.element] : []));
  const shortNote = element("strong", { class: "short-note" });
  const title = element("strong", { class: "mix-title second" }, "20 nearest codes");
  const bars = mixBars();
  const drawn = mixBars(0.3 * DRAWS);
  const mix = element("div", { class: "run-mix", "data-testid": "nearest" }, title, shortNote, bars.element);
  const [noteTitle, noteText] = [element("strong"), element("p")];
  const note = element("div", { class: "run-note" }, noteTitle, noteText);
  const counts = new Uint8Array(10);
  /** @type {Codes} once they are there */
  let codes;
  let last = { distance: Infinity, index: 0 };
  let decimals = 2;

  /** @param {Float32Array} code @param {Numbers} pixels */
  function show(code, pixels) {
    digit.draw(pixels, code);
    strip?.draw(code, codes);
  }

  /** @param {Float32Array} code */
  function tell(code) {
    const [a, b] = codes.toMap(code);
    first.textContent = formatNumber(a, decimals);
    second.textContent = formatNumber(b, decimals);
    if (spec.variational) likely.textContent = formatNumber(logPrior(code));
    last = codes.nearest(code, counts);
    bars.tell(counts);
    warn(near.of(last.distance));
  }

  /** @param {ReturnType<Nearness["of"]>} how */
  function warn({ step, title, text }) {
    note.classList.toggle("on", step > 0);
    mix.classList.toggle("warned", step > 0);
    if (!step) return;
    noteTitle.textContent = shortNote.textContent = title;
    noteText.textContent = text;
  }

  return {
    digit: digit.element,
    numbers,
    mix,
    note,
    /** @param {Codes} loaded */
    arm(loaded) {
      codes = loaded;
      const span = codes.extent.xmax - codes.extent.xmin; // codes of an AE may lie in the hundreds
      decimals = span < 1 ? 4 : span < 50 ? 2 : span < 500 ? 1 : 0;
    },
    show,
    tell,
    nearest: () => last,
    seen: () => near.seen(counts, last.distance),
    /** Count draws of the prior in place of the nearest codes. @param {import("../model/prior_draws.js").Draws | null} draws */
    count(draws) {
      mix.classList.toggle("drawn", draws !== null);
      mix.replaceChildren(title, shortNote, draws ? drawn.element : bars.element);
      title.textContent = draws ? `${DRAWS} draws by digit` : "20 nearest codes";
      if (draws) drawn.tell(draws.counts);
    },
    repaint: () => strip?.repaint(),
    destroy: () => strip?.stop(),
    /** @param {Numbers} code */
    describe(code) {
      const at = Array.from(codes.coordinates(code), (v) => formatNumber(v)).join(", ");
      const warning = note.classList.contains("on") ? ` ${noteTitle.textContent}.` : "";
      digit.describe(`${words} from ${codes.principal ? "principal coordinates" : "z ="} ${at}`);
      strip?.element.setAttribute("aria-label", `The code: ${at}`);
      return `${bars.text()}${warning}`;
    },
  };
}

// Alone, for who does not know the sign, in words, too.
/** @param {Spec} spec @param {HTMLElement} likely @param {boolean} alone */
function howCommon({ variational }, likely, alone) {
  if (!variational) return spelled("no [prior] over z");
  const sign = element("span", { class: "sign-of-prior" }, ...spelled("[log p(z)] = "), likely);
  return [alone ? "how common this code is: " : "", sign];
}

// The whole code as bars about zero, to two standard deviations of the codes along their first principal axis.
function codeStrip() {
  const canvas = element("canvas", { class: "code-strip", role: "img", "aria-label": "The code" });
  /** @type {Numbers} */
  let values;
  /** @type {Codes} */
  let codes;
  /** @type {Context} */
  let context;
  /** @type {Colours} */
  let colours;
  let [width, height] = [0, 0];
  const draw = () => {
    if (!context || !values) return;
    context.clearRect(0, 0, width, height);
    const step = width / values.length;
    context.fillStyle = colours.hairline;
    context.fillRect(0, height / 2, width, 1);
    context.fillStyle = colours.ink;
    for (let i = 0; i < values.length; i++) {
      const tall = Math.max(-1, Math.min(1, values[i] / codes.reach)) * (height / 2 - 1);
      context.fillRect(i * step + 1, height / 2 - Math.max(tall, 0), Math.max(step - 2, 1), Math.abs(tall));
    }
  };
  const fit = () => {
    context = fitCanvas(canvas, width, height);
    colours = palette(canvas);
    draw();
  };
  const stop = onResize(canvas, (w, h) => {
    [width, height] = [w, h];
    fit();
  });
  return {
    element: canvas,
    repaint: () => width && fit(),
    /** @param {Numbers} code @param {Codes} of */
    draw(code, of) {
      [values, codes] = [of.coordinates(code), of];
      draw();
    },
    stop,
  };
}
