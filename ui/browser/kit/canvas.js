// Canvases: a digit in its own 28x28 pixels, sharp drawing surfaces of any size, text with a halo.
import { element, unit } from "./kit.js";
import { SIDE } from "../engine/image.js";

/**
 * A canvas's 2-D context: a canvas of which no other kind was asked has one.
 * @param {HTMLCanvasElement} canvas @param {CanvasRenderingContext2DSettings} [settings]
 */
export function contextOf(canvas, settings) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", settings));
}

/**
 * @typedef {{element: HTMLCanvasElement, draw: (pixels: Numbers, code?: Iterable<number>) => void,
 *   describe: (text: string) => void}} DigitCanvas
 */

/**
 * How a picture is known to those who hear the page: by a name that it has from the start, or not at all, with `null`, where what
 * it stands in has its name.
 * @param {string | null} label @returns {Attributes}
 */
export const pictured = (label) => (label === null ? { "aria-hidden": "true" } : { role: "img", "aria-label": label });

/**
 * A digit as 28x28 real pixels, shown at a whole multiple and never blurred.
 * @param {{label: string | null, scale?: number, testid?: string, run?: string, class?: string}} options
 *   label: see `pictured`; scale: units a digit's pixel (4, 5, 7 for 112, 140, 196), or 0 to leave the size to CSS
 * @returns {DigitCanvas}
 *   draw takes 784 values in [0, 1] and, where they are decoded, the code, which the element has as `z` from then on: a test
 *   reads it, and a drag pays no more than a copy of a few numbers for it; describe sets the text alternative (on release, not on
 *   every move)
 */
export function digitCanvas({ label, scale = 7, testid, run, class: name = "" }) {
  const canvas = element("canvas", {
    class: `digit ${name}`.trim(),
    width: SIDE,
    height: SIDE,
    ...pictured(label),
    "data-testid": testid,
    "data-run": run,
  });
  if (scale) magnify(canvas, SIDE, SIDE, scale);
  const context = contextOf(canvas, { alpha: false }); // black at first, as its ground is: nothing below it needs to be drawn
  const image = context.createImageData(SIDE, SIDE);
  let empty = true;
  return {
    element: canvas,
    draw(pixels, code) {
      paintDigit(image.data, pixels);
      context.putImageData(image, 0, 0);
      canvas.z = code && [...code];
      if (empty) canvas.dataset.drawn = ""; // once: an attribute at every move would cost the hand
      empty = false;
    },
    describe: (text) => canvas.setAttribute("aria-label", text),
  };
}

/**
 * Write 784 values in [0, 1] as opaque greys into RGBA bytes, rounded to the nearest of 256.
 * @param {Uint8ClampedArray} bytes @param {ArrayLike<number>} pixels
 */
export function paintDigit(bytes, pixels) {
  for (let i = 0, j = 0; i < SIDE * SIDE; i++, j += 4) {
    bytes[j] = bytes[j + 1] = bytes[j + 2] = 255 * pixels[i]; // a clamped array rounds by itself
    bytes[j + 3] = 255;
  }
}

/**
 * Show the pixels of a picture as squares, whole pixels of the page where the browser can round.
 * @param {HTMLElement} canvas @param {number} columns @param {number} rows @param {number} side units of a square
 */
export function magnify(canvas, columns, rows, side) {
  for (const square of [`${side / 16}rem`, `round(down, ${side / 16}rem, 1px)`])
    Object.assign(canvas.style, { width: `calc(${columns} * ${square})`, height: `calc(${rows} * ${square})` });
}

/**
 * Give a canvas the pixels of the screen it is on: afterwards drawing is in units. Clears it.
 * @param {HTMLCanvasElement} canvas @param {number} width @param {number} [height] units
 * @returns {CanvasRenderingContext2D}
 */
export function fitCanvas(canvas, width, height = width) {
  const density = (devicePixelRatio || 1) * unit();
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(height * density);
  const context = contextOf(canvas);
  context.setTransform(density, 0, 0, density, 0, 0);
  return context;
}

