// Training beside the page: a worker of its own, so that the hand's frames stay free. It hears orders and posts how it stands.
import { keptRun } from "../model/kept_run.js";
import { knnAccuracy } from "../model/neighbours.js";
import { Recording } from "../model/recording.js";
import { Training } from "../model/training.js";

const SLICE = 30; // ms of learning between two looks at the orders
const EVERY = 200; // ms between two reports while it runs, at least
const LEARNS = 3; // times as long as the last report took, at least: a slow machine learns, and tells more rarely
const COUNTED = 1000; // ms between two looks at the neighbours of codes, which take some 20

/**
 * @typedef {import("../model/training.js").Digits} Digits
 * @typedef {{start: {digits: Digits, model: import("../model/training.js").Model, rates: import("../model/training.js").Rates}}
 *   | {rates: import("../model/training.js").Rates} | {play: true | "step" | "epoch"} | {pause: true}
 *   | {keep: import("../model/kept_run.js").Format}} Order
 * @typedef {import("../model/training.js").Moment & {codes: Float32Array, labels: Uint8Array, perEpoch: number, near: number,
 *   spec: import("../engine.js").Spec, tensors: [string, import("../engine/safetensors.js").Tensor][], playing: boolean}} Report near: the
 *   10-NN accuracy of the codes
 * @typedef {{report: Report} | {problem: string} | {kept: import("../model/kept_run.js").Kept}} Answer
 */

const page = /** @type {Worker} */ (/** @type {unknown} */ (globalThis));
/** @type {Training} */
let training;
/** @type {Recording} */
let recording;
/** @type {Uint8Array} of all digits */
let labels;
let near = 0;
let counted = 0;
let cost = 0; // ms that the last report took
let until = 0; // the step to go on to
let timer = 0;
let reported = 0;

page.onmessage = ({ data }) => {
  const order = /** @type {Order} */ (data);
  if ("start" in order) {
    stop();
    const { digits, model, rates } = order.start;
    labels = digits.labels;
    training = new Training(digits, model, rates);
    recording = new Recording(training, labels);
    recording.note();
    report();
  } else if ("rates" in order) {
    recording.change(order.rates);
  } else if ("play" in order) {
    const { step, perEpoch } = training;
    until = { step: step + 1, epoch: (Math.floor(step / perEpoch) + 1) * perEpoch }[String(order.play)] ?? Infinity;
    if (!timer) timer = setTimeout(work);
  } else if ("keep" in order) {
    const kept = keptRun(recording, labels, order.keep);
    post({ kept }, [kept.zip.buffer]);
  } else {
    stop();
    report();
  }
};

function work() {
  timer = 0;
  const began = performance.now();
  try {
    while (training.step < until && performance.now() < began + SLICE) {
      training.learn();
      recording.note();
    }
  } catch {
    return post({ problem: "The loss is no longer finite. Lower the learning rate, then start over." });
  }
  recording.seconds += (performance.now() - began) / 1000;
  if (training.step < until) timer = setTimeout(work);
  if (!timer || performance.now() - reported > Math.max(EVERY, LEARNS * cost)) report();
}

function stop() {
  clearTimeout(timer);
  timer = 0;
}

function report() {
  const began = performance.now();
  const { trainer, labels: watched, perEpoch, model } = training;
  const tensors = [...trainer.tensors];
  const codes = training.codes();
  if (!timer || began - counted > COUNTED) [near, counted] = [knnAccuracy(codes, watched, model.latentSize), began];
  const now = { ...training.moment(), codes, labels: watched, perEpoch, near, spec: trainer.spec, tensors, playing: timer > 0 };
  post({ report: now }, [codes.buffer, ...tensors.map(([, { data }]) => data.buffer)]);
  reported = performance.now();
  cost = reported - began;
}

/** @param {Answer} answer @param {ArrayBufferLike[]} [moved] */
function post(answer, moved = []) {
  page.postMessage(answer, /** @type {Transferable[]} */ (moved));
}
