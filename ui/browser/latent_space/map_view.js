// One map of codes on the page: three stacked canvases, from the one that changes least (dots) to the one that changes at
// every move (the ring). Knows nothing of models; what a move means is told to `handlers`.
import { element, onDrag, onNudge, palette } from "../kit/kit.js";
import { drawRing, fitCanvas, onResize } from "../kit/canvas.js";
import { drawAxes, drawCrosshair, drawDots, drawPeek, drawTicks, mapFrame } from "../map/map_draw.js";
import { drawNumerals, drawPosterior, placeNumerals } from "../map/map_marks.js";
import { paintAggregate } from "./aggregate.js";
import { paintDensity, paintManifold } from "./backdrop.js";
import { paintField, paintStretch } from "./lattice.js";

const LATTICES = ["field", "metric"];
const DIFFERENCE = 1e-3; // of the map's width: the step of the derivatives

/**
 * What a move on the map means, places in values of the map; `decodeAt` draws the manifold, `stepAt` the field, `areaAt` the metric.
 * @typedef {object} MapHandlers
 * @property {(x: number, y: number) => void} place
 * @property {(digit: number) => void} jump
 * @property {(x: number, y: number) => void} peek
 * @property {() => void} leave
 * @property {() => void} released
 * @property {(x: number, y: number, reach: number) => Float32Array | null} decodeAt
 * @property {(z: Point) => Point} stepAt
 * @property {(z: Point, h: number) => Generator<undefined, number>} areaAt
 */

/**
 * What is behind the ring; posterior: of a test image; rest, label: change when the part of the code off the map or the digit told does.
 * @typedef {{isolated: Set<number>, background: string, posterior: number | null, rest: number, label?: number}} Scene
 */

/**
 * @param {{run: string, apart: number | null, handlers: MapHandlers}} options apart: KL(q(z) || p) in nats, if it is known
 * @returns `arm` once the codes are there; `look` repaints what is behind the hand; `hand` the ring, every frame
 */
