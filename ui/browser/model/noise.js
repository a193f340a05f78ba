// Ways to spoil a digit, with the definitions of aelab/noise.py: level 0 changes nothing, what comes out lies in [0, 1] but
// for the Gaussian that is not clipped.
// The random numbers are drawn once for a seed; the level only scales or cuts them, so a dragged level changes the picture
// smoothly and a level come back to shows the same picture.
import { normalsFrom, uniformFrom } from "./random.js";
import { PIXELS, SIDE } from "../engine/image.js";

/**
 * All random numbers that one image needs, of every kind of noise.
 * @param {number} seed an integer
 * @returns {{normal: Float32Array, uniform: Float32Array, place: [number, number]}}
 */
export function noiseField(seed) {
  const draw = uniformFrom(Math.imul(seed + 1, 0x9e3779b1)); // neighbouring seeds start far apart
  return {
    normal: normalsFrom(draw, PIXELS),
    uniform: Float32Array.from({ length: PIXELS }, draw),
    place: [draw(), draw()],
  };
}

/** @type {Record<string, (pixels: Numbers, level: number, field: ReturnType<typeof noiseField>, out: Float32Array) => void>} */
const KINDS = {
  gaussian(pixels, level, { normal }, out) {
    for (let i = 0; i < PIXELS; i++) out[i] = Math.min(1, Math.max(0, pixels[i] + level * normal[i]));
  },
  "gaussian-unclipped"(pixels, level, { normal }, out) {
    for (let i = 0; i < PIXELS; i++) out[i] = pixels[i] + level * normal[i];
  },
  "salt-and-pepper"(pixels, level, { uniform }, out) {
    for (let i = 0; i < PIXELS; i++) out[i] = uniform[i] < level ? Number(uniform[i] < 0.5 * level) : pixels[i];
  },
  masking(pixels, level, { uniform }, out) {
    for (let i = 0; i < PIXELS; i++) out[i] = uniform[i] < level ? 0 : pixels[i];
  },
  occlusion(pixels, level, { place }, out) {
    out.set(pixels);
    const side = Math.round(Math.sqrt(level) * SIDE);
    const [left, top] = place.map((u) => Math.floor(u * (SIDE - side + 1)));
    for (let row = top; row < top + side; row++) out.fill(0, row * SIDE + left, row * SIDE + left + side);
  },
};

/**
 * Spoil an image.
 * @param {string} kind one of the above
 * @param {ArrayLike<number>} pixels 784 numbers in [0, 1]
 * @param {number} level in [0, 1]: sigma, the probability for each pixel, or the share of the area
 * @param {ReturnType<typeof noiseField>} field
 * @param {Float32Array} out 784 numbers, written here
 */
export function addNoise(kind, pixels, level, field, out) {
  KINDS[kind](pixels, level, field, out);
}
