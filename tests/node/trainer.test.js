import assert from "node:assert/strict";
import { test } from "node:test";
import { buildModel } from "../../ui/browser/engine.js";
import { Trainer } from "../../ui/browser/engine/trainer.js";
import { normalsFrom, uniformFrom } from "../../ui/browser/model/random.js";
import { golden, near } from "./golden.js";
import { differences, run as stepsOf } from "./truth.js";

const PARTS = { Trainer, uniformFrom, normalsFrom };
/** @param {GoldenTraining} settings @param {{plain?: boolean}} options @param {number} steps */
const run = (settings, options, steps) => stepsOf(PARTS, settings, options, steps);

for (const plain of [false, true]) {
  test(`gradients, losses and weights of fifty steps are PyTorch's${plain ? ", without WebAssembly" : ""}`, () => {
    for (const expected of golden.training) {
      const found = differences(PARTS, expected, { plain });
      for (const [what, most] of Object.entries(found)) assert.ok(most < 1e-3, `${what} of seed ${expected.seed}: ${most}`);
    }
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