export function mapView({ run, apart, handlers }) {
  const [back, marks, top] = [0, 1, 2].map(() => element("canvas"));
  const attributes = {
    class: "surface",
    tabindex: 0,
    role: "application",
    "aria-roledescription": "map of codes",
    "aria-label": `Map of the codes of ${run}`,
    "data-testid": "latent-map",
    "data-run": run,
  };
  const wait = element("p", { class: "map-wait second" }, "The model is on its way.");
  /** @type {HTMLElement & {lattice?: number[][] | null}} */
  const surface = element("div", attributes, back, marks, top, wait);
  /** @type {CodeMap} */
  let codes;
  /** @type {Frame} */
  let frame;
  /** @type {Colours} */
  let colours;
  /** @type {Context} */
  let context;
  /** @type {Point[]} */
  let numerals = [];
  let [width, stopPainting] = [0, () => {}];
  /** @type {Scene} */
  let scene = { isolated: new Set(), background: "codes", posterior: null, rest: 0 };
  /** @type {Point | null} */
  let placed = null;
  /** @type {Point | null} */
  let peeked = null;

  /** @param {number} px */
  const inside = (px) => Math.min(Math.max(px, 0), width);
  /** @param {number} px @param {number} py @returns {Point} */
  const valueOf = (px, py) => [frame.valueX(inside(px)), frame.valueY(inside(py))];
  /** @param {number} px @param {number} py */
  const numeralAt = (px, py) => numerals.findIndex(([x, y]) => Math.hypot(x - px, y - py) < 10.5);
  /** @param {number} px @param {number} py */
  const ringAt = (px, py) => placed && Math.hypot(frame.x(placed[0]) - px, frame.y(placed[1]) - py) < 15;

  onDrag(surface, {
    start(px, py) {
      if (!codes) return;
      const digit = ringAt(px, py) ? -1 : numeralAt(px, py); // the ring lies over the numerals
      if (digit >= 0) handlers.jump(digit);
      else handlers.place(...valueOf(px, py));
    },
    move: (px, py) => codes && handlers.place(...valueOf(px, py)),
    end: () => codes && handlers.released(),
    hover(px, py) {
      if (!codes) return;
      surface.style.cursor = numeralAt(px, py) >= 0 ? "pointer" : "";
      handlers.peek(...valueOf(px, py));
    },
    leave: () => codes && handlers.leave(),
  });
  onNudge(
    surface,
    (dx, dy) => {
      if (!codes || !placed) return;
      // a step is two CSS pixels, and on t-SNE the next dot
      if ("next" in codes) return handlers.place(...codes.next(placed, dx, dy, (Math.hypot(dx, dy) > 1 ? 20 : 0) / frame.scale));
      const [x, y] = [frame.x(placed[0]) + 2 * dx, frame.y(placed[1]) - 2 * dy];
      handlers.place(...valueOf(x, y));
    },
    () => handlers.released(),
  );
  surface.addEventListener("keydown", (event) => {
    if (!codes || !/^\d$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    handlers.jump(Number(event.key));
    handlers.released();
  });

  function paint() {
    if (!codes || !width) return;
    frame = mapFrame(codes.extent, width, codes.metric);
    colours = palette(surface);
    context = fitCanvas(top, width);
    numerals = placeNumerals(frame, codes.means);
    paintBack();
    paintMarks();
    hand(placed, peeked);
  }

  function paintBack() {
    stopPainting();
    const { isolated, background } = scene;
    const flat = "flat" in codes && codes.flat ? codes : null;
    const behind = fitCanvas(back, width);
    surface.lattice = null;
    delete surface.dataset.lattice;
    if (background === "manifold") {
      const chosen = () => isolated.size && drawDots(behind, frame, codes, isolated, colours, { onlyIsolated: true });
      stopPainting = paintManifold(behind, frame, handlers.decodeAt, chosen);
      return;
    }
    if (background === "metric" && flat) {
      const h = DIFFERENCE * (codes.extent.xmax - codes.extent.xmin);
      stopPainting = paintStretch(behind, frame, (z) => handlers.areaAt(z, h), colours, (rows) => {
        if (isolated.size) drawDots(behind, frame, codes, isolated, colours, { onlyIsolated: true });
        keep("metric", rows);
      });
      return;
    }
    if (background === "density") paintDensity(behind, frame, codes, isolated, colours);
    if (codes.metric) drawAxes(behind, frame, colours);
    const contours = background === "aggregate" && flat?.logVar ? flat : null;
    const arrows = background === "field" && flat;
    const shown = (contours || arrows) && !isolated.size ? new Set([-1]) : isolated; // all dots grey: lines and arrows are what is shown
    if (background !== "density") drawDots(behind, frame, codes, shown, colours);
    delete surface.dataset.levels;
    if (contours) stopPainting = paintAggregate(behind, frame, contours, apart, colours, (levels) => (surface.dataset.levels = levels.join()));
    if (arrows) stopPainting = paintField(behind, frame, handlers.stepAt, colours, (rows) => keep("field", rows));
  }

  // what was worked out, for those who ask the element
  /** @param {string} kind @param {number[][]} rows */
  function keep(kind, rows) {
    surface.lattice = rows;
    surface.dataset.lattice = kind;
  }

  function paintMarks() {
    const on = fitCanvas(marks, width);
    drawTicks(on, frame, codes.axes, colours);
    drawNumerals(on, numerals, scene.isolated, colours);
    const image = scene.posterior;
    const posterior = image === null ? null : codes.posterior(image);
    if (image !== null && posterior) drawPosterior(on, frame, codes, posterior, `test image ${image}, a ${codes.labels[image]}`, colours);
  }

  /** @param {Point | null} at @param {Point | null} peek */
  function hand(at, peek) {
    [placed, peeked] = [at, peek];
    if (!frame || !at) return;
    context.clearRect(0, 0, width, width);
    const [x, y] = [frame.x(at[0]), frame.y(at[1])];
    if (peek) drawCrosshair(context, frame, frame.x(peek[0]), frame.y(peek[1]), colours);
    else drawCrosshair(context, frame, x, y, colours);
    drawRing(context, x, y, colours);
    if (peek) drawPeek(context, frame.x(peek[0]), frame.y(peek[1]), colours);
  }

  const stopResize = onResize(surface, (now) => {
    width = now;
    paint();
  });

  return {
    element: surface,
    hand,
    paint,
    /** @param {CodeMap} loaded */
    arm(loaded) {
      codes = loaded;
      wait.remove();
      const { xmin, xmax, ymin, ymax } = codes.extent;
      surface.dataset.extent = [xmin, xmax, ymin, ymax].join();
      paint();
    },
    /** @param {Scene} next */
    look(next) {
      const isolation = String([...next.isolated]) !== String([...scene.isolated]);
      const stale = next.background === "manifold" && next.rest !== scene.rest; // the lattice shows the rest of the code too
      const told = LATTICES.includes(next.background) && next.label !== scene.label; // so do these, of two numbers: the digit told
      const behind = isolation || stale || told || next.background !== scene.background;
      const changed = behind || next.posterior !== scene.posterior;
      scene = { ...next, isolated: new Set(next.isolated) };
      if (!frame) return;
      if (behind) paintBack();
      if (changed) paintMarks();
    },
    /** @param {string} text */
    describe: (text) => surface.setAttribute("aria-label", text),
    destroy() {
      stopResize();
      stopPainting();
    },
  };
}
