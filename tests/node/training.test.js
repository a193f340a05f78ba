import assert from "node:assert/strict";
import { test } from "node:test";
import { Training } from "../../ui/browser/model/training.js";
import { uniformFrom } from "../../ui/browser/model/random.js";

const MODEL = { variational: true, widths: [16], latentSize: 3, activation: "relu", batch: 20, seed: 1 };
const RATES = { learningRate: 0.003, beta: 1, warmUp: 0, noise: "none", level: 0.5 };

/** Two kinds of pictures, bright above or below. */
function digits(count = 250) {
  const uniform = uniformFrom(5);
  const labels = Uint8Array.from({ length: count }, () => Number(uniform() < 0.5));
  const images = new Uint8Array(784 * count);
  labels.forEach((label, i) => {
    for (let p = 0; p < 784; p++) images[784 * i + p] = p < 392 === Boolean(label) ? 255 * uniform() : 0;
  });
  return { images, labels };
}

/** @param {Partial<import("../../ui/browser/model/training.js").Model>} model @param {Partial<typeof RATES>} rates @param {number} steps */
function learnt(model, rates, steps) {
  const training = new Training(digits(), /** @type {any} */ ({ ...MODEL, ...model }), { ...RATES, ...rates });
  for (let i = 0; i < steps; i++) training.learn();
  return training;
}

/** @param {Training} training */
const weights = (training) => [...training.trainer.tensors.values()].flatMap(({ data }) => [...data]);

test("the same seed gives the same run to the last bit, however often it is looked at; another seed another", () => {
  const [one, other] = [learnt({}, {}, 0), learnt({ seed: 2 }, {}, 25)];
  for (let i = 0; i < 25; i++) {
    one.learn();
    one.moment();
    one.codes();
  }
  const again = learnt({}, {}, 25);
  assert.deepEqual(weights(one), weights(again));
  assert.deepEqual(one.moment(), again.moment());
  assert.notDeepEqual(weights(other), weights(again));
});

test("every fifth digit is kept for the test, and every other is seen once an epoch", () => {
  const training = learnt({}, {}, 0);
  assert.equal(training.watched.length, 50);
  assert.ok(training.watched.every((i) => i % 5 === 0));
  assert.equal(training.perEpoch, 10);
  training.learn();
  assert.deepEqual(
    [...training.training].sort((a, b) => a - b),
    Array.from({ length: 250 }, (_, i) => i).filter((i) => i % 5),
  );
});

test("it learns: the loss of digits it was not shown falls, and their codes part the two kinds", () => {
  for (const variational of [false, true]) {
    const training = learnt({ variational, latentSize: 1 }, {}, 0);
    const before = training.moment().test;
    for (let i = 0; i < 300; i++) training.learn();
    const { test: after, train, epoch, kl } = training.moment();
    assert.ok(after < 0.75 * before, `${before} to ${after}`);
    assert.ok(Math.abs(train - after) < 0.1 * after, `${train} in training, ${after} in the test`);
    assert.equal(epoch, 30);
    assert.equal(kl[0] > 0.1, variational);
    const [low, high] = [0, 1].map((label) => [...training.codes()].filter((_, i) => training.labels[i] === label));
    assert.ok(Math.max(...low) < Math.min(...high) || Math.max(...high) < Math.min(...low));
  }
});

test("beta rises while it warms up, and acts at once when it is changed", () => {
  const training = learnt({}, { beta: 2, warmUp: 4 }, 10);
  assert.equal(training.beta, 0.5);
  training.rates = { ...training.rates, beta: 6, warmUp: 0 };
  assert.equal(training.beta, 6);
});

test("a denoising run sees noise and is asked for the clean digit", () => {
  const training = learnt({ variational: false }, { noise: "masking", level: 0.9 }, 1);
  const [seen, clean] = [training.seen, training.clean].map((pixels) => pixels.reduce((sum, value) => sum + value, 0));
  assert.ok(seen < 0.2 * clean, `${seen} of ${clean}`);
});

test("a loss that is no longer finite ends it", () => {
  assert.throws(() => learnt({}, { learningRate: 1e6 }, 50), /no longer finite/);
});

test("the training loss is a running mean of late steps: the first, far above the rest, are soon out of it", () => {
  const training = learnt({}, {}, 0);
  const losses = [];
  for (let i = 0; i < 40; i++) {
    training.learn();
    losses.push(training.last.reconstruction + training.last.kl);
    const late = losses.slice(Math.floor(i / 2));
    const { train } = training.moment();
    assert.ok(
      train >= Math.min(...late) && train <= Math.max(...losses.slice(Math.floor(i / 8))),
      `${train} after ${i + 1} steps`,
    );
  }
});
