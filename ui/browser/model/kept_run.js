// A run that was trained here as a folder that checkpoints/ takes: the files that `aelab.checkpoints.save` writes, of the parts that
// `aelab.latent.describe` and `aelab.pipeline.record` make. Single precision throughout: what was measured is the stored model's.
import { writeSafetensors } from "../engine/safetensors.js";
import { knnAccuracy } from "./neighbours.js";
import { principalPlane } from "./principal.js";
import { pythonJson } from "./python_json.js";
import { commandOf, recipeOf } from "./recipe.js";
import { sha256 } from "./sha256.js";
import { zip } from "./zip.js";
import { PIXELS } from "../engine/image.js";

const ACTIVE = 0.01; // variance of a mean above which a coordinate counts as active, as in aelab/metrics.py
const PEAK = 1e-12; // least MSE of an image of which the PSNR is taken

/**
 * @typedef {{format: number, parts: [string, string, string], source: string, testSet: boolean}} Format what aelab/card_file.py says,
 *   in the order weights, codes, replay; what the digits are called, and whether they are MNIST's test set
 * @typedef {{name: string, zip: Uint8Array<ArrayBuffer>, command: string}} Kept command: of train.py, for the same at full size
 */

/**
 * @param {import("./recording.js").Recording} recording of at least one epoch @param {Uint8Array} labels of all digits
 * @param {Format} format @returns {Kept}
 */
export function keptRun(recording, labels, { format, parts, source, testSet }) {
  const { training, history, changed } = recording;
  const { trainer, tested, model } = training;
  const recipe = recipeOf(model, training.rates, training);
  const codes = training.encode(Array.from(labels, (_, i) => i));
  const plane = principalPlane(codes.codes, model.latentSize);
  /** @type {Map<string, import("../engine/safetensors.js").Tensor>[]} */
  const tensors = [trainer.tensors, latentsOf(codes, plane, labels, model.latentSize), replayOf(recording, plane)];
  const files = tensors.map(writeSafetensors);
  const content = {
    format,
    name: recipe.name,
    reason: reasonOf(training, source, changed),
    recipe,
    weights: [...trainer.tensors.values()].reduce((sum, { data }) => sum + data.length, 0),
    multiply_adds: { encode: multiplies(trainer.encoder), decode: multiplies(trainer.decoder) },
    metrics: measured(training, codes, labels),
    history,
    seconds: Math.round(10 * recording.seconds) / 10,
    device: "browser",
    precision: "float32",
    digits: { source, trained: training.training.length, tested: tested.length, test_set: testSet },
    model: trainer.spec,
    files: Object.fromEntries(parts.map((part, i) => [part, sha256(files[i])])),
  };
  const encoder = new TextEncoder();
  const card = pythonJson({ ...content, checksum: sha256(encoder.encode(pythonJson(content))) });
  const folder = new Map([
    ["run.json", encoder.encode(card)],
    ...parts.map((part, i) => /** @type {const} */ ([part, files[i]])),
  ]);
  const paths = new Map([...folder].map(([file, bytes]) => [`${recipe.name}/${file}`, bytes]));
  return { name: recipe.name, zip: zip(paths), command: commandOf(recipe) };
}

/**
 * The figures of the digits that it was not trained on.
 * @param {import("./training.js").Training} training @param {{codes: Float32Array, logVar: Float32Array | null}} all
 * @param {Uint8Array} labels
 */
function measured(training, all, labels) {
  const { tested, model } = training;
  const size = model.latentSize;
  const sums = { bce: 0, mse: 0, psnr: 0 };
  const kl = new Float64Array(size);
  training.copy(tested, (copies, images, loss, count) => {
    sums.bce += loss.reconstruction * count;
    for (let j = 0; j < size; j++) kl[j] += loss.klPerCoordinate[j] * (count / tested.length);
    for (let from = 0; from < images.length; from += PIXELS) {
      let error = 0;
      for (let i = from; i < from + PIXELS; i++) error += (copies[i] - images[i]) ** 2 / PIXELS;
      sums.mse += error;
      sums.psnr -= 10 * Math.log10(Math.max(PEAK, error));
    }
  });
  const [bce, mse, psnr] = [sums.bce, sums.mse, sums.psnr].map((sum) => sum / tested.length);
  const codes = Float32Array.from(tested.flatMap((i) => Array.from(all.codes.subarray(i * size, (i + 1) * size))));
  const digits = tested.map((i) => labels[i]);
  return {
    bce,
    bce_per_pixel: bce / PIXELS,
    mse,
    psnr,
    ...(model.variational && {
      kl_per_dimension: Array.from(kl),
      kl: kl.reduce((sum, value) => sum + value, 0),
      active_units: activeUnits(codes, size),
    }),
    knn_accuracy: knnAccuracy(codes, digits, size),
  };
}

