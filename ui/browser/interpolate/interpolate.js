// What lies between digits, of the test set or drawn: two ends and a path, or four corners and the surface between them; and where
// a step from one to another leads from a third. One hand moves the same place in every run.
import { element, instrument, onePerFrame, showProblem } from "../kit/kit.js";
import { button, copyLink, digitLegend, presetRow, segmented, slider } from "../kit/controls.js";
import { arithmetic, sumText } from "./arithmetic.js";
import { cornerPad } from "./corner_pad.js";
import { drawnEnds } from "./drawn_ends.js";
import { endPickers } from "./end_pickers.js";
import { pathRow } from "./path_row.js";
import { player } from "./player.js";
import { inTurns } from "./turns.js";
import { runReady } from "../kit/store.js";

const FRAMES = { least: 3, most: 21 };
const rounded = (value) => Math.round(1e4 * value) / 1e4; // as the address holds it, so that a link shows the same pixels

/**
 * `data`: {runs: [{name, spec, distance}], presets: [{name, question, set}], start}. `start` and the presets' `set` hold
 * parts of the view: view "path" | "corners" | "arithmetic"; ends [A, B] and corners [A, B, C, D], indices of test images; path
 * "lerp" | "slerp"; at, 0 to 1; place [u, v] on the corners' surface; terms [A, B, C], each an index or "m4", the mean of the 4s, and strength, 0 to 1; frames 3..21; label, for conditional runs, or null for
 * end A's own digit; only, the digits isolated on the maps, or null. Reports the whole view as `view` when the hand lets go; of
 * an end that is drawn, its last test image.
 */
export default function (component) {
  return instrument(component, (root, first) => {
    let [latest, stage, shown, theme] = [first, null, "", ""];
    const drawings = drawnEnds();
    return {
      update(now) {
        latest = now;
        const runs = JSON.stringify(now.data.runs.map((run) => [run.name, run.spec]));
        if (runs === shown) {
          if (theme !== root.dataset.theme) stage.paint();
          theme = root.dataset.theme;
          return;
        }
        const start = stage?.view ?? now.data.start; // other runs, the same view
        stage?.destroy();
        stage = interpolate(root, now.data, start, drawings, (view) => latest.setStateValue("view", view));
        [shown, theme] = [runs, root.dataset.theme];
      },
      destroy: () => stage?.destroy(),
    };
  });
}

