// One run of an interpolation: its map, film strip, chart and decoded digit. The same test images are the ends of every
// row, each in its own space of codes.
import { element } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { digitCanvas } from "../kit/canvas.js";
import { likeliestLabel } from "../model/passes.js";
import { Codes } from "../model/codes.js";
import { distanceNote } from "./distance_note.js";
import { filmStrip } from "./film_strip.js";
import { nearness } from "../model/nearness.js";
import { PATHS, bilinear, distanceToCodes, norm } from "../model/path.js";
import { pathChart } from "./path_chart.js";
import { pathMap, pathPicture } from "./path_map.js";

/**
 * @typedef {{name: string, kind: string, spec: Spec, distance: {near: number, far: number,
 *   weights?: number[]}}} PathRun distance: as `aelab.latent.distance` has it
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
export function pathRow({ name, kind, spec, distance: rule }, handlers) {
  const near = nearness(rule, { variational: Boolean(spec.variational) });
  const map = pathMap({ run: name, testid: "path-map" });
  const chart = pathChart({ run: name, near });
  const strip = filmStrip({ run: name, go: handlers.go, resized: (frame) => (chart.inset(frame / 2), handlers.resized(frame)) });
  const digit = digitCanvas({
    scale: 0,
    testid: "decoded-digit",
    run: name,
    label: `Digit decoded by ${name}`,
    class: "ip-digit",
  });
  const note = distanceNote({ run: name, near, testid: "path-note" });
  const length = element("b");
  const head = element(
    "header",
    { class: "ip-head" },
    element("span", { class: "name" }, name),
    element("span", { class: "second" }, kind),
  );
  const line = element("i", { class: "ip-line" }); // --at is set on what stands there alone: set on a whole row it restyles the row
  const row = element(
    "section",
    { class: "ip-run", "aria-label": name },
    head,
    element("div", { class: "ip-length second" }, "\u2016z\u2016 ", length),
    map.element,
    note.element,
    element("div", { class: "ip-track", dataset: { run: name } }, line, strip.element, chart.element),
    digit.element,
  );
  /** @type {Model} */
  let model;
  /** @type {Codes} */
  let codes;
  /** @type {ReturnType<typeof distanceToCodes>} */
  let distance;
  /** @type {Numbers[]} */
  let points;
  /** @type {Float32Array} */
  let z;
  /** @type {Float32Array} */
  let frame;
  /** @type {number | undefined} */
  let label;

  const counts = new Uint8Array(10); // of the digits nearest to the code

  /** @param {keyof typeof PATHS} path @param {number} t @param {Float32Array} out */
  const along = (path, t, out) => PATHS[path](points[0], points[1], t, out);

  /** @param {State} state */
  function place({ view, path, at, place: [u, v] }) {
    if (view === "corners") bilinear(points, u, v, z);
    else along(path, at, z);
  }

  /** @param {State} state @param {boolean} still */
  function* lay({ view, path }, still) {
    if (!codes || view === "corners") return;
    map.show(pathPicture(codes, points[0], points[1], path), still);
    yield;
    yield* strip.draw((t) => model.decode(along(path, t, frame), label));
    yield* chart.curve((t) => distance(along(path, t, frame)));
  }

  // The label told with a drawing is the encoder's too: what a conditional model writes down depends on it.
  /** @param {Place} place */
  const codeOf = ({ index = 0, image, label: told }) =>
    image ? Float32Array.from(model.encode(image, told).mean) : codes.code(index);

  return {
    name,
    spec,
    element: row,
    head,
    get codes() {
      return codes;
    },
    /** @param {import("../kit/store.js").Ready} loaded */
    arm(loaded) {
      model = loaded.model;
      codes = new Codes(loaded.latents, spec, rule.weights);
      distance = distanceToCodes(codes);
      [z, frame] = [new Float32Array(codes.size), new Float32Array(codes.size)];
      map.arm(codes);
    },
    /** @param {Place[]} places @param {number | undefined} told */
    aim(places, told) {
      label = told;
      if (codes) points = places.map(codeOf);
    },
    /** @param {State} state */
    set(state) {
      strip.count(state.frames);
      const steps = lay(state, false);
      while (!steps.next().done);
    },
    /** @param {State} state */
    follow: (state) => lay(state, true),
    /** @param {State} state */
    hand(state) {
      strip.hand(state.at);
      line.style.setProperty("--at", state.at);
      if (!codes) return;
      place(state);
      digit.draw(model.decode(z, label), z);
      length.textContent = formatNumber(norm(z));
      const away = distance(z);
      note.tell(away);
      if (state.view === "corners") return;
      map.hand(z);
      chart.hand(away, state.at);
    },
    /** @param {number} u @param {number} v */
    decodeAt: (u, v) => model.decode(bilinear(points, u, v, frame), label),
    /** @param {number} i */
    decodeCode: (i) => model.decode(codes.code(i), label),
    /** @param {Float32Array} image */
    likeliest: (image) => likeliestLabel(model, image),
    look: map.look,
    paint() {
      map.paint();
      chart.paint();
    },
    /** Text alternatives, once the hand has let go. */
    /** @param {string} where */
    describe(where) {
      if (!codes) return;
      digit.describe(`Digit decoded by ${name} ${where}. ${note.text()}`);
      map.describe(where);
    },
    seen: () => (codes ? near.seen(counts, codes.nearest(z, counts).distance) : ""),
    destroy() {
      for (const part of [map, chart, strip]) part.destroy();
      row.remove();
    },
  };
}
