// Images per second of the trainer of page Learn, beside TensorFlow.js (its cpu and its wasm back end) and PyTorch on one thread:
// the same VAE, 784-256-128-2 with ReLU, batches of 128, Adam. In turns, the median of five.
//   npm install --no-save @tensorflow/tfjs-core @tensorflow/tfjs-layers @tensorflow/tfjs-backend-cpu @tensorflow/tfjs-backend-wasm
//   node bench/trainer.mjs [PYTHON]
// What is not installed is left out.
import { execFileSync } from "node:child_process";

import { Trainer } from "../ui/browser/engine/trainer.js";
import { normalsFrom, uniformFrom } from "../ui/browser/model/random.js";

const [BATCH, WIDTHS, SIZE, RATE] = [128, [256, 128], 2, 0.001];
const [ROUNDS, SECONDS] = [5, 2];
const uniform = uniformFrom(1);
const images = Float32Array.from({ length: BATCH * 784 }, () => Math.max(0, 5 * uniform() - 4)); // four pixels in five are black
const epsilon = normalsFrom(uniform, BATCH * SIZE);

function ours(plain) {
  const body = { latentSize: SIZE, widths: WIDTHS, activation: "relu", variational: true, reconstruction: "bce", batch: BATCH };
  const trainer = new Trainer(body, uniformFrom(0), { plain });
  return () => trainer.step(images, images, epsilon, { learningRate: RATE, beta: 1 });
}

async function tensorflow(backend) {
  const tf = await import("@tensorflow/tfjs-core");
  await import("@tensorflow/tfjs-layers"); // brings the gradients
  await import(`@tensorflow/tfjs-backend-${backend}`);
  await tf.setBackend(backend);
  await tf.ready();
  const dense = (ins, outs) => [tf.variable(tf.randomUniform([ins, outs], -1 / Math.sqrt(ins), 1 / Math.sqrt(ins))), tf.variable(tf.zeros([outs]))];
  const chain = (widths) => widths.slice(1).map((outs, i) => dense(widths[i], outs));
  const encoder = chain([784, ...WIDTHS, 2 * SIZE]);
  const decoder = chain([SIZE, ...[...WIDTHS].reverse(), 784]);
  const pass = (layers, x) =>
    layers.reduce((h, [weight, bias], i) => {
      const sums = tf.add(tf.matMul(h, weight), bias);
      return i < layers.length - 1 ? tf.relu(sums) : sums;
    }, x);
  const [x, noise] = [tf.tensor2d(images, [BATCH, 784]), tf.tensor2d(epsilon, [BATCH, SIZE])];
  const adam = tf.train.adam(RATE);
  const loss = () => {
    const code = pass(encoder, x);
    const [mean, logVar] = [tf.slice(code, [0, 0], [BATCH, SIZE]), tf.slice(code, [0, SIZE], [BATCH, SIZE])];
    const logits = pass(decoder, tf.add(mean, tf.mul(tf.exp(tf.mul(logVar, 0.5)), noise)));
    // softplus without log1p: the back ends have not all its gradient
    const soft = tf.add(tf.relu(logits), tf.log(tf.add(tf.exp(tf.neg(tf.abs(logits))), 1)));
    const error = tf.sum(tf.sub(soft, tf.mul(x, logits)));
    const kl = tf.mul(tf.sum(tf.sub(tf.add(tf.square(mean), tf.exp(logVar)), tf.add(logVar, 1))), 0.5);
    return tf.div(tf.add(error, kl), BATCH);
  };
  return () => adam.minimize(loss, true).dataSync() && undefined;
}

const TORCH = `
import sys, time, torch
from torch import nn
torch.set_num_threads(1)
dense = lambda w: [l for i, o in zip(w, w[1:]) for l in (nn.Linear(i, o), nn.ReLU())][:-1]
enc, dec = nn.Sequential(*dense([784, 256, 128, 4])), nn.Sequential(*dense([2, 128, 256, 784]))
adam = torch.optim.Adam([*enc.parameters(), *dec.parameters()], 1e-3, fused=True)
x, e = (5 * torch.rand(128, 784) - 4).clamp(0), torch.randn(128, 2)
def step():
    mean, log_var = enc(x).chunk(2, 1)
    logits = dec(mean + (0.5 * log_var).exp() * e)
    loss = nn.functional.binary_cross_entropy_with_logits(logits, x, reduction="sum") + 0.5 * (mean**2 + log_var.exp() - 1 - log_var).sum()
    adam.zero_grad(); (loss / 128).backward(); adam.step()
for _ in range(20): step()
for _ in range(${ROUNDS}):
    began, steps = time.perf_counter(), 0
    while time.perf_counter() - began < ${SECONDS}: step(); steps += 1
    print(128 * steps / (time.perf_counter() - began))
`;

function speed(step) {
  const began = performance.now();
  let steps = 0;
  while (performance.now() - began < 1000 * SECONDS) {
    step();
    steps++;
  }
  return (1000 * BATCH * steps) / (performance.now() - began);
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const steps = new Map([
  ["aelab, WebAssembly", ours(false)],
  ["aelab, plain JavaScript", ours(true)],
]);
const found = new Map();
for (const backend of ["cpu", "wasm"]) {
  try {
    const step = await tensorflow(backend);
    for (let i = 0; i < 3; i++) step();
    found.set(`TensorFlow.js, ${backend}`, Array.from({ length: backend === "cpu" ? 1 : ROUNDS }, () => speed(step)));
  } catch (error) {
    console.error(`TensorFlow.js, ${backend}: ${error.message}`);
  }
}
for (const step of steps.values()) for (let i = 0; i < 20; i++) step();
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, step] of steps) found.set(name, [...(found.get(name) ?? []), speed(step)]);
}
try {
  const said = execFileSync(process.argv[2] ?? "python", ["-c", TORCH], { encoding: "utf-8" });
  found.set("PyTorch, one thread", said.trim().split("\n").map(Number));
} catch (error) {
  console.error(`PyTorch: ${error.message.split("\n")[0]}`);
}
const own = median(found.get("aelab, WebAssembly"));
console.log("| trainer | images a second | of ours |\n| --- | ---: | ---: |");
for (const [name, speeds] of found) console.log(`| ${name} | ${Math.round(median(speeds)).toLocaleString("en")} | ${(median(speeds) / own).toFixed(2)} |`);
