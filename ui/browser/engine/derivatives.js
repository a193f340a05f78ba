// What a model that learns is made of beside its layers, with derivatives: the activations, and the errors of the copies.
import { PIXELS } from "./image.js";

/** @typedef {import("./trainer.js").Activation} Activation */

// Each in place over the first `length` numbers; `slope` gets the derivative there.
/** @type {Record<Activation, (data: Float32Array, slope: Float32Array, length: number) => void>} */
export const ACTIVATIONS = {
  relu(data, slope, length) {
    for (let i = 0; i < length; i++) {
      slope[i] = data[i] > 0 ? 1 : 0;
      data[i] *= slope[i];
    }
  },
  silu(data, slope, length) {
    for (let i = 0; i < length; i++) {
      const gate = 1 / (1 + Math.exp(-data[i]));
      slope[i] = gate * (1 + data[i] * (1 - gate));
      data[i] *= gate;
    }
  },
  tanh(data, slope, length) {
    for (let i = 0; i < length; i++) {
      data[i] = Math.tanh(data[i]);
      slope[i] = 1 - data[i] * data[i];
    }
  },
  sigmoid(data, slope, length) {
    for (let i = 0; i < length; i++) {
      data[i] = 1 / (1 + Math.exp(-data[i]));
      slope[i] = data[i] * (1 - data[i]);
    }
  },
};

// Of logits (n, 784) and targets: the mean over the images of the error summed over the pixels; `gradient` gets its own by the
// logits. PIXELS is a multiple of eight, so rows have no filling.
/** @type {Record<"bce" | "mse", (logits: Float32Array, targets: ArrayLike<number>, gradient: Float32Array, n: number) => number>} */
export const ERRORS = {
  bce(logits, targets, gradient, n) {
    let sum = 0;
    for (let i = 0; i < n * PIXELS; i++) {
      const logit = logits[i];
      const small = Math.exp(logit > 0 ? -logit : logit); // never overflows
      sum += (logit > 0 ? logit : 0) + Math.log(1 + small) - targets[i] * logit;
      gradient[i] = ((logit > 0 ? 1 : small) / (1 + small) - targets[i]) / n;
    }
    return sum / n;
  },
  mse(logits, targets, gradient, n) {
    let sum = 0;
    for (let i = 0; i < n * PIXELS; i++) {
      const p = 1 / (1 + Math.exp(-logits[i]));
      const miss = p - targets[i];
      sum += miss * miss;
      gradient[i] = (2 * miss * p * (1 - p)) / n;
    }
    return sum / n;
  },
};
