// The controls of Interpolate and where they stand.
import { element } from "../kit/kit.js";
import { button, digitLegend, presetRow, segmented } from "../kit/controls.js";
import { copyLink } from "../kit/copy_link.js";
import { player } from "../kit/player.js";

const MODES = [
  { value: "path", label: "Path" },
  { value: "corners", label: "Four corners" },
  { value: "arithmetic", label: "Arithmetic" },
];
const PATHS = [
  { value: "lerp", label: "[Straight line|lerp]" },
  { value: "slerp", label: "[Slerp]" },
];
const TEN = Array.from({ length: 10 }, (_, digit) => ({ value: String(digit), label: String(digit) }));

/** The position on the path, under the hand or played. @param {import("../kit/view.js").View} view */
export function playedPosition(view) {
  const play = player({ at: () => view.now.at, next, go, released: view.release, seconds: 4, back: true });
  const position = view.slider("at", {
    label: "Position",
    step: 0.01,
    testid: "path-position",
    onInput: (at) => (play.stop(), view.move({ at })),
  });
  // the next of the digits on the way
  function next() {
    const last = view.now.frames - 1;
    const frame = Math.floor(view.now.at * last + 1e-6) + 1;
    return frame > last ? 0 : frame / last;
  }
  /** @param {number} at */
  function go(at) {
    view.move({ at });
    position.set(view.now.at);
  }
  return {
    elements: [play.element, position.element],
    /** @param {number} at */
    go(at) {
      play.stop();
      go(at);
      view.release();
    },
    stop: play.stop,
    destroy: play.destroy,
  };
}

// What to explore and how: the choices above everything.
/**
 * @typedef {(part: Record<string, any>) => void} Change
 * @typedef {ReturnType<typeof import("./run_rows.js").runRows>} Shown
 * @typedef {import("../kit/controls.js").Preset & {set: Record<string, any>}} PathPreset
 */

/** @param {View} view @param {Named[]} runs @param {{change: Change, lattice: (name: string) => void}} on */
function choices(view, runs, { change, lattice }) {
  const modes = segmented({
    label: "What to explore",
    options: MODES,
    value: view.now.view,
    testid: "view-mode",
    onChange: (chosen) => change({ view: chosen }),
  });
  const paths = segmented({
    label: "Path",
    options: PATHS,
    value: view.now.path,
    testid: "path-kind",
    onChange: (path) => change({ path }),
  });
  const lattices = segmented({
    label: "Surface of",
    options: runs.map(({ name, short }) => ({ value: name, label: short })),
    value: runs[0].name,
    testid: "pad-run",
    onChange: lattice,
  });
  const legend = digitLegend({ onChange: (digits) => view.choose({ only: digits.size ? [...digits].sort() : null }) });
  view.shows((now) => {
    modes.set(now.view);
    paths.set(now.path);
    legend.set(new Set(now.only));
  });
  return [
    modes.element,
    paths.element,
    ...(runs.length > 1 ? [lattices.element] : []),
    legend.element,
    copyLink(() => view.link()),
  ];
}

/** @param {View} view @param {Change} change */
function frameField(view, change) {
  const { min, max } = view.bounds("frames");
  const field = element("input", {
    class: "field",
    type: "number",
    "data-testid": "frame-count",
    min,
    max,
    step: 1,
    onchange() {
      const count = Math.round(field.valueAsNumber);
      change({ frames: Number.isFinite(count) ? Math.min(Math.max(count, min), max) : view.now.frames });
    },
  });
  view.shows(({ frames }) => (field.value = String(frames)));
  return element("label", { class: "ip-frames" }, element("span", { class: "second" }, "Frames"), field);
}

// The digit that conditional runs are told.
/** @param {{short: string, spec: Spec}[]} rows @param {(label: number) => void} onChange */
export function tellDigit(rows, onChange) {
  const told = rows.filter((row) => row.spec.classes);
  const digit = segmented({
    label: "Digit told to the decoder",
    options: TEN,
    value: "0",
    testid: "path-label",
    onChange: (label) => onChange(Number(label)),
  });
  const whose = element("span", { class: "second" });
  return {
    any: told.length > 0,
    element: element(
      "div",
      { class: "ip-told" },
      element("span", {}, `Digit told to ${told.map((row) => row.short).join(", ")}`),
      digit.element,
      whose,
    ),
    /** @param {number | undefined} label @param {boolean} [drawn] whether A is */
    set(label, drawn) {
      digit.set(String(label));
      if (drawn !== undefined)
        whose.textContent = drawn ? "the likeliest for A until another is chosen" : "A's own until another is chosen";
    },
  };
}

/**
 * @param {{view: View, runs: Named[], shown: Shown, pickers: ReturnType<typeof import("./end_pickers.js").endPickers>,
 *   drawings: import("./drawn_ends.js").Drawings, position: ReturnType<typeof playedPosition>, telling: ReturnType<typeof
 *   tellDigit>, tries: HTMLElement[], change: Change}} parts
 */
export function layout({ view, runs, shown, pickers, drawings, position, telling, tries, change }) {
  const swap = button("Swap", pickers.swapEnds, { testid: "swap-ends", title: "Swap the ends" });
  return element(
    "div",
    { class: `interpolate${telling.any ? " telling" : ""}`, dataset: { runs: String(runs.length), view: view.now.view } },
    element("div", { class: "ip-bar" }, ...choices(view, runs, { change, lattice: shown.surfaceOf })),
    element("div", { class: "ip-ends", "data-testid": "end-pickers" }, pickers.ends[0], swap, pickers.ends[1]),
    element("div", { class: "ip-terms" }, ...pickers.terms),
    drawings.panel,
    element("div", { class: "ip-hand" }, ...position.elements, frameField(view, change)),
    element(
      "div",
      { class: "ip-stage" },
      shown.pad.element,
      element("div", { class: "ip-corners" }, ...pickers.corners),
      element("div", { class: "ip-runs" }, ...shown.rows.map((row) => row.element)),
    ),
    shown.sums.element,
    ...(telling.any ? [telling.element] : []),
    ...tries,
  );
}

// The presets of sums stand in their own view alone, those of paths and corners in the other two.
/** @param {PathPreset[]} presets @param {Change} pick */
export function tries(presets, pick) {
  return ["ip-of-paths", "ip-of-sums"].flatMap((name, ofSums) => {
    const some = presets.filter(({ set }) => (set.view === "arithmetic") === Boolean(ofSums));
    if (!some.length) return [];
    const row = presetRow(some, ({ set }) => pick(set));
    row.classList.add(name);
    return [row];
  });
}
