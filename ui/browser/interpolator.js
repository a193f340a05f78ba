// What lies between test digits: two ends and a path, or four corners and the surface between them. One hand moves the same
// place in every run.
import { element, instrument, onePerFrame, showProblem } from "./kit/kit.js";
import { button, copyLink, digitLegend, presetRow, segmented, slider } from "./kit/controls.js";
import { codePicker } from "./latent/code_picker.js";
import { cornerPad } from "./interpolation/corner_pad.js";
import { pathRow } from "./interpolation/path_row.js";
import { player } from "./interpolation/player.js";
import { runReady } from "./kit/store.js";

const CORNERS = ["A, top left", "B, top right", "C, bottom left", "D, bottom right"];
const FRAMES = { least: 3, most: 21 };

/**
 * `data`: {runs: [{name, spec, spacing}], presets: [{name, question, set}], start}. `start` and the presets' `set` hold
 * parts of the view: view "path" | "corners"; ends [A, B] and corners [A, B, C, D], indices of test images; path
 * "lerp" | "slerp"; at, 0 to 1; place [u, v] on the corners' surface; frames 3..21; label, for conditional runs, or null for
 * end A's own digit. Reports the whole view as `view` when the hand lets go.
 */
export default function (component) {
  return instrument(component, (root, first) => {
    let [latest, stage, shown, theme] = [first, null, "", ""];
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
        stage = interpolation(root, now.data, start, (view) => latest.setStateValue("view", view));
        [shown, theme] = [runs, root.dataset.theme];
      },
      destroy: () => stage?.destroy(),
    };
  });
}

