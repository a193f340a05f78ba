import { test } from "node:test";
import assert from "node:assert/strict";
import { areaStretch, returnStep, tileMiddles } from "../../ui/browser/model/lattice.js";
import { golden, near } from "./golden.js";

const { a, b, c, places } = golden.lattice;
/** @type {{encode: (image: Float32Array) => {mean: number[]}, decode: (z: Numbers) => Float32Array}} */
const model = {
  decode: (z) => Float32Array.from(b, (offset, i) => 1 / (1 + Math.exp(-(a[i][0] * z[0] + a[i][1] * z[1] + offset)))),
  encode: (image) => ({ mean: c.map((row) => row.reduce((sum, weight, i) => sum + weight * image[i], 0)) }),
};

test("E(D(z)) - z is PyTorch's", () => {
  for (const { z, step } of places) near(returnStep(model, z), step, 1e-5, "step");
});

test("the stretch of area is the volume of PyTorch's Jacobian", () => {
  for (const { z, stretch } of places) {
    const steps = areaStretch(model, z, undefined, 1e-3);
    let next = steps.next();
    while (!next.done) next = steps.next();
    near([next.value / stretch], [1], 1e-3, "stretch");
  }
});

test("tiles cover the whole map, alike at both sides, the middle first", () => {
  for (const [width, tile] of [
    [300, 28],
    [560, 7],
    [281, 24],
  ]) {
    const middles = tileMiddles(width, tile);
    for (const axis of [0, 1]) {
      const at = [...new Set(middles.map((middle) => middle[axis]))].sort((p, q) => p - q);
      const last = at[at.length - 1];
      assert.ok(at[0] - tile / 2 <= 0 && last + tile / 2 >= width);
      near([at[0] + last], [width], 1e-9, "sides");
      near(
        at.slice(1).map((place, i) => place - at[i]),
        at.slice(1).fill(tile),
        1e-9,
        "step",
      );
    }
    const away = middles.map(([x, y]) => Math.hypot(x - width / 2, y - width / 2));
    assert.ok(away.every((distance, i) => i === 0 || distance >= away[i - 1]));
  }
});
