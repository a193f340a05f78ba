// Ten digits and what the model that learns makes of them; and which two of its numbers the map shows.
import { digitCanvas } from "../kit/canvas.js";
import { element } from "../kit/kit.js";
import { subscript } from "../model/numbers.js";
import { TESTED } from "../model/training.js";
import { PIXELS } from "../engine/image.js";

/** @param {Uint8Array} images (N, 784) */
export function copiesRow(images) {
  const pairs = Array.from({ length: 10 }, (_, digit) => ({
    clean: digitCanvas({ label: `A ${digit} of the test`, scale: 0 }),
    copy: digitCanvas({ label: `What the model makes of the ${digit}`, scale: 0, testid: "train-copy" }),
  }));
  const cells = pairs.map(({ clean, copy }) => element("div", {}, clean.element, copy.element));
  const node = element("div", { class: "learn-copies gallery" }, ...cells);
  /** @type {Float32Array[]} the clean digits, once they are known */
  let shown = [];
  return {
    element: node,
    /** What draws the copies, one at a time. @param {Model} model @param {Uint8Array} labels of the digits watched */
    steps(model, labels) {
      if (!shown.length) {
        shown = pairs.map(({ clean }, digit) => {
          const place = labels.indexOf(digit) * TESTED * PIXELS;
          const pixels = Float32Array.from(images.subarray(place, place + PIXELS), (grey) => grey / 255);
          clean.draw(pixels);
          return pixels;
        });
      }
      return pairs.map(
        ({ copy }, digit) =>
          () =>
            copy.draw(model.reconstruct(shown[digit])),
      );
    },
  };
}

/**
 * Two coordinates of codes (n, d) to be seen, those that vary most; one number alone is set against the digit that is shown.
 * @param {Float32Array} codes @param {number} count @param {number} size @param {Uint8Array} labels
 * @returns {{points: Float32Array, axes: string[], shown: [number, number], middle: Float32Array}} middle: the mean code
 */
export function twoOf(codes, count, size, labels) {
  const middle = new Float32Array(size);
  const power = new Float32Array(size);
  for (let i = 0; i < count * size; i++) middle[i % size] += codes[i] / count;
  for (let i = 0; i < count * size; i++) power[i % size] += (codes[i] - middle[i % size]) ** 2 / count;
  const order = Array.from(power, (_, j) => j).sort((a, b) => power[b] - power[a]);
  const [a, b] = size > 2 ? order.slice(0, 2).sort((p, q) => p - q) : [0, 1];
  const points = new Float32Array(2 * count);
  const spread = Math.sqrt(power[0]) || 1;
  for (let i = 0; i < count; i++) {
    points[2 * i] = codes[i * size + a];
    points[2 * i + 1] = size > 1 ? codes[i * size + b] : ((labels[i] - 4.5) / 3) * spread;
  }
  return { points, axes: [`z${subscript(a + 1)}`, size > 1 ? `z${subscript(b + 1)}` : "digit"], shown: [a, b], middle };
}
