// Time of one encode and one decode of every run in checkpoints/, in Node, on the WebAssembly kernels and without them:
//   node bench/engine.mjs [RUN ...]
// Node 20.19 or newer, which takes a .js file with imports for a module.
import { existsSync, readFileSync, readdirSync } from "node:fs";

import { buildModel } from "../ui/browser/engine.js";
import { readSafetensors } from "../ui/browser/engine/safetensors.js";

const ROOT = new URL("../checkpoints/", import.meta.url);
const WARM_UP = 300;
const CALLS = 300;

function median(call) {
  for (let i = 0; i < WARM_UP; i++) call();
  const times = Array.from({ length: CALLS }, () => {
    const start = performance.now();
    call();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[CALLS / 2];
}

const here = readdirSync(ROOT).filter((run) => !run.startsWith(".") && existsSync(new URL(`${run}/run.json`, ROOT)));
console.log("| run | multiply-adds of decode | kernels | build, ms | encode, ms | decode, ms |\n| --- | ---: | --- | ---: | ---: | ---: |");
for (const run of process.argv.length > 2 ? process.argv.slice(2) : here) {
  const card = JSON.parse(readFileSync(new URL(`${run}/run.json`, ROOT)));
  const tensors = readSafetensors(new Uint8Array(readFileSync(new URL(`${run}/model.safetensors`, ROOT))));
  const image = new Float32Array(784).fill(0.3);
  for (const plain of [false, true]) {
    const start = performance.now();
    const model = buildModel(card.model, tensors, { plain });
    const code = Float32Array.from(model.reconstruct(image, 0) && model.code.mean); // the first use lays out the weights
    const times = [performance.now() - start, median(() => model.encode(image, 0)), median(() => model.decode(code, 0))];
    const kernels = plain ? "plain JavaScript" : "WebAssembly";
    console.log(`| ${[run, card.multiply_adds.decode, kernels, ...times.map((ms) => ms.toFixed(2))].join(" | ")} |`);
  }
}
