// Choose a test code: its digit, and another test image of that digit.
import { element } from "../kit/kit.js";
import { digitCanvas } from "../kit/canvas.js";
import { button, segmented } from "../kit/controls.js";

const DIGITS = Array.from({ length: 10 }, (_, digit) => ({ value: String(digit), label: String(digit) }));

/**
 * @param {{name: string, testid: string, onPick: (index: number) => void}} options name: what is chosen here, "A"
 * @returns {object} {element, arm(labels) once the codes are there, show(index, pixels)}
 */
export function codePicker({ name, testid, onPick }) {
  const thumb = digitCanvas({ scale: 0, testid: `${testid}-digit` });
  const index = element("span", { class: "second", "data-testid": `${testid}-index` });
  let [byDigit, digit, chosen] = [null, 0, -1];

  const pick = () => {
    const others = byDigit?.[digit].filter((i) => i !== chosen);
    if (others?.length) onPick(others[Math.floor(Math.random() * others.length)]);
  };
  const digits = segmented({
    label: `Digit of ${name}`,
    options: DIGITS,
    value: "0",
    testid: `${testid}-class`,
    onChange(value) {
      digit = Number(value);
      pick();
    },
  });
  const shuffle = button("Shuffle", pick, { testid: `${testid}-shuffle`, title: "Another test image of this digit" });
  return {
    element: element("div", { class: "ip-picker", role: "group", "aria-label": name }, thumb.element, element("div", { class: "ip-which" }, element("strong", {}, name), " ", index), digits.element, shuffle),
    arm(labels) {
      byDigit = Array.from({ length: 10 }, () => []);
      labels.forEach((label, i) => byDigit[label].push(i));
    },
    show(i, label, pixels) {
      [chosen, digit] = [i, label];
      digits.set(label);
      index.textContent = `test image ${i}`;
      thumb.draw(pixels);
      thumb.describe(`${name}: test image ${i}, a ${label}, decoded`);
    },
  };
}
