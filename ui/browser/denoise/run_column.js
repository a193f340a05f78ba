// One run of Denoise: its picture, its passes over the noisy digit, and the way of its codes.
import { tensorOf } from "../engine/safetensors.js";
import { inIdleTime } from "../kit/idle.js";
import { runReady } from "../kit/store.js";
import { Codes } from "../model/codes.js";
import { Passes, codeSpread, likeliestLabel, meanSquaredError } from "../model/passes.js";
import { pictureColumn } from "./picture_column.js";
import { trailMap } from "./trail_map.js";

/**
 * @typedef {import("../digits/digit_source.js").Digit} Digit
 * @typedef {{spec: Spec} & import("./error_curves.js").CurveRun} DenoisedRun
 * @typedef {{passes: Passes | null, trail: ReturnType<typeof trailMap> | null, error: number}} Made once the model is there
 */

/**
 * @param {DenoisedRun} asked
 * @param {{view: View, digits: Tensors, onReady: () => void}} around onReady: the model is
 *   there, and once more when the spread of its codes is known
 */
export function runColumn({ name, title, short, spec, trained, curves }, { view, digits, onReady }) {
  const column = pictureColumn({
    name: short,
    hint: `${title}: ${name}`,
    subtitle: trained.words,
    testid: "output-digit",
    run: name,
  });
  let given = -1; // the version of the noisy digit that the passes are made of
  const run = {
    name,
    title,
    short,
    trained,
    curves,
    column,
    .../** @type {Made} */ ({ passes: null, trail: null, error: Number.NaN }),
    show,
    describe,
  };
  runReady(name, spec)
    .then(({ model, latents }) => {
      const passes = new Passes(model, null);
      run.passes = passes;
      passes.seed(view.now.seed);
      if (model.latentSize === 2) run.trail = trailMap({ name, title }, new Codes(latents, spec));
      onReady();
      const images = /** @type {Uint8Array} */ (tensorOf(digits, "images"));
      const spread = codeSpread(model, latents, { images, labels: tensorOf(digits, "labels") });
      const measuring = inIdleTime(() => {
        const { value, done } = spread.next();
        if (value) passes.spread = value;
        if (done) onReady();
        return !done;
      });
      measuring.request();
    })
    .catch((error) => column.problem(error));

  // What the model makes of the noisy digit, beside the clean one.
  /** @param {{version: number, noisy: Float32Array, digit: Digit}} given */
  function show({ version, noisy, digit }) {
    if (!run.passes) return;
    if (given !== version) give(run.passes, noisy, digit);
    given = version;
    const image = run.passes.image(view.now.passes);
    run.error = meanSquaredError(image, digit.pixels);
    column.show(image, run.error);
  }

  /** @param {Passes} passes @param {Float32Array} noisy @param {Digit} digit */
  function give(passes, noisy, digit) {
    const { model } = passes;
    const label = model.classes ? (digit.label ?? likeliestLabel(model, digit.pixels)) : undefined;
    if (model.classes) column.subtitle(`${trained.words}, told ${label}`);
    passes.start(noisy, label, view.now.code);
  }

  function describe() {
    column.describe();
    run.trail?.describe();
  }

  return run;
}
