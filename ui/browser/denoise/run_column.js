// One run of Denoise: its picture, its passes over the noisy digit, and the way of its codes.
import { runReady } from "../kit/store.js";
import { trainedWords } from "../digits/noise_words.js";
import { Codes } from "../model/codes.js";
import { Passes, codeSpread, likeliestLabel, meanSquaredError } from "../model/passes.js";
import { pictureColumn } from "./picture_column.js";
import { trailMap } from "./trail_map.js";

/**
 * @param {{name: string, spec: object, trained: {noise: string, levels: [number, number]}, curves: Record<string, number[]>}} asked
 * @param {{view: import("../kit/view.js").View, digits: Map<string, any>, onReady: () => void}} around onReady: the model is
 *   there, and once more when the spread of its codes is known
 */
export function runColumn({ name, spec, trained, curves }, { view, digits, onReady }) {
  const column = pictureColumn({ name, subtitle: trainedWords(trained), testid: "output-digit", run: name });
  let given = -1; // the version of the noisy digit that the passes are made of
  const run = { name, trained, curves, column, passes: null, trail: null, error: Number.NaN, show, describe };
  runReady(name, spec)
    .then(async ({ model, latents }) => {
      run.passes = new Passes(model);
      run.passes.seed(view.now.seed);
      if (model.latentSize === 2) run.trail = trailMap(name, new Codes(latents, spec));
      onReady();
      run.passes.spread = await codeSpread(model, latents, { images: digits.get("images").data, labels: digits.get("labels").data });
      onReady();
    })
    .catch((error) => column.problem(error));

  // What the model makes of the noisy digit, beside the clean one.
  function show({ version, noisy, digit }) {
    if (given !== version) give(noisy, digit);
    given = version;
    const image = run.passes.image(view.now.passes);
    run.error = meanSquaredError(image, digit.pixels);
    column.show(image, run.error);
  }

  function give(noisy, digit) {
    const { model } = run.passes;
    const label = model.classes ? (digit.label ?? likeliestLabel(model, digit.pixels)) : undefined;
    if (model.classes) column.subtitle(`${trainedWords(trained)}, told ${label}`);
    run.passes.start(noisy, label, view.now.code);
  }

  function describe() {
    column.describe();
    run.trail?.describe();
  }

  return run;
}
