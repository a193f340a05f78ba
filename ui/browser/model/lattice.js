// What encoder and decoder do about a place of a map of two numbers: where a decoded digit is encoded again, how fast it changes;
// and the places of a lattice on the map.

/**
 * @typedef {{encode: (image: Float32Array, label?: number) => {mean: Numbers}, decode: (z: Numbers,
 *   label?: number) => Float32Array}} Coder
 */

/**
 * E(D(z)) - z for a code of two numbers: where the encoder (its mean) puts the digit that the decoder draws there.
 * @param {Coder} model @param {Numbers} z @param {number} [label]
 * @returns {[number, number]}
 */
export function returnStep(model, z, label) {
  const { mean } = model.encode(model.decode(z, label), label);
  return [mean[0] - z[0], mean[1] - z[1]];
}

/**
 * sqrt(det J'J) of the decoder at a code of two numbers, J the 784 x 2 derivatives of the pixels: the area in pixel space that a
 * unit of area of the map is taken to, the volume of the pull-back metric (Arvanitidis, Hansen & Hauberg 2018). By central
 * differences, one decoded digit at a time.
 * @param {Pick<Coder, "decode">} model @param {Numbers} z @param {number | undefined} label
 * @param {number} h the difference, in units of the map
 * @returns {Generator<undefined, number>}
 */
export function* areaStretch(model, z, label, h) {
  const [minus, slopes] = [new Float32Array(784), [new Float32Array(784), new Float32Array(784)]];
  const trial = Float32Array.from(z);
  for (const k of [0, 1]) {
    trial[k] = z[k] - h;
    const low = trial[k];
    minus.set(model.decode(trial, label));
    yield;
    trial[k] = z[k] + h;
    const plus = model.decode(trial, label);
    for (let i = 0; i < 784; i++) slopes[k][i] = (plus[i] - minus[i]) / (trial[k] - low); // as the two were rounded
    trial[k] = z[k];
    if (k === 0) yield;
  }
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < 784; i++) {
    xx += slopes[0][i] ** 2;
    xy += slopes[0][i] * slopes[1][i];
    yy += slopes[1][i] ** 2;
  }
  return Math.sqrt(Math.max(xx * yy - xy * xy, 0));
}

/**
 * The middles of tiles of so many pixels, from the middle of a square map outwards; cut alike at both sides.
 * @param {number} width of the map @param {number} tile its side
 * @returns {Point[]}
 */
export function tileMiddles(width, tile) {
  const count = Math.ceil(width / tile);
  const start = (width - count * tile) / 2 + tile / 2;
  /** @type {Point[]} */
  const all = Array.from({ length: count * count }, (_, i) => [start + (i % count) * tile, start + Math.floor(i / count) * tile]);
  return all.sort((a, b) => Math.hypot(a[0] - width / 2, a[1] - width / 2) - Math.hypot(b[0] - width / 2, b[1] - width / 2));
}