/**
 * A canvas that is on no page; where the browser has none such (Safari before 16.4), an element that is put on none.
 * @param {number} width @param {number} height
 */
export function offscreen(width, height) {
  if (!("OffscreenCanvas" in globalThis)) return Object.assign(document.createElement("canvas"), { width, height });
  return /** @type {HTMLCanvasElement} */ (/** @type {unknown} */ (new OffscreenCanvas(width, height)));
}

/**
 * A colour of CSS, without its alpha, as it is where a canvas stands: red, green and blue, 0 to 255.
 * @param {Context} context which fills with this colour from then on; what the system calls text is another on a dark page
 * @param {string} colour
 */
export function rgbOf(context, colour) {
  context.fillStyle = colour;
  const said = String(context.fillStyle); // #rrggbb, rgba(r, g, b, a) or color(srgb r g b), of 1
  if (said.startsWith("#")) return [1, 3, 5].map((at) => parseInt(said.slice(at, at + 2), 16));
  const parts = (said.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
  return said.startsWith("rgb") ? parts : parts.map((share) => Math.round(255 * share));
}

/**
 * Call back with the size of an element now and whenever it changes, and when the window moves to a screen of another
 * pixel density, or the unit changes (ui/browser/present says so).
 * @param {HTMLElement} node @param {(width: number, height: number) => void} resized content box, units
 * @returns {() => void} stop
 */
export function onResize(node, resized) {
  let last = "";
  const report = () => {
    const { clientWidth: width, clientHeight: height } = node;
    const now = `${width} ${height} ${devicePixelRatio} ${unit()}`;
    if (now === last || !width) return;
    last = now;
    resized(width / unit(), height / unit());
  };
  const observer = new ResizeObserver(report);
  observer.observe(node);
  addEventListener("resize", report);
  return () => {
    observer.disconnect();
    removeEventListener("resize", report);
  };
}

/**
 * Text that stays readable on dots and lines: an outline in the page's colour under it.
 * @param {CanvasRenderingContext2D} context @param {string} text @param {number} x @param {number} y
 * @param {{fill: string, halo: string, width?: number}} colours
 */
export function haloText(context, text, x, y, { fill, halo, width = 4 }) {
  context.lineJoin = "round";
  context.lineWidth = width;
  context.strokeStyle = halo;
  context.strokeText(text, x, y);
  context.fillStyle = fill;
  context.fillText(text, x, y);
}

/**
 * A filled disc, in a colour of its own or the one that is set.
 * @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} radius @param {string} [colour]
 */
export function disc(context, x, y, radius, colour) {
  if (colour) context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

/**
 * A disc in the colour that is set, with a rim that parts it from what is below.
 * @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {string} rim
 */
export function rimmedDisc(context, x, y, rim) {
  context.beginPath();
  context.arc(x, y, 4.5, 0, 2 * Math.PI);
  context.lineWidth = 2;
  context.strokeStyle = rim;
  context.stroke();
  context.fill();
}

/**
 * Stroke the path with an outline in the page's colour under it.
 * @param {CanvasRenderingContext2D} context
 * @param {{stroke: string, width: number, halo: string, under: number}} line under: the width of the outline
 */
export function haloStroke(context, { stroke, width, halo, under }) {
  context.lineWidth = under;
  context.strokeStyle = halo;
  context.stroke();
  context.lineWidth = width;
  context.strokeStyle = stroke;
  context.stroke();
}

/**
 * The hand's ring: radius 11, accent on a halo, a dot in the middle. Known by its shape, not by its colour alone.
 * @param {CanvasRenderingContext2D} context @param {number} x @param {number} y
 * @param {Pick<Colours, "accent" | "page">} colours
 */
export function drawRing(context, x, y, colours) {
  disc(context, x, y, 11, colours.page);
  haloStroke(context, { stroke: colours.accent, width: 4, halo: colours.page, under: 8 });
  disc(context, x, y, 2.5, colours.accent);
}
