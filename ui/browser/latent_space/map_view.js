// One map of codes on the page: three stacked canvases, from the one that changes least (dots) to the one that changes at
// every move (the ring). Knows nothing of models; what a move means is told to `handlers`.
import { element, palette } from "../kit/kit.js";
import { drawRing, fitCanvas, onResize } from "../kit/canvas.js";
import { drawCrosshair, drawPeek, drawTicks, mapFrame } from "../map/map_draw.js";
import { drawNumerals, drawPosterior, placeNumerals } from "../map/map_marks.js";
import { paintBehind } from "./behind.js";
import { handOnMap } from "./map_hand.js";

const LATTICES = ["field", "metric"];

/** @typedef {import("./map_hand.js").HandHandlers & import("./behind.js").BehindHandlers} MapHandlers */

/**
 * What is behind the ring; posterior: of a test image; rest, label: change when the part of the code off the map or the digit
 * told does.
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

  handOnMap(surface, handlers, () => (frame ? { codes, frame, numerals, placed } : null));

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
    stopPainting = paintBehind(surface, fitCanvas(back, width), { codes, frame, colours }, { ...scene, apart }, handlers);
  }

  function paintMarks() {
    const on = fitCanvas(marks, width);
    drawTicks(on, frame, codes.axes, colours);
    drawNumerals(on, numerals, scene.isolated, colours);
    const image = scene.posterior;
    const posterior = image === null ? null : codes.posterior(image);
    if (image !== null && posterior)
      drawPosterior(on, frame, codes, posterior, `test image ${image}, a ${codes.labels[image]}`, colours);
  }

  /** @param {Point | null} at @param {Point | null} peek */
  function hand(at, peek) {
    [placed, peeked] = [at, peek];
    if (!frame || !at) return;
    drawHand(context, frame, at, peek, colours);
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
      const behind = otherBehind(scene, next);
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

/** Whether what lies behind the hand is another picture. @param {Scene} before @param {Scene} next */
function otherBehind(before, next) {
  const isolation = String([...next.isolated]) !== String([...before.isolated]);
  const stale = next.background === "manifold" && next.rest !== before.rest; // the lattice shows the rest of the code too
  const told = LATTICES.includes(next.background) && next.label !== before.label; // so do these, of two numbers: the digit told
  return isolation || stale || told || next.background !== before.background;
}

/** @param {Context} context @param {Frame} frame @param {Point} at @param {Point | null} peek @param {Colours} colours */
function drawHand(context, frame, at, peek, colours) {
  context.clearRect(0, 0, frame.width, frame.width);
  const [x, y] = [frame.x(at[0]), frame.y(at[1])];
  if (peek) drawCrosshair(context, frame, frame.x(peek[0]), frame.y(peek[1]), colours);
  else drawCrosshair(context, frame, x, y, colours);
  drawRing(context, x, y, colours);
  if (peek) drawPeek(context, frame.x(peek[0]), frame.y(peek[1]), colours);
}
