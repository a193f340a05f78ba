import { test } from "node:test";
import assert from "node:assert/strict";
import {
  diagonalCrossing,
  errorAt,
  nearestIndex,
  nearestLine,
  placeNames,
  reach,
  spreadOut,
} from "../../ui/browser/model/curves.js";
import { golden, near } from "./golden.js";

const { levels, errors, at, between, apart, heights, free, lines, places, away, climbs, crossing } = golden.curves;

test("an error between two levels is numpy.interp's", () => {
  near(
    at.map((level) => errorAt({ levels, gaussian: errors }, "gaussian", level)),
    between,
    1e-12,
    "error",
  );
  near(
    levels.map((level) => errorAt({ levels, gaussian: errors }, "gaussian", level)),
    errors,
    1e-12,
    "measured",
  );
});

test("names that crowd are moved apart as scikit-learn's isotonic regression has it", () => {
  heights.forEach((wanted, i) => near(spreadOut(wanted, apart, 1000), free[i], 1e-9, "height"));
});

test("no name stands below the lowest place, nor nearer than that to the next", () => {
  for (const wanted of heights) {
    const found = spreadOut(wanted, apart, 150);
    assert.ok(found[found.length - 1] <= 150 + 1e-9);
    assert.ok(found.every((height, i) => i === 0 || height - found[i - 1] >= apart - 1e-9));
  }
});

test("no name stands above the highest place, either, and the rest as before", () => {
  for (const [i, wanted] of heights.entries()) {
    const found = spreadOut(wanted, apart, 1000, 60);
    near(
      found,
      free[i].map((height, k) => Math.max(height, 60 + k * apart)),
      1e-9,
      "height",
    );
  }
});

test("the line under a pointer is the nearest of all, and none where all are far", () => {
  places.forEach((place, i) => {
    const least = Math.min(...away[i]);
    assert.equal(nearestLine(lines, place, 1000), away[i].indexOf(least));
    assert.equal(nearestLine(lines, place, least - 0.05), -1);
  });
  assert.equal(
    nearestIndex(
      [
        [0, 9],
        [4, 1],
        [10, 5],
      ],
      6.9,
    ),
    1,
  );
});

test("an ROC curve crosses the diagonal where numpy.interp says", () =>
  near([diagonalCrossing(climbs, 100)], [crossing], 1e-9, "crossing"));

test("an axis shows all values of its lines, and zero where that is near", () => {
  const line = { x: [1, 5], y: [40, 60] };
  assert.deepEqual(reach([line], "x"), [1, 5]);
  near(reach([line], "y"), [38.8, 61.2], 1e-9, "reach");
  near(reach([line, { x: [2], y: [3] }], "y"), [0, 63.42], 1e-9, "reach");
});

test("names stand in the order of their values, apart, and at their own lines' ends where that is the order of these, too", () => {
  for (const ends of heights) {
    const values = ends.map((end, i) => (i % 2 ? -end : (7 * i) % 5));
    const found = placeNames(values, ends, apart, 150);
    const order = values.map((_, i) => i).sort((a, b) => values[b] - values[a]);
    order.slice(1).forEach((line, i) => assert.ok(found[line] - found[order[i]] >= apart - 1e-9));
    near(
      [...found].sort((a, b) => a - b),
      spreadOut(
        [...ends].sort((a, b) => a - b),
        apart,
        150,
      ),
      1e-9,
      "height",
    );
  }
  assert.deepEqual(placeNames([1, 3, 2], [90, 10, 50], 24, 150), [90, 10, 50]);
});
