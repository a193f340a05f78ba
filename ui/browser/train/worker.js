// Training beside the page: a worker of its own, so that the hand's frames stay free. It hears orders and posts how it stands.
import { Training } from "../model/training.js";

const SLICE = 30; // ms of learning between two looks at the orders
const EVERY = 200; // ms between two reports while it runs

/**
 * @typedef {import("../model/training.js").Digits} Digits
 * @typedef {{start: {digits: Digits, model: import("../model/training.js").Model, rates: import("../model/training.js").Rates}}
 *   | {rates: import("../model/training.js").Rates} | {play: true | "step" | "epoch"} | {pause: true}} Order
 * @typedef {import("../model/training.js").Moment & {codes: Float32Array, labels: Uint8Array, perEpoch: number,
 *   spec: import("../engine.js").Spec, tensors: [string, import("../engine/safetensors.js").Tensor][], playing: boolean}} Report
 * @typedef {{report: Report} | {problem: string}} Answer
 */

const page = /** @type {Worker} */ (/** @type {unknown} */ (globalThis));
/** @type {Training} */
let training;
let until = 0; // the step to go on to
let timer = 0;
let reported = 0;

page.onmessage = ({ data }) => {
  const order = /** @type {Order} */ (data);
  if ("start" in order) {
    stop();
    training = new Training(order.start.digits, order.start.model, order.start.rates);
    report();
  } else if ("rates" in order) {
    training.rates = order.rates;
  } else if ("play" in order) {
    const { step, perEpoch } = training;
    until = { step: step + 1, epoch: (Math.floor(step / perEpoch) + 1) * perEpoch }[String(order.play)] ?? Infinity;
    if (!timer) timer = setTimeout(work);
  } else {
    stop();
    report();
  }
};

function work() {
  timer = 0;
  const end = performance.now() + SLICE;
  try {
    while (training.step < until && performance.now() < end) training.learn();
  } catch {
    return post({ problem: "The loss is no longer finite. Lower the learning rate, then start over." });
  }
  if (training.step < until) timer = setTimeout(work);
  if (!timer || performance.now() - reported > EVERY) report();
}

function stop() {
  clearTimeout(timer);
  timer = 0;
}

function report() {
  reported = performance.now();
  const { trainer, labels, perEpoch } = training;
  const tensors = [...trainer.tensors];
  const codes = training.codes();
  post({ report: { ...training.moment(), codes, labels, perEpoch, spec: trainer.spec, tensors, playing: timer > 0 } }, [
    codes.buffer,
    ...tensors.map(([, { data }]) => data.buffer),
  ]);
}

/** @param {Answer} answer @param {ArrayBufferLike[]} [moved] */
function post(answer, moved = []) {
  page.postMessage(answer, /** @type {Transferable[]} */ (moved));
}
