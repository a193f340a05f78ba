import { test } from "node:test";
import assert from "node:assert/strict";
import { precision, shareAbove, thresholdFor } from "../../ui/browser/model/scores.js";
import { golden, near } from "./golden.js";

const { measured, thresholds, shares, above, levels } = golden.scores;

test("the share above a threshold is numpy.interp's in the logarithm", () => {
  near(
    thresholds.map((threshold) => shareAbove(measured, "digits", threshold)),
    above,
    1e-12,
    "share",
  );
});

test("the threshold for a share is its inverse", () => {
  near(
    shares.map((share) => Math.log(thresholdFor(measured, share))),
    levels.map(Math.log),
    1e-9,
    "log threshold",
  );
});

test("precision is Bayes' rule", () => {
  near([precision(0.05, 0.9, 0.1)], [0.09 / (0.09 + 0.045)], 1e-12, "precision");
  near([precision(0.2, 0.7, 0.5), precision(0.05, 0.6, 0.001)], [7 / 9, 0.6 / (0.6 + 49.95)], 1e-12, "precision");
  assert.ok(Number.isNaN(precision(0, 0, 0.5)));
});
