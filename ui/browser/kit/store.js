// Runs ready for use, made from the delivered bytes once for the page: all instruments share a run's model.
import { buildModel } from "../engine.js";
import { readSafetensors } from "../engine/safetensors.js";
import { shelfSlot } from "./shelf.js";

/**
 * Wait for a run's bytes and make of them what an instrument needs. The model and its buffers are shared: copy what you
 * keep of its answers.
 * @param {string} run
 * @param {object} spec the run's card["model"]
 * @param {("model" | "latents")[]} [parts] what to wait for
 * @returns {Promise<{model?: Model, latents?: Map<string, {shape: number[], data: Float32Array | Int32Array}>}>}
 *   the parts asked for; rejects with an Error whose message names the run and what is wrong with its bytes
 */
export async function runReady(run, spec, parts = ["model", "latents"]) {
  const made = await Promise.all(
    parts.map((part) => {
      const slot = shelfSlot(run, part);
      slot.made ??= slot.bytes.then(readSafetensors).then((tensors) => (part === "model" ? buildModel(spec, tensors) : tensors));
      return slot.made;
    }),
  ).catch((error) => {
    throw new Error(`${run}: ${error.message}`);
  });
  return Object.fromEntries(parts.map((part, i) => [part, made[i]]));
}
