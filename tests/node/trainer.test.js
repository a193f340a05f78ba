import assert from "node:assert/strict";
import { test } from "node:test";
import { buildModel } from "../../ui/browser/engine.js";
import { Trainer } from "../../ui/browser/engine/trainer.js";
import { normalsFrom, uniformFrom } from "../../ui/browser/model/random.js";
import { golden, near } from "./golden.js";

/**
 * The largest difference of two lists of numbers, as a share of the largest of the second.
 * @param {number[]} found @param {number[]} expected
 */
function apart(found, expected) {
  assert.equal(found.length, expected.length);
  const most = expected.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  return found.reduce((max, value, i) => Math.max(max, Math.abs(value - expected[i])), 0) / most;
}

/** @param {GoldenTraining} settings @param {{plain?: boolean}} options @param {number} steps */
function run(settings, options, steps) {
  const trainer = new Trainer(settings, uniformFrom(settings.seed), options);
  const uniform = uniformFrom(1000 + settings.seed);
  const size = settings.batch * 784;
  const images = [0, 1].map(() => Float32Array.from({ length: size }, uniform));
  const losses = [];
  /** @type {Tensors} */
  let gradients = new Map();
  for (let step = 0; step < steps; step++) {
    const epsilon = normalsFrom(uniform, settings.batch * settings.latentSize);
    losses.push(trainer.step(images[step % 2], settings.noise ? images[1] : images[step % 2], epsilon, settings));
    if (!step) gradients = trainer.gradients;
  }
  return { trainer, losses, gradients, images };
}

for (const plain of [false, true]) {
  test(`gradients, losses and weights of fifty steps are PyTorch's${plain ? ", without WebAssembly" : ""}`, () => {
    let most = 0;
    for (const expected of golden.training) {
      const { trainer, losses, gradients } = run(expected, { plain }, expected.losses.length);
      /** @type {[Tensors, Record<string, number[]>][]} */
      const sides = [
        [gradients, expected.gradients],
        [trainer.tensors, expected.weights],
      ];
      for (const [found, all] of sides) {
        assert.deepEqual([...found.keys()].sort(), Object.keys(all).sort());
        for (const [name, { data }] of found) most = Math.max(most, apart([...data], all[name]));
      }
      losses.forEach(({ total, reconstruction, kl }, i) => {
        const [whole, error, divergence] = expected.losses[i];
        most = Math.max(most, Math.abs(total / whole - 1), Math.abs(reconstruction / error - 1));
        if (divergence) most = Math.max(most, Math.abs(kl / divergence - 1));
      });
    }
    console.log(`largest relative difference to PyTorch: ${most.toExponential(1)}`);
    assert.ok(most < 1e-3, `${most}`);
  });
}

test("the same seed gives the same weights to the last bit, another seed others", () => {
  const [settings] = golden.training;
  const [one, again, other] = [settings.seed, settings.seed, 99].map((seed) => run({ ...settings, seed }, {}, 5).trainer.tensors);
  for (const [name, { data }] of one) {
    assert.deepEqual(data, again.get(name)?.data);
    assert.notDeepEqual(data, other.get(name)?.data);
  }
});

test("the engine decodes a trained model as the trainer does, and a batch may be short", () => {
  const { trainer, images } = run(golden.training[1], {}, 3);
  const model = buildModel(trainer.spec, trainer.tensors);
  const codes = trainer.encode(images[0].subarray(0, 5 * 784));
  assert.equal(codes.length, 5 * 3);
  for (const b of [0, 4])
    near(model.encode(images[0].subarray(784 * b, 784 * (b + 1))).mean, codes.subarray(3 * b, 3 * b + 3), 1e-5);
});

test("weights that are loaded are the weights", () => {
  const { trainer } = run(golden.training[2], {}, 2);
  const other = new Trainer(golden.training[2], uniformFrom(5));
  other.load(trainer.tensors);
  for (const [name, { data }] of trainer.tensors) assert.deepEqual(data, other.tensors.get(name)?.data);
});
