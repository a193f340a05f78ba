// What may lie behind the codes on a map: the manifold (a lattice of decoded digits) or the density of the codes.
import { contextOf, offscreen, paintDigit, rgbOf } from "../kit/canvas.js";

const TILE = 28; // a digit of the lattice in its own pixels, one to one
const BUDGET = 6; // ms of decoding in a frame, so that the hand is never kept waiting
const SHARES = [0.1, 0.3, 0.5, 0.7, 0.9]; // each step of the density holds so much of the codes shown
const INKS = [0.9, 0.7, 0.52, 0.34, 0.18];

/**
 * Decode the whole map as a lattice of digits, a few milliseconds in each frame, from the middle row outwards.
 * @param {Context} context in CSS pixels @param {Frame} frame of the map
 * @param {(x: number, y: number, reach: number) => Float32Array | null} decodeAt pixels of the digit at a place of the map,
 *   or null for none; `reach` is half a tile
 * @param {() => void} [done]
 * @returns {() => void} stop
 */
export function paintManifold(context, frame, decodeAt, done) {
  const count = Math.ceil(frame.width / TILE);
  const start = (frame.width - count * TILE) / 2; // the lattice is cut alike at both sides
  const tile = offscreen(TILE, TILE);
  const ink = contextOf(tile);
  const image = ink.createImageData(TILE, TILE);
  const middle = (count - 1) / 2;
  const order = Array.from({ length: count * count }, (_, i) => [i % count, Math.floor(i / count)]);
  order.sort((a, b) => Math.hypot(a[0] - middle, a[1] - middle) - Math.hypot(b[0] - middle, b[1] - middle));
  let next = 0;
  let request = requestAnimationFrame(work);
  context.imageSmoothingEnabled = false;
  function work() {
    const until = performance.now() + BUDGET;
    while (next < order.length && performance.now() < until) {
      const [left, top] = order[next++].map((i) => start + i * TILE);
      const pixels = decodeAt(frame.valueX(left + TILE / 2), frame.valueY(top + TILE / 2), TILE / 2 / frame.scale);
      if (!pixels) continue;
      paintDigit(image.data, pixels);
      ink.putImageData(image, 0, 0);
      context.drawImage(tile, left, top, TILE, TILE);
    }
    if (next < order.length) request = requestAnimationFrame(work);
    else done?.();
  }
  return () => cancelAnimationFrame(request);
}

/**
 * The density of the codes on the map in five steps (the innermost holds a tenth of them, then 30, 50, 70 and 90 %), each
 * place in the colour of the digit that is densest there.
 * @param {Context} context in CSS pixels @param {Frame} frame @param {CodeMap} codes
 * @param {Set<number>} isolated empty for all digits
 * @param {Colours} colours
 */
export function paintDensity(context, frame, codes, isolated, colours) {
  const side = Math.round(frame.width);
  const total = new Float32Array(side * side);
  const densest = new Float32Array(side * side);
  const digitThere = new Uint8Array(side * side);
  for (let digit = 0; digit < 10; digit++) {
    if (isolated.size && !isolated.has(digit)) continue;
    const own = smoothCounts(frame, codes, digit, side);
    for (let i = 0; i < own.length; i++) {
      total[i] += own[i];
      if (own[i] > densest[i]) {
        densest[i] = own[i];
        digitThere[i] = digit;
      }
    }
  }
  const levels = highestRegions(total);
  const inks = colours.digits.map((colour) => INKS.map((share) => mixColours(context, colours.page, colour, share)));
  const sheet = offscreen(side, side);
  const image = new ImageData(side, side);
  for (let i = 0; i < total.length; i++) {
    const step = levels.findIndex((level) => total[i] >= level);
    if (step >= 0) image.data.set(inks[digitThere[i]][step], 4 * i);
  }
  contextOf(sheet).putImageData(image, 0, 0);
  context.drawImage(sheet, 0, 0, frame.width, frame.width);
}

// Codes of a digit counted in cells of one CSS pixel, then three box blurs, which come close to a Gaussian.
/** @param {Frame} frame @param {CodeMap} codes @param {number} digit @param {number} side */
function smoothCounts(frame, codes, digit, side) {
  let cells = new Float32Array(side * side);
  for (let i = 0; i < codes.count; i++) {
    if (codes.labels[i] !== digit) continue;
    const [column, row] = [Math.floor(frame.x(codes.points[2 * i])), Math.floor(frame.y(codes.points[2 * i + 1]))];
    if (column >= 0 && row >= 0 && column < side && row < side) cells[row * side + column]++;
  }
  const reach = Math.round(side / 55);
  for (let pass = 0; pass < 3; pass++) cells = blurLines(blurLines(cells, side, reach), side, reach);
  return cells;
}

// One box blur along the rows, written out turned by a right angle, so that two of them do both directions.
/** @param {Float32Array} cells @param {number} side @param {number} reach */
function blurLines(cells, side, reach) {
  const out = new Float32Array(side * side);
  for (let row = 0; row < side; row++) {
    let sum = 0;
    /** @param {number} column */
    const at = (column) => (column >= 0 && column < side ? cells[row * side + column] : 0);
    for (let column = 0; column < reach; column++) sum += at(column);
    for (let column = 0; column < side; column++) {
      sum += at(column + reach) - at(column - reach - 1);
      out[column * side + row] = sum;
    }
  }
  return out;
}

// The densities above which the given shares of all codes lie.
/** @param {Float32Array} density */
function highestRegions(density) {
  const sorted = density
    .filter((v) => v > 1e-6)
    .sort()
    .reverse();
  const whole = sorted.reduce((sum, v) => sum + v, 0);
  let sum = 0;
  let i = 0;
  return SHARES.map((share) => {
    while (i < sorted.length - 1 && sum < share * whole) sum += sorted[i++];
    return sorted[i] ?? Infinity;
  });
}

/**
 * A colour so far on the way from one to another: [r, g, b, 255].
 * @param {Context} context as `rgbOf` has it @param {string} under @param {string} over @param {number} share
 */
export function mixColours(context, under, over, share) {
  const [a, b] = [under, over].map((colour) => rgbOf(context, colour));
  return [0, 1, 2].map((k) => a[k] + share * (b[k] - a[k])).concat(255);
}