function interpolate(root, { runs, presets }, start, drawings, report) {
  const view = structuredClone(start);
  let inset = 0;

  const rows = runs.map((run) =>
    pathRow(run, {
      go(t) {
        play.stop();
        go(t);
        released();
      },
      resized(frame) {
        if (frame !== inset) node.style.setProperty("--frame", `${(inset = frame)}px`);
      },
    }),
  );
  const sums = arithmetic({
    runs,
    strength: view.strength,
    move(t) {
      view.strength = rounded(t);
      hand();
    },
    released: () => released(),
    swap: () => pickers.swapTerms(),
  });
  const inView = () => (view.view === "arithmetic" ? sums.rows : rows);
  const conditional = rows.some((row) => row.spec.classes > 0);

  const hand = onePerFrame(() => {
    for (const row of inView()) row.hand(view);
    if (view.view === "corners") pad.hand(...view.place);
  });
  function go(t) {
    view.at = rounded(t);
    position.set(view.at);
    hand();
  }
  function describe() {
    const names = pickers.named(pickers.inView());
    if (view.view === "arithmetic") return sums.rows.forEach((row) => row.describe(sumText(names, view.strength), names));
    const where = view.view === "path" ? `at ${view.at.toFixed(2)} of the path from ${names.join(" to ")}` : `between ${names.join(", ")}, ${placeText()}`;
    for (const row of rows) row.describe(where);
    pad.describe(`Surface between four codes, ${placeText()}`);
  }
  const released = () => {
    describe();
    report({ ...view });
  };
  const placeText = () => `${Math.round(100 * view.place[0])}% to the right, ${Math.round(100 * view.place[1])}% down`;

  // The codes of the ends or corners, and the label told with them.
  function aim(live = false) {
    const { places, told } = pickers.places(rows.find((row) => row.spec.classes && row.codes)?.likeliest, live);
    for (const row of inView()) row.aim(places, told);
    return told;
  }

  // A stroke of a drawing moves the digits at once, and the rest in what is left of the frames: none of it may hold up the pen.
  function drawn(list, k, fresh) {
    play.stop();
    if (fresh && k === 0) view.label = null;
    pickers.showDrawing(list, k);
    digit.set(aim(true));
    hand();
    lattice();
    follow.ask(inView());
  }
  const follow = inTurns((row) => row.follow(view));

  // A drawing is made in view of what it moves: the highest of these on a page of this width goes to the top.
  function opened(picker) {
    if (node.getBoundingClientRect().bottom <= innerHeight) return;
    const top = (part) => part.getBoundingClientRect().top;
    [drawings.panel, picker, inView()[0].head].sort((a, b) => top(a) - top(b))[0].scrollIntoView({ block: "start" });
  }

  // What the hand does not hold changes here, and everything that depends on it is drawn anew.
  function change(part) {
    play.stop();
    Object.assign(view, part);
    settle();
    released();
  }

  function isolate(only) {
    view.only = only;
    look();
    released();
  }

  function look() {
    const isolated = new Set(view.only);
    legend.set(isolated);
    for (const row of [...rows, ...sums.rows]) row.look(isolated);
  }

  const modes = segmented({ label: "What to explore", options: [{ value: "path", label: "Path" }, { value: "corners", label: "Four corners" }, { value: "arithmetic", label: "Arithmetic" }], value: view.view, testid: "view-mode", onChange: (v) => change({ view: v }) });
  const paths = segmented({ label: "Path", options: [{ value: "lerp", label: "Straight line" }, { value: "slerp", label: "Slerp" }], value: view.path, testid: "path-kind", onChange: (path) => change({ path }) });
  const lattices = segmented({ label: "Surface of", options: runs.map(({ name }) => ({ value: name, label: name })), value: runs[0].name, testid: "pad-run", onChange: (name) => lattice(name) });
  const legend = digitLegend({ onChange: (digits) => isolate(digits.size ? [...digits].sort() : null) });
  const pickers = endPickers({ view, drawings, change, opened });
  const swap = button("Swap", pickers.swapEnds, { testid: "swap-ends", title: "Swap the ends" });
  const position = slider({
    label: "Position", min: 0, max: 1, step: 0.01, value: view.at, testid: "path-position",
    onInput(t) {
      play.stop();
      view.at = rounded(t);
      hand();
    },
    onRelease: released,
  });
  const play = player({ at: () => view.at, frames: () => view.frames, go, released });
  const frames = element("input", { class: "field", type: "number", "data-testid": "frame-count", ...{ min: FRAMES.least, max: FRAMES.most, step: 1 }, onchange: () => {
    const n = Math.round(frames.valueAsNumber);
    change({ frames: Number.isFinite(n) ? Math.min(Math.max(n, FRAMES.least), FRAMES.most) : view.frames });
  } });
  const digit = segmented({ label: "Digit told to the decoder", options: Array.from({ length: 10 }, (_, d) => ({ value: String(d), label: String(d) })), value: "0", testid: "path-label", onChange: (d) => change({ label: Number(d) }) });
  const whose = element("span", { class: "second" });
  const telling = element("div", { class: "ip-told" }, element("span", {}, `Digit told to ${rows.filter((row) => row.spec.classes).map((row) => row.name).join(", ")}`), digit.element, whose);
  const pad = cornerPad({
    move(u, v) {
      view.place = [rounded(u), rounded(v)];
      hand();
    },
    released,
  });

  const node = element(
    "div",
    { class: `interpolate${conditional ? " telling" : ""}`, dataset: { runs: rows.length, view: view.view } },
    element("div", { class: "ip-bar" }, modes.element, paths.element, ...(rows.length > 1 ? [lattices.element] : []), legend.element, copyLink(() => linkOf(view))),
    element("div", { class: "ip-ends" }, pickers.ends[0], swap, pickers.ends[1]),
    element("div", { class: "ip-terms" }, ...pickers.terms),
    drawings.panel,
    element("div", { class: "ip-hand" }, play.element, position.element, element("label", { class: "ip-frames" }, element("span", { class: "second" }, "Frames"), frames)),
    element("div", { class: "ip-stage" }, pad.element, element("div", { class: "ip-corners" }, ...pickers.corners), element("div", { class: "ip-runs" }, ...rows.map((row) => row.element))),
    sums.element,
    ...(conditional ? [telling] : []),
    ...[false, true].map(tries).filter(Boolean),
  );
  // The presets of sums stand in their own view alone, those of paths and corners in the other two.
  function tries(ofSums) {
    const some = presets.filter(({ set }) => (set.view === "arithmetic") === ofSums);
    if (!some.length) return null;
    const row = presetRow(some, ({ set }) => (pickers.drop(set), change(set)));
    row.classList.add(ofSums ? "ip-of-sums" : "ip-of-paths");
    return row;
  }
  root.replaceChildren(node);
  drawings.listen({ drawn, released: () => change({}), done: pickers.draw });
  settle();

  function settle() {
    if (node.dataset.view !== view.view) drawings.close();
    node.dataset.view = view.view;
    modes.set(view.view);
    paths.set(view.path);
    frames.value = view.frames;
    position.set(view.at);
    sums.set(view.strength);
    look();
    const armed = rows.find((row) => row.codes);
    if (armed) {
      const last = armed.codes.count - 1;
      for (const list of ["ends", "corners", "terms"]) view[list] = view[list].map((code) => (code > last ? last : code));
      digit.set(aim());
      whose.textContent = pickers.firstIsDrawn() ? "the likeliest for A until another is chosen" : "A's own until another is chosen";
    }
    follow.stop();
    for (const row of inView()) row.set(view);
    pickers.show(armed);
    lattice();
    hand();
    describe();
  }

  function lattice(name = lattice.run ?? runs[0].name) {
    lattice.run = name;
    const row = rows.find((r) => r.name === name);
    pad.lattice(row.codes && view.view === "corners" ? row.decodeAt : null); // another view's ends are no corners
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
    view,
    paint() {
      for (const row of [...rows, ...sums.rows]) row.paint();
      pad.paint();
    },
    destroy() {
      follow.stop();
      play.destroy();
      pad.destroy();
      sums.destroy();
      for (const row of rows) row.destroy();
    },
  };
}

/** A view as parameters of the address, as pages/interpolate.py reads them. */
function linkOf(view) {
  const text = { ...view, ends: view.ends.join(), corners: view.corners.join(), place: view.place.join(), terms: view.terms.join(), label: view.label ?? "", only: view.only?.join() ?? "" };
  return Object.fromEntries(Object.entries(text).map(([name, value]) => [name, String(value)]));
}
