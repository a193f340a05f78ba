// What lies between digits, of the test set or drawn: two ends and a path, or four corners and the surface between them; and where
// a step from one to another leads from a third. One hand moves the same place in every run.
import { element, instrument, onePerFrame, showProblem } from "../kit/kit.js";
import { button, copyLink, digitLegend, presetRow, segmented } from "../kit/controls.js";
import { View } from "../kit/view.js";
import { arithmetic, sumText } from "./arithmetic.js";
import { cornerPad } from "./corner_pad.js";
import { drawnEnds } from "./drawn_ends.js";
import { endPickers } from "./end_pickers.js";
import { pathRow } from "./path_row.js";
import { player } from "./player.js";
import { inTurns } from "./turns.js";
import { runReady } from "../kit/store.js";

const MODES = [
  { value: "path", label: "Path" },
  { value: "corners", label: "Four corners" },
  { value: "arithmetic", label: "Arithmetic" },
];
const PATHS = [
  { value: "lerp", label: "Straight line" },
  { value: "slerp", label: "Slerp" },
];
const TEN = Array.from({ length: 10 }, (_, digit) => ({ value: String(digit), label: String(digit) }));

/** `data`: runs [{name, kind, spec, distance}] and the view of ui/instruments/interpolate.py. Of an end that is drawn, the view has its last test image. */
export default function (component) {
  return instrument(component, (root, first, report) => {
    let [stage, shown, theme] = [null, "", ""];
    const drawings = drawnEnds();
    return {
      update({ data }) {
        const runs = JSON.stringify(data.runs.map((run) => [run.name, run.spec]));
        if (runs === shown) {
          if (theme !== root.dataset.theme) stage.paint();
          theme = root.dataset.theme;
          return;
        }
        const start = stage?.now ?? data.start; // other runs, the same view
        stage?.destroy();
        stage = interpolate(root, { ...data, start }, drawings, report);
        [shown, theme] = [runs, root.dataset.theme];
      },
      destroy: () => stage?.destroy(),
    };
  });
}

const HELD = ["at", "place", "strength"]; // what the hand holds

function interpolate(root, { runs, presets, ...data }, drawings, report) {
  const view = new View(data, { moved, released: describe, report });
  const { now } = view;
  let inset = 0;

  const rows = runs.map((run) => pathRow(run, { go: (t) => (play.stop(), go(t), view.release()), resized }));
  const sums = arithmetic({ runs, strength: now.strength, move: (strength) => view.move({ strength }), released: view.release, swap: () => pickers.swapTerms() });
  const pad = cornerPad({ move: (u, v) => view.move({ place: [u, v] }), released: view.release });
  const inView = () => (now.view === "arithmetic" ? sums.rows : rows);
  const hand = onePerFrame(() => {
    for (const row of inView()) row.hand(now);
    if (now.view === "corners") pad.hand(...now.place);
  });
  const follow = inTurns((row) => row.follow(now));
  const pickers = endPickers({ view: now, drawings, change, opened });
  const play = player({ at: () => now.at, frames: () => now.frames, go, released: view.release });
  const bar = choices(view, runs, { change, lattice: (name) => lattice(name) });
  const position = view.slider("at", { label: "Position", step: 0.01, testid: "path-position", onInput: (at) => (play.stop(), view.move({ at })) });
  const telling = tellDigit(rows, (label) => change({ label }));
  const node = layout({ view, runs, rows, sums, pad, pickers, drawings, play, position, bar, telling, tries: tries(presets, (set) => (pickers.drop(set), change(set))), change });
  view.shows(({ strength }) => sums.set(strength));
  root.replaceChildren(node);
  drawings.listen({ drawn, released: () => change({}), done: pickers.draw });
  settle();

  function resized(frame) {
    if (frame !== inset) node.style.setProperty("--frame", `${(inset = frame)}px`);
  }

  function go(at) {
    view.move({ at });
    position.set(now.at);
  }

  function moved(part) {
    const names = Object.keys(part);
    if (names.length && names.every((name) => HELD.includes(name))) return hand();
    if (names.join() === "only") return look();
    settle();
  }

  // What the hand does not hold changes here.
  function change(part) {
    play.stop();
    view.choose(part);
  }

  // The codes of the ends or corners, and the label told with them.
  function aim(live = false) {
    const { places, told } = pickers.places(rows.find((row) => row.spec.classes && row.codes)?.likeliest, live);
    for (const row of inView()) row.aim(places, told);
    return told;
  }

  // A stroke of a drawing moves the digits at once, and the rest in what is left of the frames: none of it may hold up the pen.
  function drawn(list, k, fresh) {
    play.stop();
    if (fresh && k === 0) now.label = null;
    pickers.showDrawing(list, k);
    telling.set(aim(true));
    hand();
    lattice();
    follow.ask(inView());
  }

  // A drawing is made in view of what it moves: the highest of these on a page of this width goes to the top.
  function opened(picker) {
    if (node.getBoundingClientRect().bottom <= innerHeight) return;
    const top = (part) => part.getBoundingClientRect().top;
    [drawings.panel, picker, inView()[0].head].sort((a, b) => top(a) - top(b))[0].scrollIntoView({ block: "start" });
  }

  function look() {
    for (const row of [...rows, ...sums.rows]) row.look(new Set(now.only));
  }

  // Everything that depends on the view is drawn anew.
  function settle() {
    if (node.dataset.view !== now.view) drawings.close();
    node.dataset.view = now.view;
    look();
    const armed = rows.find((row) => row.codes);
    if (armed) {
      const last = armed.codes.count - 1;
      for (const list of ["ends", "corners", "terms"]) now[list] = now[list].map((code) => (code > last ? last : code));
      telling.set(aim(), pickers.firstIsDrawn());
    }
    follow.stop();
    for (const row of inView()) row.set(now);
    pickers.show(armed);
    lattice();
    hand();
    describe();
  }

  function lattice(name = lattice.run ?? runs[0].name) {
    lattice.run = name;
    const row = rows.find((r) => r.name === name);
    pad.lattice(row.codes && now.view === "corners" ? row.decodeAt : null); // another view's ends are no corners
  }

  function describe() {
    const names = pickers.named(pickers.inView());
    if (now.view === "arithmetic") return sums.rows.forEach((row) => row.describe(sumText(names, now.strength), names));
    const place = `${Math.round(100 * now.place[0])}% to the right, ${Math.round(100 * now.place[1])}% down`;
    const where = now.view === "path" ? `at ${now.at.toFixed(2)} of the path from ${names.join(" to ")}` : `between ${names.join(", ")}, ${place}`;
    for (const row of rows) row.describe(where);
    pad.describe(`Surface between four codes, ${place}`);
  }

  rows.forEach((row, k) =>
    runReady(runs[k].name, runs[k].spec)
      .then((loaded) => {
        if (!node.isConnected) return;
        row.arm(loaded);
        sums.rows[k].arm(loaded.model, row.codes);
        pickers.arm(Array.from(row.codes.labels, Number));
        settle();
      })
      .catch((error) => [row, sums.rows[k]].forEach((each) => showProblem(each.element, error))),
  );

  return {
    now,
    paint() {
      for (const row of [...rows, ...sums.rows]) row.paint();
      pad.paint();
    },
    destroy() {
      for (const part of [play, pad, sums, ...rows]) part.destroy();
      follow.stop();
    },
  };
}

