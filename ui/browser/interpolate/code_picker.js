// Choose a code: a test image by its digit, another one of that digit, the mean of them all, or a drawing.
import { element } from "../kit/kit.js";
import { digitCanvas } from "../kit/canvas.js";
import { button, segmented } from "../kit/controls.js";

const DIGITS = Array.from({ length: 10 }, (_, digit) => ({ value: String(digit), label: String(digit) }));

/**
 * @param {{name: string, testid: string, onPick: (index: number) => void, onMean?: (digit: number) => void,
 *   onDraw: () => void}} options name: what is chosen here, "A"; onPick: a test image was chosen; onMean: the mean code of a
 *   digit was, where that is offered; onDraw: the drawing is asked for, or its pad put away
 * @returns arm: once the codes are there; show: a test image, without pixels where its digit is seen elsewhere; drawing: whether
 *   its pad is in view
 */
export function codePicker({ name, testid, onPick, onMean, onDraw }) {
  const thumb = digitCanvas({ label: `${name}: on its way`, scale: 0, testid: `${testid}-digit` });
  const source = element("span", { class: "second", "data-testid": `${testid}-index` });
  /** @type {number[][]} */
  let byDigit = [];
  let [digit, chosen, isMean] = [0, -1, false];

  const pick = () => {
    const others = (byDigit[digit] ?? []).filter((i) => i !== chosen);
    if (others.length) onPick(others[Math.floor(Math.random() * others.length)]);
  };
  const digits = segmented({
    label: `Digit of ${name}`,
    options: DIGITS,
    value: "0",
    testid: `${testid}-class`,
    onChange(value) {
      digit = Number(value);
      if (isMean) onMean?.(digit);
      else pick();
    },
  });
  const shuffle = button("Shuffle", pick, { testid: `${testid}-shuffle`, title: "Another test image of this digit" });
  const mean = button("Mean", () => onMean?.(digit), {
    testid: `${testid}-mean`,
    title: "The mean code of all test images of this digit",
  });
  const draw = button("Draw", onDraw, { testid: `${testid}-draw`, title: "Draw a digit of your own" });

  /** @param {string} from @param {Numbers | null} pixels @param {string} text @param {boolean} [ofMean] */
  function tell(from, pixels, text, ofMean = false) {
    isMean = ofMean;
    mean.setAttribute("aria-pressed", String(isMean));
    source.textContent = from;
    if (pixels) thumb.draw(pixels);
    thumb.describe(`${name}: ${text}`);
  }

  return {
    element: element(
      "div",
      { class: "ip-picker", role: "group", "aria-label": name },
      thumb.element,
      element("div", { class: "ip-which" }, element("strong", {}, name), " ", source),
      digits.element,
      element("div", { class: "ip-others" }, ...(onMean ? [mean] : []), shuffle, draw),
    ),
    /** @param {number[]} labels of the test images */
    arm(labels) {
      byDigit = Array.from({ length: 10 }, () => []);
      labels.forEach((label, i) => byDigit[label].push(i));
    },
    /** @param {number} i @param {number} label @param {Numbers | null} pixels */
    show(i, label, pixels) {
      [chosen, digit] = [i, label];
      digits.set(String(label));
      tell(`test image ${i}`, pixels, `test image ${i}, a ${label}, decoded`);
    },
    /** @param {number} d */
    showMean(d) {
      [chosen, digit] = [-1, d];
      digits.set(String(d));
      tell(`mean of the ${d}s`, null, `the mean code of the ${d}s`, true);
    },
    /** @param {Numbers} pixels */
    showDrawing(pixels) {
      digits.set("");
      tell("your drawing", pixels, "your drawing, as a model gets it");
    },
    /** @param {boolean} open */
    drawing: (open) => draw.setAttribute("aria-pressed", String(open)),
    focusDraw: () => draw.focus({ preventScroll: true }),
  };
}
