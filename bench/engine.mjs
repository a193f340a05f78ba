// Time of one encode and one decode of every run in checkpoints/, in Node: node bench/engine.mjs [RUN ...]
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
console.log("run                  decode multiply-adds  build ms  encode ms  decode ms");
for (const run of process.argv.length > 2 ? process.argv.slice(2) : here) {
  const card = JSON.parse(readFileSync(new URL(`${run}/run.json`, ROOT)));
  const bytes = new Uint8Array(readFileSync(new URL(`${run}/model.safetensors`, ROOT)));
  const start = performance.now();
  const model = buildModel(card.model, readSafetensors(bytes));
  const build = performance.now() - start;
  const image = new Float32Array(784).fill(0.3);
  const code = Float32Array.from(model.encode(image, 0).mean);
  const columns = [build.toFixed(1), median(() => model.encode(image, 0)).toFixed(2), median(() => model.decode(code, 0)).toFixed(2)];
  console.log(run.padEnd(20), String(card.multiply_adds.decode).padStart(20), ...columns.map((c) => c.padStart(9)));
}