function interpolation(root, { runs, presets }, start, report) {
  const view = structuredClone(start);
  let [labels, inset] = [null, 0];

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
  const conditional = rows.some((row) => row.spec.classes > 0);

  const hand = onePerFrame(() => {
    const state = stateOf();
    node.style.setProperty("--at", view.at);
    for (const row of rows) row.hand(state);
    if (view.view === "corners") pad.hand(...view.place);
  });
  function go(t) {
    view.at = t;
    position.set(t);
    hand();
  }
  function describe() {
    const where = view.view === "path" ? `at ${view.at.toFixed(2)} of the path from test image ${view.ends[0]} to ${view.ends[1]}` : `between test images ${view.corners.join(", ")}, ${placeText()}`;
    for (const row of rows) row.describe(where);
    pad.describe(`Surface between four codes, ${placeText()}`);
  }
  const released = () => {
    describe();
    report({ ...view, at: rounded(view.at), place: view.place.map(rounded) });
  };
  const rounded = (value) => Math.round(1e4 * value) / 1e4;
  const placeText = () => `${Math.round(100 * view.place[0])}% to the right, ${Math.round(100 * view.place[1])}% down`;
  const stateOf = () => ({ ...view, label: conditional ? view.label ?? ownLabel() : undefined });
  const ownLabel = () => labels?.[view.view === "path" ? view.ends[0] : view.corners[0]];

  // What the hand does not hold changes here, and everything that depends on it is drawn anew.
  function change(part) {
    play.stop();
    Object.assign(view, part);
    settle();
    released();
  }

  const modes = segmented({ label: "What to explore", options: [{ value: "path", label: "Path" }, { value: "corners", label: "Four corners" }], value: view.view, testid: "view-mode", onChange: (v) => change({ view: v }) });
  const paths = segmented({ label: "Path", options: [{ value: "lerp", label: "Straight line" }, { value: "slerp", label: "Slerp" }], value: view.path, testid: "path-kind", onChange: (path) => change({ path }) });
  const lattices = segmented({ label: "Surface of", options: runs.map(({ name }) => ({ value: name, label: name })), value: runs[0].name, testid: "pad-run", onChange: (name) => lattice(name) });
  const legend = digitLegend({ onChange: (digits) => rows.forEach((row) => row.look(digits)) });
  const picked = (list, k) => (i) => change({ [list]: view[list].with(k, i), ...(k === 0 && { label: null }) });
  const ends = ["A", "B"].map((name, k) => codePicker({ name, testid: `end-${name.toLowerCase()}`, onPick: picked("ends", k) }));
  const corners = CORNERS.map((name, k) => codePicker({ name, testid: `corner-${k}`, onPick: picked("corners", k) }));
  const swap = button("Swap ends", () => change({ ends: [view.ends[1], view.ends[0]], at: 1 - view.at, label: null }), { testid: "swap-ends" });
  const position = slider({
    label: "Position", min: 0, max: 1, step: 0.01, value: view.at, testid: "path-position",
    onInput(t) {
      play.stop();
      view.at = t;
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
  const told = element("div", { class: "ip-told" }, element("span", {}, `Digit told to ${rows.filter((row) => row.spec.classes).map((row) => row.name).join(", ")}`), digit.element, element("span", { class: "second" }, "A's own until another is chosen"));
  const pad = cornerPad({
    move(u, v) {
      view.place = [u, v];
      hand();
    },
    released,
  });

  const node = element(
    "div",
    { class: `interpolator${conditional ? " telling" : ""}`, dataset: { runs: rows.length } },
    element("div", { class: "ip-bar" }, modes.element, paths.element, ...(rows.length > 1 ? [lattices.element] : []), legend.element, copyLink(() => linkOf(view))),
    element("div", { class: "ip-ends" }, ends[0].element, swap, ends[1].element),
    element("div", { class: "ip-hand" }, play.element, position.element, element("label", { class: "ip-frames" }, element("span", { class: "second" }, "Frames"), frames)),
    element("div", { class: "ip-stage" }, pad.element, element("div", { class: "ip-corners" }, ...corners.map((corner) => corner.element)), element("div", { class: "ip-runs" }, ...rows.map((row) => row.element))),
    ...(conditional ? [told] : []),
    ...(presets.length ? [presetRow(presets, ({ set }) => change(set))] : []),
  );
  root.replaceChildren(node);
  settle();

  function settle() {
    node.dataset.view = view.view;
    modes.set(view.view);
    paths.set(view.path);
    frames.value = view.frames;
    position.set(view.at);
    const armed = rows.find((row) => row.codes);
    if (armed) {
      const last = armed.codes.count - 1;
      for (const list of ["ends", "corners"]) view[list] = view[list].map((i) => Math.min(i, last));
      const state = stateOf();
      digit.set(state.label);
      for (const row of rows) row.set(state);
      showPicked(armed);
      lattice();
    } else {
      for (const row of rows) row.set(view);
    }
    hand();
    describe();
  }

  function showPicked(row) {
    const label = stateOf().label;
    ends.forEach((end, k) => end.show(view.ends[k], labels[view.ends[k]], row.decodeCode(view.ends[k], label)));
    corners.forEach((corner, k) => corner.show(view.corners[k], labels[view.corners[k]], row.decodeCode(view.corners[k], label)));
  }

  function lattice(name = lattice.run ?? runs[0].name) {
    lattice.run = name;
    const row = rows.find((r) => r.name === name);
    if (row.codes && view.view === "corners") pad.lattice(row.decodeAt);
  }

  rows.forEach((row, k) =>
    runReady(runs[k].name, runs[k].spec)
      .then((loaded) => {
        if (!node.isConnected) return;
        row.arm(loaded);
        if (!labels) {
          labels = Array.from(row.codes.labels, Number);
          for (const picker of [...ends, ...corners]) picker.arm(labels);
        }
        settle();
      })
      .catch((error) => showProblem(row.element, error)),
  );

  return {
    view,
    paint() {
      for (const row of rows) row.paint();
      pad.paint();
    },
    destroy() {
      play.destroy();
      pad.destroy();
      for (const row of rows) row.destroy();
    },
  };
}

/** A view as parameters of the address, as pages/interpolate.py reads them. */
function linkOf(view) {
  const text = { ...view, ends: view.ends.join(), corners: view.corners.join(), place: view.place.map((v) => v.toFixed(2)).join(), at: view.at.toFixed(3), label: view.label ?? "" };
  return Object.fromEntries(Object.entries(text).map(([name, value]) => [name, String(value)]));
}
