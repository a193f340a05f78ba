// Runs ready for use, fetched when an instrument asks and made once for the page: all instruments share a run's model.
import { buildModel } from "../engine.js";
import { readSafetensors } from "../engine/safetensors.js";
import { workBegins, workEnds } from "./rest.js";
import { askAgain, shelfSlot } from "./shelf.js";
import { host } from "./host.js";

const QUIET = [300, 1500]; // milliseconds before the tries that nobody is asked about

/**
 * @typedef {"model" | "decoder" | "latents" | "labels" | "replay" | "copies" | "digits" | "all" | "means" | "outliers"} Part
 * @typedef {{model: Model} & Record<"latents" | "labels" | "replay" | "copies" | "digits" | "all" | "means" | "outliers", Tensors>} Ready
 */

/**
 * Fetch a run's bytes and make of them what an instrument needs. The model and its buffers are shared: copy what you keep of
 * its answers. Where a download fails, the page says so and offers to try again; meanwhile the promise waits.
 * @param {string} run
 * @param {Spec | null} spec the `model` of the run's card
 * @param {Part[]} [parts] what to wait for; "decoder" is the model, too, but with nothing to encode with, for half the bytes
 * @returns {Promise<Ready>}
 *   the parts asked for, and no others; rejects with an Error whose message names the run and what does not fit in its bytes
 */
export async function runReady(run, spec, parts = ["model", "latents"]) {
  workBegins();
  const made = await Promise.all(parts.map((part) => partReady(run, spec, part)))
    .catch((error) => {
      throw new Error(`${run}: ${error.message}`);
    })
    .finally(workEnds);
  return /** @type {Ready} */ (Object.fromEntries(parts.map((part, i) => [part === "decoder" ? "model" : part, made[i]])));
}

/** @param {string} run @param {Spec | null} spec @param {Part} part @returns {Promise<any>} */
function partReady(run, spec, part) {
  if (part === "model") {
    const slot = shelfSlot(run, "encoder");
    // what is drawn with has the network to itself: the first digit stands before the other half has come
    slot.made ??= partReady(run, spec, "decoder").then(async (model) => model.addEncoder(await fetched(slot)));
    return slot.made;
  }
  const slot = shelfSlot(run, part);
  slot.made ??= fetched(slot).then((tensors) =>
    part === "decoder" ? buildModel(/** @type {Spec} */ (spec), tensors, { decodes: true }) : tensors,
  );
  return slot.made;
}

/** @param {import("./shelf.js").Slot} slot @returns {Promise<Tensors>} */
async function fetched(slot) {
  const address = await slot.address;
  for (let tries = 0; ; tries++) {
    try {
      return readSafetensors(await download(address, tries > 0));
    } catch (error) {
      if (tries < QUIET.length) await new Promise((resolve) => setTimeout(resolve, QUIET[tries]));
      else await askAgain(slot.name, `The download of the ${slot.name} failed. ${/** @type {Error} */ (error).message}`);
    }
  }
}

/** @param {string} address @param {boolean} again past the browser's cache */
async function download(address, again) {
  const answer = await host()
    .asset(address, again)
    .catch(() => {
      throw new Error("The server could not be reached.");
    });
  if (!answer.ok)
    throw new Error(answer.status === 404 ? await answer.text() : `The server answered with status ${answer.status}.`);
  try {
    return new Uint8Array(await answer.arrayBuffer());
  } catch {
    throw new Error("It broke off.");
  }
}
