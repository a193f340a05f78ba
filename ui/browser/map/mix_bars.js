// The digits of the 20 nearest codes: ten fixed columns on one scale, which never change place while values move.
import { element } from "../kit/kit.js";

const MIX = 20; // the scale of the bars: all twenty neighbours

/**
 * @param {number} [most] the count of the highest bar
 * @returns {{element: HTMLElement, tell: (counts: ArrayLike<number>) => void, text: () => string}} counts of the ten digits
 */
export function mixBars(most = MIX) {
  const columns = Array.from({ length: 10 }, (_, i) => {
    const [count, bar] = [element("b"), element("i", { style: { background: `var(--digit-${i})` } })];
    return { count, bar, digit: element("span", {}, String(i)), shown: 0 };
  });
  const bars = columns.map((column) => element("div", {}, column.count, column.bar, column.digit));
  return {
    element: element("div", { class: "mix-bars", "aria-hidden": "true" }, ...bars),
    /** @param {Numbers} counts */
    tell(counts) {
      columns.forEach((column, i) => {
        if (column.shown === counts[i]) return;
        column.shown = counts[i];
        column.count.textContent = counts[i] ? String(counts[i]) : "";
        column.bar.style.setProperty("--height", String(Math.min(counts[i] / most, 1)));
        column.digit.classList.toggle("there", counts[i] > 0);
      });
    },
    /** What the bars show, in words. */
    text: () => `Of the 20 nearest codes ${columns.flatMap(({ shown }, i) => (shown ? [`${shown} of ${i}`] : [])).join(", ")}.`,
  };
}