/** @param {Float32Array} codes (n, d) @param {number} size d */
function activeUnits(codes, size) {
  const count = codes.length / size;
  const spreads = Array.from({ length: size }, (_, j) => {
    let [sum, squares] = [0, 0];
    for (let at = j; at < codes.length; at += size) sum += codes[at] / count;
    for (let at = j; at < codes.length; at += size) squares += (codes[at] - sum) ** 2 / count;
    return squares;
  });
  return spreads.filter((spread) => spread > ACTIVE).length;
}

/**
 * @param {{codes: Float32Array, logVar: Float32Array | null}} codes @param {ReturnType<typeof principalPlane>} plane
 * @param {Uint8Array} labels @param {number} size
 */
function latentsOf({ codes, logVar }, { mean, components, variance, ratio }, labels, size) {
  const means = new Float32Array(10 * size);
  const counts = Array.from({ length: 10 }, (_, digit) => labels.reduce((sum, label) => sum + Number(label === digit), 0));
  for (let i = 0; i < codes.length; i++) {
    const digit = labels[Math.floor(i / size)];
    means[digit * size + (i % size)] += codes[i] / counts[digit];
  }
  return new Map(
    Object.entries({
      mean: { shape: [labels.length, size], data: codes },
      labels: { shape: [labels.length], data: labels },
      pca_mean: { shape: [size], data: mean },
      pca_components: { shape: [size, size], data: components },
      pca_variance: { shape: [size], data: variance },
      pca_ratio: { shape: [size], data: ratio },
      class_means: { shape: [10, size], data: means },
      ...(logVar && { log_var: { shape: [labels.length, size], data: logVar } }),
    }),
  );
}

/** @param {import("./recording.js").Recording} recording @param {ReturnType<typeof principalPlane>} plane of the finished model */
function replayOf(recording, plane) {
  const { training, watched, firsts } = recording;
  const size = training.model.latentSize;
  const now = recording.frame();
  const frames = [...recording.frames.filter(({ step }) => step < now.step), now];
  /** @param {(frame: import("./recording.js").Frame) => ArrayLike<number>} of */
  const floats = (of) => Float32Array.from(frames.flatMap((frame) => Array.from(of(frame))));
  /** @param {import("./recording.js").Parts} parts */
  const listed = ({ total, reconstruction, kl }) => [total, reconstruction, kl];
  const pictures = new Uint8Array(frames.length * now.copies.length);
  frames.forEach(({ copies }, i) => pictures.set(copies, i * copies.length));
  return new Map(
    Object.entries({
      step: { shape: [frames.length], data: Int32Array.from(frames, ({ step }) => step) },
      epoch: { shape: [frames.length], data: Float32Array.from(frames, ({ epoch }) => epoch) },
      codes: { shape: [frames.length, watched.length, 2], data: floats(({ codes }) => flat(codes, size, plane)) },
      reconstructions: { shape: [frames.length, firsts.length, 28, 28], data: pictures },
      train: { shape: [frames.length, 3], data: floats(({ train }) => listed(train)) },
      test: { shape: [frames.length, 3], data: floats(({ test }) => listed(test)) },
      ...(training.model.variational && { kl_per_dimension: { shape: [frames.length, size], data: floats(({ kl }) => kl) } }),
    }),
  );
}

/** Codes (n, d) in two numbers each: as they are, with a 0 beside one, or along the first two axes. @param {Float32Array} codes */
function flat(codes, /** @type {number} */ size, /** @type {ReturnType<typeof principalPlane>} */ { mean, components }) {
  if (size === 2) return codes;
  const points = new Float32Array((2 * codes.length) / size);
  for (let i = 0; i < points.length / 2; i++) {
    if (size === 1) points[2 * i] = codes[i];
    for (let axis = 0; size > 1 && axis < 2; axis++) {
      let sum = 0;
      for (let j = 0; j < size; j++) sum += (codes[i * size + j] - mean[j]) * components[axis * size + j];
      points[2 * i + axis] = sum;
    }
  }
  return points;
}

/** Why the run is here. @param {import("./training.js").Training} training @param {string} source @param {Set<string>} changed */
function reasonOf({ training, tested }, source, changed) {
  const [shown, others] = [training, tested].map(({ length }) => length.toLocaleString("en"));
  const learnt = `learnt in a browser from ${shown} of ${source}, its figures are of ${others} others`;
  return changed.size ? `${learnt}; changed on the way: ${[...changed].join(", ")}` : learnt;
}

/** @param {import("../engine/dense.js").Dense[]} side */
const multiplies = (side) => side.reduce((sum, { input, output }) => sum + input.count * output.count, 0);
