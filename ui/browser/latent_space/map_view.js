// One map of codes on the page: three canvases, from what is behind the hand, which changes least, to the ring, which changes at
// every move. Knows nothing of models; what a move means is told to `handlers`.
import { element } from "../kit/kit.js";
import { drawRing, fitCanvas } from "../kit/canvas.js";
import { stackedCanvas } from "../kit/stack.js";
import { drawCrosshair, drawPeek, drawTicks, mapFrame } from "../map/map_draw.js";
import { drawNumerals, drawPosterior, glassScale, placeNumerals } from "../map/map_marks.js";
import { drawDraws } from "../map/prior_marks.js";
import { paintBehind } from "./behind.js";
import { handOnMap } from "./map_hand.js";

const LATTICES = ["field", "metric"];

/**
 * @typedef {import("../kit/stack.js").Box} Box
 * @typedef {import("../model/prior_draws.js").Draws} Draws
 * @typedef {import("./map_hand.js").HandHandlers & import("./behind.js").BehindHandlers & {glass: (image: number) => number,
 *   draws: () => Draws}} MapHandlers glass: the scale of the glasses of all maps beside each other; draws: of the prior
 */

/**
 * What is behind the ring; posterior: of a test image; rest, label: change when the part of the code off the map or the digit
 * told does.
 * @typedef {{isolated: Set<number>, background: string, posterior: number | null, rest: number, label?: number}} Scene
 */

export class MapView {
  #options;
  #wait = element("p", { class: "map-wait second" }, "The model is on its way.");
  #behind = element("canvas");
  #stack;
  /** @type {CodeMap | null} */
  #codes = null;
  /** @type {{codes: CodeMap, frame: Frame, numerals: Point[]} | null} */
  #map = null; // as it is painted
  /** @type {Box | null} */
  #box = null; // that what is behind the hand was painted in
  /** @type {Scene} */
  #scene = { isolated: new Set(), background: "codes", posterior: null, rest: 0 };
  /** @type {Point | null} */
  #placed = null;
  /** @type {Point | null} */
  #peeked = null;
  #stopPainting = () => {};

  /** @param {{run: string, apart: number | null, handlers: MapHandlers}} options apart: KL(q(z) || p) in nats, if it is known */
  constructor(options) {
    this.#options = options;
    const attributes = {
      class: "surface",
      tabindex: 0,
      role: "application",
      "aria-roledescription": "map of codes",
      "aria-label": `Map of the codes of ${options.run}`,
      "data-testid": "latent-map",
      "data-run": options.run,
    };
    /** @type {HTMLElement & {lattice?: number[][] | null}} */
    this.element = element("div", attributes, this.#wait);
    this.#stack = stackedCanvas(this.element, {
      still: (on, box) => this.#paintStill(on, box),
      moving: (on, frame, { colours }) => this.#placed && drawHand(on, frame, this.#placed, this.#peeked, colours),
    });
    this.element.prepend(this.#behind);
    handOnMap(this.element, options.handlers, () => this.#map && { ...this.#map, placed: this.#placed });
  }

  /** The codes are there, or are to be shown on another plane. @param {CodeMap} codes */
  arm(codes) {
    this.#codes = codes;
    this.#wait.remove();
    const { xmin, xmax, ymin, ymax } = codes.extent;
    this.element.dataset.extent = [xmin, xmax, ymin, ymax].join();
    this.paint();
  }

  /** All of it, in the colours as they are now. */
  paint() {
    this.#stack.paint();
  }

  /** Where the ring and the pointer are, at every frame. @param {Point | null} at @param {Point | null} peek */
  hand(at, peek) {
    [this.#placed, this.#peeked] = [at, peek];
    this.#stack.move();
  }

  /** What is behind the hand. @param {Scene} next */
  look(next) {
    const behind = otherBehind(this.#scene, next);
    const changed = behind || next.posterior !== this.#scene.posterior;
    this.#scene = { ...next, isolated: new Set(next.isolated) };
    if (behind) this.#box = null;
    if (changed) this.#stack.paintStill();
  }

  /** The most that this map's glass may magnify for the posterior of a test image: see `glassScale`. @param {number} image */
  glassScale(image) {
    const [codes, width] = [this.#codes, this.element.clientWidth];
    const posterior = width ? codes?.posterior(image) : null;
    return codes && posterior ? glassScale(width / (codes.extent.xmax - codes.extent.xmin), posterior) : Infinity;
  }

  /** @param {string} text */
  describe(text) {
    this.element.setAttribute("aria-label", text);
  }

  destroy() {
    this.#stack.destroy();
    this.#stopPainting();
  }

  /** @param {Context} on @param {Box} box @returns {Frame | null} */
  #paintStill(on, box) {
    const codes = this.#codes;
    if (!codes) return null;
    const frame = mapFrame(codes.extent, box.width, codes.metric);
    const numerals = placeNumerals(frame, codes.means);
    this.#map = { codes, frame, numerals };
    if (box !== this.#box) this.#paintBehind(codes, frame, box);
    const { isolated, background } = this.#scene;
    drawTicks(on, frame, codes.axes, box.colours, background === "manifold" ? 9 : 4);
    const draws = background === "draws" ? this.#options.handlers.draws() : null;
    const over = draws && drawDraws(on, frame, codes, draws, isolated, box.colours);
    drawNumerals(on, numerals, box.colours, isolated);
    over?.();
    const image = this.#scene.posterior;
    const posterior = image === null ? null : codes.posterior(image);
    if (image !== null && posterior) drawPosterior(on, frame, codes, posterior, this.#posteriorOf(codes, image), box.colours);
    return frame;
  }

  /** @param {CodeMap} codes @param {number} image */
  #posteriorOf(codes, image) {
    const glass = this.#options.handlers.glass(image);
    this.element.dataset.glass = String(glass);
    return { caption: `test image ${image}, a ${codes.labels[image]}`, glass };
  }

  /** @param {CodeMap} codes @param {Frame} frame @param {Box} box */
  #paintBehind(codes, frame, box) {
    const { apart, handlers } = this.#options;
    const on = fitCanvas(this.#behind, box.width, box.height);
    this.#box = box;
    this.#stopPainting();
    this.#stopPainting = paintBehind(
      this.element,
      on,
      { codes, frame, colours: box.colours },
      { ...this.#scene, apart },
      handlers,
    );
  }
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
  const [x, y] = [frame.x(at[0]), frame.y(at[1])];
  const [lookX, lookY] = peek ? [frame.x(peek[0]), frame.y(peek[1])] : [x, y];
  drawCrosshair(context, frame.width, lookX, lookY, colours.accent);
  drawRing(context, x, y, colours);
  if (peek) drawPeek(context, lookX, lookY, colours);
}
