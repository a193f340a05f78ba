// What lies between digits, of the test set or drawn: two ends and a path, or four corners and the surface between them; and
// where a step from one to another leads from a third. One hand moves the same place in every run.
import { instrument } from "../kit/kit.js";
import { View } from "../kit/view.js";
import { FORGET } from "../digits/drawing.js";
import { drawnEnds } from "./drawn_ends.js";
import { layout, playedPosition, tellDigit, tries } from "./controls.js";
import { endPickers } from "./end_pickers.js";
import { runRows } from "./run_rows.js";

/**
 * @typedef {import("./code_row.js").PathRun} PathRun
 * @typedef {import("./drawn_ends.js").Drawings} Drawings
 * @typedef {{runs: PathRun[], presets: import("./controls.js").PathPreset[]} & ViewData} InterpolateData
 */

/** @type {Drawings | null} */
let drawings = null; // they outlive the instrument: no address can hold them
addEventListener(FORGET, () => (drawings = null));

/**
 * `data`: runs and the view of ui/instruments/interpolate.py. Of an end that is drawn, the view has its last test image.
 * @param {Component<InterpolateData>} component
 */
export default function (component) {
  return instrument(component, (root, first, report) => {
    /** @type {ReturnType<typeof interpolate> | null} */
    let stage = null;
    let shown = "";
    /** @type {string | undefined} */
    let theme;
    const kept = (drawings ??= drawnEnds());
    return {
      update({ data }) {
        const runs = JSON.stringify(data.runs.map(/** @param {PathRun} run */ (run) => [run.name, run.spec]));
        if (runs === shown) {
          if (theme !== root.dataset.theme) stage?.paint();
          theme = root.dataset.theme;
          return;
        }
        const start = stage?.now ?? data.start; // other runs, the same view
        stage?.destroy();
        stage = interpolate(root, { ...data, start }, kept, report);
        [shown, theme] = [runs, root.dataset.theme];
      },
      destroy: () => stage?.destroy(),
    };
  });
}

const HELD = ["at", "place", "strength"]; // what the hand holds

/** @param {HTMLElement} root @param {InterpolateData} data @param {Drawings} drawings @param {Tell} report */
function interpolate(root, { runs, presets, ...data }, drawings, report) {
  const view = new View(data, { moved, led, seen: () => shown.seen(), report });
  const { now } = view;

  const shown = runRows(runs, view, {
    go: (at) => position.go(at),
    resized: (frame) => node.style.setProperty("--frame", `${frame / 16}rem`),
    swap: () => pickers.swapTerms(),
    rested: () => shown.describe(pickers.named(pickers.inView())),
  });
  const pickers = endPickers({
    view: now,
    drawings,
    change,
    opened: (picker) => bringInView(node, drawings.panel, picker, shown.inView()[0].head),
  });
  const position = playedPosition(view);
  const telling = tellDigit(shown.rows, (label) => change({ label }));
  const presetRows = tries(presets, (set) => (pickers.drop(set), change(set)));
  const node = layout({ view, runs, shown, pickers, drawings, position, telling, tries: presetRows, change });
  root.replaceChildren(node);
  drawings.listen({ drawn, released: () => change({}), done: pickers.draw });
  settle();

  /** @param {Record<string, any>} part */
  function moved(part) {
    const names = Object.keys(part);
    if (names.length && names.every((name) => HELD.includes(name))) return shown.hand();
    if (names.join() === "only") return shown.look();
    settle();
  }

  /** @param {Record<string, any>} part */
  function led(part) {
    position.stop();
    pickers.drop(part);
  }

  // What the hand does not hold changes here.
  /** @param {Record<string, any>} part */
  function change(part) {
    position.stop();
    view.choose(part);
  }

  // A stroke of a drawing moves the digits at once, and the rest in what is left of the frames: none of it may hold up the pen.
  /** @param {import("./drawn_ends.js").List} list @param {number} k @param {boolean} fresh */
  function drawn(list, k, fresh) {
    position.stop();
    if (fresh && k === 0) now.label = null;
    pickers.showDrawing(list, k);
    telling.set(shown.aim(pickers.places(shown.likeliest(), true)));
    shown.follow();
  }

  // Everything that depends on the view is drawn anew.
  function settle() {
    if (node.dataset.view !== now.view) drawings.close();
    node.dataset.view = now.view;
    shown.look();
    const armed = shown.armed();
    if (armed) {
      for (const list of ["ends", "corners", "terms"]) now[list] = within(armed.codes.count, now[list]);
      telling.set(shown.aim(pickers.places(shown.likeliest(), false)), pickers.firstIsDrawn());
    }
    shown.set();
    pickers.show(armed);
    shown.hand();
  }

  shown.fetch((labels) => (pickers.arm(labels), settle()));

  return {
    now,
    paint: shown.paint,
    destroy() {
      position.destroy();
      shown.destroy();
    },
  };
}

// A drawing is made in view of what it moves: from the highest of them on, at this width.
/** @param {HTMLElement} stage @param {...HTMLElement} parts */
function bringInView(stage, ...parts) {
  if (stage.getBoundingClientRect().bottom <= innerHeight) return;
  /** @param {HTMLElement} part */
  const top = (part) => part.getBoundingClientRect().top;
  parts.sort((a, b) => top(a) - top(b))[0].scrollIntoView({ block: "start" });
}

// Test images of a list, or the last one there is; "m4" stays.
/** @param {number} count @param {(number | string)[]} list */
function within(count, list) {
  return list.map((code) => (typeof code === "number" && code > count - 1 ? count - 1 : code));
}
