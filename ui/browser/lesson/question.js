// A question of a lesson: a prediction first, then what is right is drawn over it, with how far off it was and why.
import { button, slider } from "../kit/controls.js";
import { element } from "../kit/kit.js";
import { formatNumber, histogram, ticks } from "../model/numbers.js";
import { curveAxes } from "./curve.js";
import { placeMap } from "./place.js";

/**
 * What is asked; `predicted`, `right` and `why` once it was answered; `others`, what a room answered; `still`: it is shown, and no
 * control. Of the kinds: options to choose from; low, high and unit of a number ("%" for a share); x, low, high, across and up of a curve,
 * or of bars; dots and far of a place on a map.
 * @typedef {{kind: string, ask: string, unit: string, options?: string[], low?: number, high?: number, x?: number[], bars?: boolean,
 *   across?: string, up?: string, dots?: [number, number, number][], far?: number, predicted?: any, right?: any, why?: string,
 *   others?: any[], still?: boolean}} Question
 * @typedef {{element: HTMLElement, value: () => unknown, verdict: string, replay?: () => void}} Asked
 *   value: the prediction as it stands, null while there is none; verdict: how far off it was, once answered
 * @typedef {{check: (prediction: unknown) => void, again: (() => void) | null}} Answers
 */

const BINS = 24; // of a histogram of what a room said

/** @type {Record<string, (question: Question, changed: () => void) => Asked>} */
export const KINDS = { choose, number, curve, place };

/** @param {Question} question @param {Answers} answers @returns {HTMLElement} */
export function questionOf(question, { check, again }) {
  const answered = question.right !== undefined;
  const enable = () => (pressed.disabled = asked.value() === null);
  const pressed = button("Check", () => check(asked.value()), { testid: "lesson-check" });
  const asked = KINDS[question.kind](question, enable);
  enable();
  const { verdict, replay } = asked;
  const repeats = [
    ...(replay ? [button("Show me again", replay, { testid: "lesson-replay" })] : []),
    ...(again ? [button("Predict again", again, { testid: "lesson-again" })] : []),
  ];
  return element(
    "section",
    { class: "lesson-question", "aria-label": "Question" },
    element("p", { class: "lesson-ask" }, question.ask),
    asked.element,
    ...(answered
      ? [
          element(
            "p",
            { class: "lesson-verdict", role: "status", "data-testid": "lesson-verdict" },
            element("b", {}, verdict),
            ` ${question.why}`,
          ),
          ...(repeats.length ? [element("div", { class: "lesson-row" }, ...repeats)] : []),
        ]
      : [pressed]),
  );
}

/** @param {Question} question @param {() => void} changed @returns {Asked} */
function choose({ options = [], predicted = null, right, ask, others, still }, changed) {
  /** @type {number | null} */
  let picked = predicted;
  const lines = options.map((option, i) => {
    const radio = element("input", {
      type: "radio",
      name: `lesson ${ask}`,
      checked: i === picked,
      disabled: right !== undefined || still,
      onchange: () => {
        picked = i;
        changed();
      },
    });
    const mark = right === undefined ? "" : i === right ? "right" : i === picked ? "wrong" : "";
    const word = { right: " \u2713", wrong: " \u2717", "": "" }[mark];
    const count = others?.filter((other) => other === i).length ?? 0;
    const share = element(
      "span",
      { class: "lesson-share", style: { "--share": count / Math.max(others?.length ?? 0, 1) } },
      String(count),
    );
    return element(
      "label",
      { class: `lesson-option ${mark}`, "data-testid": `lesson-option-${i}` },
      radio,
      element("span", {}, option + word),
      ...(others ? [share] : []),
    );
  });
  return {
    element: element("div", { role: "radiogroup", "aria-label": ask, class: "lesson-options" }, ...lines),
    value: () => picked,
    verdict: picked === right ? "Yes." : `${picked === null ? "" : "Not so: "}${options[right] ?? ""}.`,
  };
}

