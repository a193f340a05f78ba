import { test } from "node:test";
import assert from "node:assert/strict";
import { errorAt, spreadOut } from "../../ui/browser/model/curves.js";
import { golden, near } from "./golden.js";

const { levels, errors, at, between, apart, heights, free } = golden.curves;

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
