// A drawing or a picture brought to the form of MNIST, by the definition of aelab.mnist_form.to_mnist_form: the ink in a 20x20
// box, its centre of mass on pixel (14, 14) of 28x28 (LeCun, Cortes and Burges 1998).
import { SIDE } from "../engine/image.js";
import { findInk } from "./photo.js";
import { resampleBicubic } from "./resample.js";

const BOX = 20;
const BLANK = 16; // of 255: what stands out by less is paper and sensor noise
const NOTHING = "The picture is blank: nothing stands out from its background.";
const EDGE = 0.2; // of the strongest ink: fainter traces do not widen the box

/** @typedef {[number, number]} Pair */

/**
 * @typedef {object} Centred
 * @property {Float32Array} image 784 numbers in [0, 1], white ink on black
 * @property {boolean} inverted the picture had dark ink on light paper
 * @property {[number, number, number, number]} box left, top, right, bottom of the ink, in the picture's pixels
 * @property {[number, number]} size width and height the box was scaled to, the longer 20
 * @property {[number, number]} corner where that was put in the 28x28 image
 * @property {number} contrast what the ink was multiplied by: thin strokes fade when scaled down, MNIST's are full white
 */

/**
 * A drawing or a photo.
 * @param {ArrayLike<number>} grey 0..255, rows of `width` @param {number} width @param {number} height
 * @param {boolean | null} [invert] of a drawing: black ink on white paper, else white on black; null finds ink and paper out
 * @returns {Centred}
 * @throws {Error} for a picture with nothing on it
 */
export function toMnistForm(grey, width, height, invert = null) {
  if (invert !== null) {
    const ink = new Float64Array(grey.length); // in a plain loop, many times as fast as by a function of each: the pen waits for it
    for (let i = 0; i < ink.length; i++) ink[i] = invert ? 255 - grey[i] : grey[i];
    return centred(ink, width, height, invert);
  }
  const found = findInk(grey, width, height);
  if (!found) throw new Error(NOTHING);
  return centred(found.ink, width, height, found.inverted);
}

/**
 * A digit by its ink alone.
 * @param {Float64Array} ink 0..255, rows of `width` @param {number} width @param {number} height @param {boolean} inverted
 * @returns {Centred}
 * @throws {Error} where there is none
 */
export function centred(ink, width, height, inverted) {
  let most = 0;
  for (let i = 0; i < ink.length; i++) if (ink[i] > most) most = ink[i];
  if (most < BLANK) throw new Error(NOTHING);
  const box = inkBox(ink, width, height, EDGE * most);
  const [left, top, right, bottom] = box;
  /** @type {Pair} */
  const from = [right - left, bottom - top];
  const scale = BOX / Math.max(...from);
  const [width28, height28] = from.map((length) => Math.max(1, roundHalfEven(length * scale)));
  /** @type {Pair} */
  const size = [width28, height28];
  const cut = new Float32Array(from[0] * from[1]);
  for (let y = top, o = 0; y < bottom; y++) for (let x = left; x < right; x++) cut[o++] = ink[y * width + x] / most;
  const small = resampleBicubic(cut, from, size).map((v) => Math.min(1, Math.max(0, v)));
  const contrast = 1 / small.reduce((a, b) => Math.max(a, b), 0);
  /** @type {Pair} */
  const corner = [cornerAlong(small, size, 0), cornerAlong(small, size, 1)];
  const image = new Float32Array(SIDE * SIDE);
  small.forEach((v, i) => {
    const x = i % size[0];
    const y = (i - x) / size[0];
    image[(corner[1] + y) * SIDE + corner[0] + x] = v * contrast;
  });
  return { image, inverted, box, size, corner, contrast };
}

/**
 * @param {Float64Array} ink
 * @param {number} width
 * @param {number} height
 * @param {number} least
 * @returns {[number, number, number, number]}
 */
function inkBox(ink, width, height, least) {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (ink[i] <= least) continue;
      if (x < left) left = x;
      if (x >= right) right = x + 1;
      if (y < top) top = y;
      bottom = y + 1;
    }
  }
  return [left, top, right, bottom];
}

// Pixel 14's middle is 14.5 pixels from the edge; all of the box stays inside.
/** @param {Float32Array} small @param {Pair} size @param {0 | 1} axis */
function cornerAlong(small, size, axis) {
  let mass = 0;
  let moment = 0;
  small.forEach((v, i) => {
    const x = i % size[0];
    mass += v;
    moment += v * ((axis === 0 ? x : (i - x) / size[0]) + 0.5);
  });
  return Math.min(Math.max(roundHalfEven(14.5 - moment / mass), 0), SIDE - size[axis]);
}

// Python's round: a half goes to the even neighbour.
/** @param {number} value */
function roundHalfEven(value) {
  const nearest = Math.round(value);
  return nearest - value === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest;
}
