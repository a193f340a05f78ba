import { test } from "node:test";
import assert from "node:assert/strict";
import { Passes, codeSpread, likeliestLabel, meanSquaredError, peakSignalToNoise } from "../../ui/browser/model/passes.js";
import { golden, near } from "./golden.js";

const { encoder, decoder, spread, level, images, many, deviations, mse, psnr } = golden.passes;
/** @param {number[][]} matrix @param {Numbers} vector */
const times = (matrix, vector) => Float32Array.from(matrix, (row) => row.reduce((sum, weight, j) => sum + weight * vector[j], 0));
const linear = {
  latentSize: 3,
  encode: /** @param {Numbers} image */ (image) => ({ mean: times(encoder, image) }),
  decode: /** @param {Numbers} z */ (z) => times(decoder, z),
};
const model = /** @type {Model} */ (/** @type {unknown} */ (linear));
/** @param {Numbers} found @param {number[]} expected @param {string} what */
const close = (found, expected, what) => near(found, expected, 1e-5 * Math.max(...expected.map(Math.abs)), what);

test("passes are NumPy's, with noise in the code of the first alone", () => {
  const passes = new Passes(model, Float32Array.from(spread));
  passes.normal = Float32Array.of(1, 1, 1);
  passes.start(Float32Array.from(images[0]), undefined, level);
  for (const count of [2, 4, 1, 0, 3]) close(passes.image(count), images[count], `pass ${count}`); // in any order
  passes.start(Float32Array.from(images[0]), undefined, 0);
  close(passes.image(1), [...times(decoder, times(encoder, images[0]))], "without noise");
});

test("errors are scikit-image's", () => {
  near([meanSquaredError(images[0], images[1]), peakSignalToNoise(mse)], [mse, psnr], 1e-9 + 1e-6 * mse, "error");
});

test("the spread of codes is NumPy's, of those stored and of those encoded here", () => {
  /** @param {Parameters<typeof codeSpread>} of @returns {Numbers} */
  const measured = (...of) => {
    const steps = codeSpread(...of);
    for (;;) {
      const { value } = steps.next();
      if (value) return value;
    }
  };
  const stored = new Map([["mean", { data: Float32Array.from(many.flat()), shape: [many.length, 3] }]]);
  near(measured(model, stored, { images: new Uint8Array(0), labels: [] }), deviations, 1e-5, "stored");
  const bytes = Uint8Array.from({ length: 784 * 2 }, (_, i) => i % 256);
  const [one, other] = [0, 1].map((i) =>
    times(
      encoder,
      Array.from(bytes.subarray(784 * i, 784 * (i + 1)), (byte) => byte / 255),
    ),
  );
  const another = /** @type {Model} */ (/** @type {unknown} */ ({ ...linear }));
  const principal = new Map([["mean", { data: new Float32Array(2), shape: [1, 2] }]]);
  near(
    measured(another, principal, { images: bytes, labels: [0, 0] }),
    Array.from(one, (value, j) => Math.abs(value - other[j]) / 2),
    1e-5,
    "encoded",
  );
  near(measured(model, principal, { images: bytes, labels: [0, 0] }), deviations, 1e-5, "known of this model");
});

test("the label told is the one under which the copy is nearest", () => {
  /** @param {Float32Array} image @param {number} label */
  const reconstruct = (image, label) => image.map((grey) => grey + Math.abs(label - 7) / 10);
  const told = /** @type {Model} */ (/** @type {unknown} */ ({ classes: 10, reconstruct }));
  assert.equal(likeliestLabel(told, Float32Array.from(images[0])), 7);
});
