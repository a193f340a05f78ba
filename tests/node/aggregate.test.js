import { test } from "node:test";
import assert from "node:assert/strict";
import { addPosterior, contour, levelsHolding } from "../../ui/browser/model/aggregate.js";
import { golden, near } from "./golden.js";

const { side, middle, sigma, density: exact, shares, levels, contours } = golden.aggregate;

test("what a cell holds of the mixture is what SciPy's distribution functions say", () => {
  const density = new Float32Array(side * side);
  middle.forEach((at, i) => addPosterior(density, side, at, sigma[i]));
  near(density, exact, 0.01 * Math.max(...exact), "density");
  near([density.reduce((sum, share) => sum + share, 0)], [middle.length], 1e-3 * middle.length, "whole");
});

test("the levels that hold a share are NumPy's", () => {
  near(levelsHolding(Float32Array.from(exact), shares, middle.length), levels, 0.01 * levels[0], "level");
});

test("contours go through the places that scikit-image finds", () => {
  /** @param {Point} at */
  const key = ([x, y]) => `${x.toFixed(3)} ${y.toFixed(3)}`;
  levels.forEach((level, k) => {
    const pieces = contour(Float64Array.from(exact), side, level);
    assert.deepEqual([...new Set(pieces.flat().map(key))].sort(), contours[k].map(key).sort());
    for (const [from, to] of pieces)
      assert.ok(Math.hypot(from[0] - to[0], from[1] - to[1]) <= Math.SQRT2, "a piece stays in its square");
  });
});
