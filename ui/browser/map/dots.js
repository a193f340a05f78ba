// Dots by the thousand, laid down as pixels on a sheet of their own, and that on the canvas.
import { contextOf, offscreen, rgbOf } from "../kit/canvas.js";
import { lay, stampsOf } from "../model/stamps.js";

/** @typedef {{side: number, canvas: HTMLCanvasElement, context: Context, image: ImageData, words: Int32Array}} Sheet */

/** @type {Sheet | null} */
let sheet = null; // as large as the largest map needed, for all of them
/** @type {Map<number, import("../model/stamps.js").Stamps>} */
const stamps = new Map(); // for that sheet, by the radius

/**
 * Paint dots on a square map: a clear picture of it, which `paint` covers with opaque discs, goes over what is there.
 * @param {Context} context in units @param {number} width of the map @param {number} radius units
 * @param {(dot: (x: number, y: number, colour: number) => void, word: (colour: string) => number) => void} paint dot: with its
 *   centre in units and a colour that `word` has made
 */
export function paintDots(context, width, radius, paint) {
  const { a: density, e: left, f: top } = context.getTransform();
  const margin = 2 * (Math.ceil(radius * density) + 1); // what lies on the edge needs no clipping
  const side = Math.round(width * density) + 2 * margin;
  const { canvas, context: own, image, words } = sheetFor(side);
  context.save();
  const disc = stampsFor(radius * density);
  words.fill(0, 0, side * image.width);
  const [low, high] = [margin / 2, side - margin / 2];
  paint(
    (x, y, colour) => {
      const [across, down] = [x * density + margin, y * density + margin];
      if (across > low && across < high && down > low && down < high) lay(words, disc, across, down, colour);
    },
    (colour) => wordOf(context, colour),
  );
  own.putImageData(image, 0, 0, 0, 0, side, side);
  context.setTransform(1, 0, 0, 1, left - margin, top - margin);
  context.drawImage(canvas, 0, 0, side, side, 0, 0, side, side);
  context.restore();
}

/** @param {number} side */
function sheetFor(side) {
  if (sheet && sheet.side >= side) return sheet;
  stamps.clear();
  const canvas = offscreen(side, side);
  const context = contextOf(canvas);
  const image = context.createImageData(side, side);
  sheet = { side, canvas, context, image, words: new Int32Array(image.data.buffer) };
  return sheet;
}

/** @param {number} radius pixels */
function stampsFor(radius) {
  const made = stamps.get(radius) ?? stampsOf(radius, sheet?.side ?? 0);
  stamps.set(radius, made);
  return made;
}

/** A colour as a word of an ImageData. @param {Context} context @param {string} colour of CSS, opaque */
function wordOf(context, colour) {
  const [red, green, blue] = rgbOf(context, colour);
  return (255 << 24) | (blue << 16) | (green << 8) | red;
}
