import assert from "node:assert/strict";
import { test } from "node:test";
import { knnAccuracy } from "../../ui/browser/model/neighbours.js";
import { apart, coarse, withRun } from "../../ui/browser/model/past_runs.js";
import { thinned } from "../../ui/browser/model/training.js";

const SET = {
  model: "vae",
  size: 2,
  beta: 1,
  warmup: 0,
  noise: "none",
  level: 0.5,
  rate: 0.003,
  widths: "64",
  activation: "silu",
};
const ONE = { ...SET, batch: "64", seed: 0 };

test("runs are called by the settings in which they differ, and by no other", () => {
  assert.deepEqual(apart([ONE, { ...ONE, beta: 4 }]), ["beta 1", "beta 4"]);
  assert.deepEqual(apart([ONE, { ...ONE, level: 0.9 }]), ["VAE, 2 numbers, beta 1", "VAE, 2 numbers, beta 1"]);
  assert.deepEqual(apart([ONE, { ...ONE, noise: "masking", seed: 3 }]), ["no noise, seed 0", "masking 0.5, seed 3"]);
  // of an autoencoder beta says nothing
  assert.deepEqual(apart([{ ...ONE, model: "ae", beta: 3 }]), ["AE, 2 numbers"]);
  assert.deepEqual(apart([ONE, { ...ONE, model: "ae" }]), ["VAE, beta 1", "AE"]);
  assert.deepEqual(apart([]), []);
});

test("a run stands once, as it is by now, and the oldest go", () => {
  const run = (/** @type {number} */ mark, epoch = 1) => /** @type {any} */ ({ mark, epoch });
  assert.deepEqual(withRun([run(1), run(2)], run(1, 5)), [run(1, 5), run(2)]);
  let runs = [run(0)];
  for (let mark = 1; mark < 12; mark++) runs = withRun(runs, run(mark));
  assert.deepEqual(
    runs.map(({ mark }) => mark),
    [4, 5, 6, 7, 8, 9, 10, 11],
  );
});

test("points of a small map keep their places, and those outside lie on its edge", () => {
  assert.deepEqual(coarse([0, 0, 1, 2, 9, -9], { xmin: 0, xmax: 2, ymin: 0, ymax: 2 }), [0, 0, 128, 255, 255, 0]);
});

test("a long line is thinned from its beginning on, and ends where it did", () => {
  const moments = Array.from({ length: 11 }, (_, step) => /** @type {any} */ ({ step }));
  assert.deepEqual(
    thinned(moments, 10).map(({ step }) => step),
    [0, 2, 4, 6, 8, 10],
  );
  assert.equal(thinned(moments, 11), moments);
});

test("digits apart are told by their neighbours, and one among others is not", () => {
  const codes = Float32Array.from({ length: 22 }, (_, i) => (i < 11 ? i / 100 : 5 + i / 100));
  const labels = Array.from(codes, (code) => (code < 5 ? 3 : 8));
  assert.equal(knnAccuracy(codes, labels, 1), 1);
  labels[4] = 8;
  assert.equal(knnAccuracy(codes, labels, 1), 21 / 22);
});
