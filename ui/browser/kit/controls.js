// Controls in one look: slider, segmented choice, legend of digits, buttons, presets. Each returns {element, set, ...};
// `set` shows a value without calling back, so state may flow in from anywhere without going round in circles.
import { element } from "./kit.js";
import { formatNumber } from "../model/numbers.js";
import { bare, spelled, spelledInControl } from "./word.js";

/**
 * @typedef {{element: HTMLElement, input: HTMLInputElement, set: (value: number) => void, range: (min: number,
 *   max: number) => void}} Slider
 * @typedef {{name: string, question: string, answer?: string}} Preset beside what it sets
 */

const SIGN = /^[^\p{L}\p{N}]+$/u;

let groups = 0; // radios of one group need a name of their own

/** @type {Record<string, number>} */
const WAYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };

/**
 * A slider with its value above the thumb and, when `editable`, a number field to type an exact value into. Reports in
 * the input event while dragged. Arrow keys step, Shift ten times.
 * @typedef {{label: string, min: number, max: number, step?: number, value: number, testid?: string, powers?: boolean,
 *   decimals?: number, editable?: boolean, bubble?: boolean, format?: (value: number) => string,
 *   onInput: (value: number) => void, onRelease?: (value: number) => void}} SliderOptions
 *   step: of the arrow keys (dragging is continuous to a thousandth of the range or finer); onInput: at every move;
 *   onRelease: when the hand lets go, the moment to tell Python; bubble: false for the value beside the label instead; powers: its
 *   values are the powers of ten that make the numbers which others call it by (`placeOf`)
 * @param {SliderOptions} options @returns {Slider}
 */
export function slider({
  label,
  min,
  max,
  step,
  value,
  testid,
  powers = false,
  decimals = 2,
  editable = false,
  bubble = true,
  format,
  onInput,
  onRelease,
}) {
  const input = element("input", { type: "range", min, max, step: "any", "aria-label": bare(label), "data-testid": testid });
  input.toggleAttribute("data-powers", powers);
  const shown = element("span", { class: "slider-value", "aria-hidden": "true" });
  const exact = { type: "number", class: "field", step: "any", "aria-label": `${bare(label)}, exact value` };
  const field = editable ? element("input", exact) : null;
  const track = element("div", { class: "slider-track" }, input);
  const head = element("div", { class: "slider-head" }, element("span", {}, ...spelled(label)), shown, ...(field ? [field] : []));
  const node = element("div", { class: `slider${bubble ? " slider-bubble" : ""}` }, head, track);
  const write = format ?? ((v) => formatNumber(v, decimals));
  /** @param {number} v */
  const typed = (v) => v.toFixed(decimals).replace(/^-(?=[0.]*$)/, ""); // no minus on what rounds to zero
  const reach = () => Number(input.max) - Number(input.min);
  const by = () => step ?? reach() / 100;
  /** @param {number} v */
  const set = (v) => {
    input.value = String(v);
    const now = input.valueAsNumber;
    const at = reach() > 0 ? (now - Number(input.min)) / reach() : 0;
    node.style.setProperty("--at", String(at));
    if (bubble) node.classList.toggle("low", at < 0.4); // the words stand at the other end
    shown.textContent = write(now);
    input.setAttribute("aria-valuetext", write(now));
    const root = /** @type {ShadowRoot} */ (node.getRootNode());
    if (field && root.activeElement !== field) field.value = typed(now);
  };
  /** @param {number} v */
  const live = (v) => {
    input.value = String(v);
    onInput(input.valueAsNumber);
    set(input.valueAsNumber); // after what it moves: a canvas that sets a font has the page laid out
  };
  input.addEventListener("input", () => live(input.valueAsNumber));
  input.addEventListener("change", () => onRelease?.(input.valueAsNumber));
  input.addEventListener("keydown", (event) => {
    const way = WAYS[event.key];
    if (!way) return;
    event.preventDefault(); // a range of step "any" has no useful step of its own
    live(input.valueAsNumber + way * by() * (event.shiftKey ? 10 : 1));
  });
  input.addEventListener("keyup", (event) => event.key.startsWith("Arrow") && onRelease?.(input.valueAsNumber));
  field?.addEventListener("change", () => {
    if (Number.isFinite(field.valueAsNumber)) live(field.valueAsNumber);
    field.value = typed(input.valueAsNumber);
    onRelease?.(input.valueAsNumber);
  });
  set(value);
  return {
    element: node,
    input,
    set,
    range(low, high) {
      [input.min, input.max] = [String(low), String(high)];
      set(input.valueAsNumber);
    },
  };
}

/** Where a number is on a slider. @param {HTMLInputElement} input of the slider @param {number} number */
export function placeOf(input, number) {
  return input.hasAttribute("data-powers") ? Math.log10(number) : number;
}

/**
 * One choice of a few, in one box. Native radios: arrow keys and screen readers know them.
 * @param {{label: string, options: {value: string, label: string}[], value: string, testid?: string,
 *   onChange: (value: string) => void}} options
 * @returns {{element: HTMLElement, set: (value: string) => void}}
 */