/** @param {Question} question @param {() => void} changed @returns {Asked} */
function number({ low = 0, high = 1, unit, predicted = null, right, ask, others, still }, changed) {
  const share = unit === "%";
  const decimals = share ? 0 : ticks(low, high, 40).decimals;
  /** @param {number} value */
  const written = (value) => (share ? `${Math.round(100 * value)}%` : `${formatNumber(value, decimals)} ${unit}`.trim());
  if (right || still) {
    const ends = right ? [] : [written(low), written(high)];
    const line = numberLine({ low, high, said: predicted, right: right?.value, others, ends });
    const it = right && `it is ${share ? written(right.value) : `${right.text} ${unit}`.trim()}`;
    const off = right && written(Math.abs(predicted - right.value));
    const verdict = predicted === null ? `It${`${it}`.slice(2)}.` : `You said ${written(predicted)}; ${it}, ${off} off.`;
    return { element: line, value: () => predicted, verdict, replay: () => again(line) };
  }
  /** @type {number | null} */
  let set = predicted;
  const control = slider({
    label: ask,
    min: low,
    max: high,
    value: predicted ?? (low + high) / 2,
    testid: "lesson-number",
    bubble: false,
    format: written,
    onInput: (value) => {
      set = value;
      changed();
    },
  });
  control.element.classList.add("lesson-number");
  return { element: control.element, value: () => set, verdict: "" };
}

/**
 * What was said and what is right on the line, and over it how many others said what.
 * @param {{low: number, high: number, said: number | null, right?: number, others?: number[], ends: string[]}} shown
 */
function numberLine({ low, high, said, right, others = [], ends }) {
  const heights = histogram(others, low, high, BINS);
  const bars = heights.map((height) => element("i", { style: { "--share": height / Math.max(...heights, 1) } }));
  /** @param {number} value @param {string} name @param {string} word */
  const dot = (value, name, word) =>
    element("i", { class: name, style: { left: `${(100 * (value - low)) / (high - low)}%` } }, element("span", {}, word));
  return element(
    "div",
    { class: "lesson-line", "aria-hidden": "true" },
    ...(others.length ? [element("div", { class: "lesson-bars" }, ...bars)] : []),
    ...ends.map((end, i) => element("span", { class: "lesson-end", style: { left: `${100 * i}%` } }, end)),
    ...(said === null ? [] : [dot(said, "said", "you")]),
    ...(right === undefined ? [] : [dot(right, "right", "it is")]),
  );
}

/** @param {Question} question @param {() => void} changed @returns {Asked} */
function curve(question, changed) {
  const { predicted = null, right } = question;
  const axes = curveAxes(question, changed);
  let verdict = predicted ? "" : "The line is what was measured.";
  if (right && predicted) {
    const off = right.reduce(
      (/** @type {number} */ sum, /** @type {number} */ y, /** @type {number} */ i) => sum + Math.abs(y - predicted[i]),
      0,
    );
    verdict = `${formatNumber(off / right.length, ticks(question.low ?? 0, question.high ?? 1, 50).decimals)} off on average.`;
  }
  return { element: axes.element, value: axes.value, verdict, replay: () => again(axes.element) };
}

/** @param {Question} question @param {() => void} changed @returns {Asked} */
function place(question, changed) {
  const { predicted = null, right, far = 1 } = question;
  const map = placeMap(question, changed);
  const off = right && predicted ? Math.hypot(right[0] - predicted[0], right[1] - predicted[1]) : 0;
  const verdict = predicted
    ? `${formatNumber(off, 1)} away, on a map ${formatNumber(2 * far, 1)} wide.`
    : "It lands at the ring.";
  return { element: map.element, value: map.value, verdict, replay: () => again(map.element) };
}

/** What is right is drawn once more. @param {Element} drawn */
function again(drawn) {
  for (const each of drawn.getAnimations({ subtree: true })) {
    each.cancel();
    each.play();
  }
}
