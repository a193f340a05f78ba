// One run of an interpolation: its map, film strip, chart and decoded digit. The same test images are the ends of every
// row, each in its own space of codes.
import { element } from "../kit/kit.js";
import { likeliestLabel } from "../model/passes.js";
import { Codes } from "../model/codes.js";
import { PATHS, bilinear } from "../model/path.js";
import { CodeRow, wholly } from "./code_row.js";
import { filmStrip } from "./film_strip.js";
import { pathPicture } from "./path_map.js";

/**
 * @typedef {import("./code_row.js").PathRun} PathRun
 * @typedef {import("./end_pickers.js").Place} Place
 * @typedef {Record<string, any>} State the view as it is
 */

/**
 * @param {PathRun} run
 * @param {{go: (t: number) => void, resized: (frame: number) => void}} handlers of the film strip
 * @returns arm: once its bytes are there; aim: when the two ends or four corners in view are others, or the label told to the
 *   decoder; set: when these, path or frames changed; follow: a generator that does the same in small steps and keeps the map's
 *   frame; hand: at every move; decodeAt: on the surface of the four corners
 */
export function pathRow(run, handlers) {
  const { name, title, short, spec } = run;
  const row = new CodeRow(run, {
    map: "path-map",
    note: "path-note",
    digit: "decoded-digit",
    label: `Digit decoded by ${title}`,
  });
  const { map, chart } = row;
  const strip = filmStrip({ run: name, go: handlers.go, resized: (frame) => (chart.inset(frame / 2), handlers.resized(frame)) });
  const line = element("i", { class: "ip-line" }); // --at is set on what stands there alone: set on a whole row it restyles the row
  const head = element(
    "header",
    { class: "ip-head", title: `${title}: ${name}` },
    element("span", { class: "name" }, title),
    element("span", { class: "second" }, name),
  );
  const track = element("div", { class: "ip-track", dataset: { run: name, short } }, line, strip.element, chart.element);
  const parts = [head, row.length, map.element, row.note.element, track, row.digit.element];
  const node = element("section", { class: "ip-run", "aria-label": title }, ...parts);

  /** @param {keyof typeof PATHS} path @param {number} t @param {Float32Array} out */
  const along = (path, t, out) => PATHS[path](row.points[0], row.points[1], t, out);

  /** @param {State} state @param {boolean} still */
  function* lay({ view, path }, still) {
    if (!row.codes || view === "corners") return;
    map.show(pathPicture(row.codes, row.points[0], row.points[1], path), still);
    yield;
    yield* strip.draw((t) => row.model.decode(along(path, t, row.trial), row.label));
    yield* chart.curve((t) => row.distanceOnCurve(along(path, t, row.trial)));
  }

  return {
    name,
    short,
    spec,
    element: node,
    head,
    get codes() {
      return row.codes;
    },
    /** @param {import("../kit/store.js").Ready} loaded */
    arm: ({ model, latents }) => row.arm(model, new Codes(latents, spec, run.distance.weights)),
    /** @param {Place[]} places @param {number | undefined} told */
    aim: (places, told) => row.aim(places, told),
    /** @param {State} state */
    set(state) {
      strip.count(state.frames);
      wholly(lay(state, false));
    },
    /** @param {State} state */
    follow: (state) => lay(state, true),
    /** @param {State} state */
    hand({ view, path, at, place: [u, v] }) {
      strip.hand(at);
      line.style.setProperty("--at", at);
      if (!row.codes) return;
      if (view === "corners") bilinear(row.points, u, v, row.z);
      else along(path, at, row.z);
      const away = row.tell();
      if (view !== "corners") row.mark(away, at);
    },
    /** @param {number} u @param {number} v */
    decodeAt: (u, v) => row.model.decode(bilinear(row.points, u, v, row.trial), row.label),
    /** @param {number} i */
    decodeCode: (i) => row.model.decode(row.codes.code(i), row.label),
    /** @param {Float32Array} image */
    likeliest: (image) => likeliestLabel(row.model, image),
    look: map.look,
    paint: () => row.paint(),
    /** Text alternatives, once the hand has let go. @param {string} where */
    describe(where) {
      if (!row.codes) return;
      row.digit.describe(`Digit decoded by ${title} ${where}. ${row.note.text()}`);
      map.describe(where);
    },
    seen: () => row.seen(),
    destroy() {
      row.destroy();
      strip.destroy();
      node.remove();
    },
  };
}
