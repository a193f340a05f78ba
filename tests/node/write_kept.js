// Reads digits and settings from standard input, trains a model for a moment, and writes what the page's "Keep" makes of it, the zip
// in base 64; and what the browser's engine decodes. Also texts of other values, for their JSON and sums.
import { buildModel } from "../../ui/browser/engine.js";
import { keptRun } from "../../ui/browser/model/kept_run.js";
import { pythonJson } from "../../ui/browser/model/python_json.js";
import { Recording } from "../../ui/browser/model/recording.js";
import { sha256 } from "../../ui/browser/model/sha256.js";
import { Training } from "../../ui/browser/model/training.js";

let text = "";
for await (const part of process.stdin) text += part;
const { images, labels: given, model, rates, later, steps, format, values } = JSON.parse(text);
const labels = Uint8Array.from(given);
const training = new Training({ images: Uint8Array.from(atob(images), (byte) => byte.charCodeAt(0)), labels }, model, rates);
const recording = new Recording(training, labels);
recording.note();
for (let step = 0; step < steps; step++) {
  if (later && step === steps >> 1) recording.change({ ...rates, ...later });
  training.learn();
  recording.note();
}
const { zip, ...kept } = keptRun(recording, labels, format);
const engine = buildModel(training.trainer.spec, training.trainer.tensors);
const code = Float32Array.from({ length: model.latentSize }, (_, j) => 0.5 - j);
const bytes = Array.from(zip, (byte) => String.fromCharCode(byte)).join("");
const written = values.map(pythonJson);
const said = { code: [...code], decoded: [...engine.decode(code)], tested: training.tested, epoch: training.epoch, written };
const sums = written.map((/** @type {string} */ one) => sha256(new TextEncoder().encode(one)));
process.stdout.write(JSON.stringify({ ...kept, ...said, sums, zip: btoa(bytes) }));