// What to explore and how: the choices above everything.
function choices(view, runs, { change, lattice }) {
  const modes = segmented({ label: "What to explore", options: MODES, value: view.now.view, testid: "view-mode", onChange: (chosen) => change({ view: chosen }) });
  const paths = segmented({ label: "Path", options: PATHS, value: view.now.path, testid: "path-kind", onChange: (path) => change({ path }) });
  const lattices = segmented({ label: "Surface of", options: runs.map(({ name }) => ({ value: name, label: name })), value: runs[0].name, testid: "pad-run", onChange: lattice });
  const legend = digitLegend({ onChange: (digits) => view.choose({ only: digits.size ? [...digits].sort() : null }) });
  view.shows((now) => {
    modes.set(now.view);
    paths.set(now.path);
    legend.set(new Set(now.only));
  });
  return [modes.element, paths.element, ...(runs.length > 1 ? [lattices.element] : []), legend.element, copyLink(() => view.link())];
}

function frameField(view, change) {
  const { min, max } = view.bounds("frames");
  const field = element("input", {
    class: "field", type: "number", "data-testid": "frame-count", min, max, step: 1,
    onchange() {
      const count = Math.round(field.valueAsNumber);
      change({ frames: Number.isFinite(count) ? Math.min(Math.max(count, min), max) : view.now.frames });
    },
  });
  view.shows(({ frames }) => (field.value = frames));
  return element("label", { class: "ip-frames" }, element("span", { class: "second" }, "Frames"), field);
}

// The digit that conditional runs are told.
function tellDigit(rows, onChange) {
  const told = rows.filter((row) => row.spec.classes > 0);
  const digit = segmented({ label: "Digit told to the decoder", options: TEN, value: "0", testid: "path-label", onChange: (label) => onChange(Number(label)) });
  const whose = element("span", { class: "second" });
  return {
    any: told.length > 0,
    element: element("div", { class: "ip-told" }, element("span", {}, `Digit told to ${told.map((row) => row.name).join(", ")}`), digit.element, whose),
    set(label, drawn) {
      digit.set(label);
      if (drawn !== undefined) whose.textContent = drawn ? "the likeliest for A until another is chosen" : "A's own until another is chosen";
    },
  };
}

function layout({ view, runs, rows, sums, pad, pickers, drawings, play, position, bar, telling, tries, change }) {
  const swap = button("Swap", pickers.swapEnds, { testid: "swap-ends", title: "Swap the ends" });
  return element(
    "div",
    { class: `interpolate${telling.any ? " telling" : ""}`, dataset: { runs: runs.length, view: view.now.view } },
    element("div", { class: "ip-bar" }, ...bar),
    element("div", { class: "ip-ends" }, pickers.ends[0], swap, pickers.ends[1]),
    element("div", { class: "ip-terms" }, ...pickers.terms),
    drawings.panel,
    element("div", { class: "ip-hand" }, play.element, position.element, frameField(view, change)),
    element("div", { class: "ip-stage" }, pad.element, element("div", { class: "ip-corners" }, ...pickers.corners), element("div", { class: "ip-runs" }, ...rows.map((row) => row.element))),
    sums.element,
    ...(telling.any ? [telling.element] : []),
    ...tries,
  );
}

// The presets of sums stand in their own view alone, those of paths and corners in the other two.
function tries(presets, pick) {
  return ["ip-of-paths", "ip-of-sums"].flatMap((name, ofSums) => {
    const some = presets.filter(({ set }) => (set.view === "arithmetic") === Boolean(ofSums));
    if (!some.length) return [];
    const row = presetRow(some, ({ set }) => pick(set));
    row.classList.add(name);
    return [row];
  });
}