export function segmented({ label, options, value, testid, onChange }) {
  const name = `choice-${groups++}`;
  const radios = options.map((option) =>
    element("input", { type: "radio", name, value: option.value, onchange: () => onChange(option.value) }),
  );
  const cells = options.map((option, i) =>
    element("label", {}, radios[i], element("span", {}, ...spelledInControl(option.label))),
  );
  /** @param {string} v */
  const set = (v) => radios.forEach((radio) => (radio.checked = radio.value === String(v)));
  set(value);
  const box = { class: "segmented", role: "radiogroup", "aria-label": label, "data-testid": testid };
  return { element: element("div", box, ...cells), set };
}

/**
 * The ten digits with their colours. A click isolates a digit, further clicks add or take away; none chosen means all.
 * @param {{onChange: (digits: Set<number>) => void, title?: string}} options title: what else there is to know of the digits
 * @returns {{element: HTMLElement, set: (digits: Iterable<number>) => void}}
 */
export function digitLegend({ onChange, title }) {
  /** @type {Set<number>} */
  const chosen = new Set();
  const cells = Array.from({ length: 10 }, (_, digit) =>
    element(
      "button",
      { type: "button", "data-testid": `legend-${digit}`, onclick: () => toggle(digit) },
      element("i", { style: { background: `var(--digit-${digit})` } }),
      String(digit),
    ),
  );
  const node = element(
    "div",
    { class: "legend", role: "group", "aria-label": "Show only these digits", title, "data-testid": "legend" },
    ...cells,
  );
  const show = () => {
    cells.forEach((cell, digit) => cell.setAttribute("aria-pressed", String(chosen.has(digit))));
    node.classList.toggle("isolating", chosen.size > 0);
  };
  /** @param {number} digit */
  const toggle = (digit) => {
    if (!chosen.delete(digit)) chosen.add(digit);
    if (chosen.size === 10) chosen.clear();
    show();
    onChange(new Set(chosen));
  };
  show();
  return {
    element: node,
    set(digits) {
      chosen.clear();
      for (const digit of digits) chosen.add(digit);
      show();
    },
  };
}

/**
 * A quiet button; one that shows a sign alone is called by its title.
 * @param {string} text @param {() => void} onClick @param {{testid?: string, title?: string}} [options]
 */
export function button(text, onClick, { testid, title } = {}) {
  return element(
    "button",
    {
      ...{ type: "button", class: "button", "data-testid": testid, title, onclick: onClick },
      "aria-label": SIGN.test(text) ? title : null,
    },
    ...spelledInControl(text),
  );
}

/**
 * A button that stays down while something holds.
 * @param {string} text @param {(down: boolean) => void} onChange @param {{testid?: string, title?: string}} [options]
 * @returns {{element: HTMLElement, set: (down: boolean) => void}}
 */
export function toggle(text, onChange, options) {
  const pressed = () => node.getAttribute("aria-pressed") === "true";
  const node = button(text, () => onChange(!pressed()), options);
  return { element: node, set: (down) => node.setAttribute("aria-pressed", String(down)) };
}

/**
 * "Try this": presets that set the instrument, each a name in accent, the question it asks and, behind a press, its answer.
 * @template {Preset} P
 * @param {P[]} presets @param {(preset: P) => void} onPick
 * @param {(preset: P, index: number) => string} [address] query string that opens the page on a preset: the names
 *   are links then, which a plain click follows in place
 */
export function presetRow(presets, onPick, address) {
  /** @param {P} preset */
  const pick = (preset) => {
    onPick(preset);
    comeBack(row);
  };
  /** @param {P} preset @param {number} index */
  const name = (preset, index) => {
    if (!address) return element("button", { type: "button", class: "preset", onclick: () => pick(preset) }, preset.name);
    /** @param {MouseEvent} event */
    const follow = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      pick(preset);
    };
    const { href } = new URL(address(preset, index), location.href); // whatever the page's links are relative to
    return element("a", { class: "preset", href, onclick: follow }, preset.name);
  };
  const items = presets.map((preset, index) =>
    element("div", {}, name(preset, index), element("p", {}, preset.question), ...answerOf(preset)),
  );
  const made = { class: "presets", "data-testid": "presets", hidden: !items.length };
  const row = element("div", made, element("strong", {}, "Try this"), ...items);
  return row;
}

/** The answer, behind a line to press; kit.js keeps it that of the runs in view. @param {Preset} preset */
function answerOf({ name, answer }) {
  if (!answer) return [];
  return [
    element("details", { class: "answer" }, element("summary", {}, "Answer"), element("p", { dataset: { of: name } }, answer)),
  ];
}

// On a phone the presets lie below what they set, which then comes back into view, under Streamlit's header. At once: a scroll
// that takes its time is given up where the page is drawn anew under it, as it is when Streamlit has heard of the preset.
/** @param {HTMLElement} row */
function comeBack(row) {
  const stage = row.closest(".aelab");
  if (stage && stage.getBoundingClientRect().top < 0) stage.scrollIntoView({ block: "start", behavior: "instant" });
}
