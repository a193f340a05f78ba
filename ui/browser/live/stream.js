// The one stream of events by which the server tells of its trainings (ui/broadcast.py), opened again whenever it broke.
import { post } from "../kit/post.js";
import { appRoot } from "../kit/root.js";
import { whileSeen } from "../kit/while_seen.js";

const [SOON, LATE] = [1000, 10_000]; // milliseconds before a stream that broke is opened again: later each time

/**
 * @typedef {{total: number, reconstruction: number, kl: number}} Loss
 * @typedef {{family: string, latent_size: number, beta: number, noise: string, noise_levels: [number, number], epochs: number,
 *   batch_size: number, reconstruction: "bce" | "mse", seed: number}} Recipe
 * @typedef {{key: string, name: string, recipe: Recipe, page: boolean, doing: string, step: number, steps: number, epoch: number,
 *   eta: number | null, images_per_second: number | null, train: Loss | null, test: Loss | null, moments: number}} Training
 * @typedef {{trainings: Training[], starting: string, last: {name: string, saved: boolean, words: string} | null}} Now
 * @typedef {{may: boolean, why: string, token: string}} Hello what this visitor may do
 */

/**
 * @param {{hello: (hello: Hello) => void, now: (now: Now) => void, lost: () => void}} hear
 * @returns {() => void} stop listening
 */
export function follow({ hello, now, lost }) {
  /** @type {EventSource | null} */
  let source = null;
  let wait = SOON;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function open() {
    close();
    const opened = new EventSource(new URL("training/stream", appRoot()));
    source = opened;
    opened.addEventListener("hello", ({ data }) => {
      wait = SOON;
      hello(JSON.parse(data));
    });
    opened.addEventListener("now", ({ data }) => now(JSON.parse(data)));
    opened.onerror = () => {
      lost();
      if (opened.readyState !== EventSource.CLOSED) return; // it tries again by itself, but for an answer that is no stream
      timer = setTimeout(open, wait);
      wait = Math.min(2 * wait, LATE);
    };
  }

  function close() {
    clearTimeout(timer);
    source?.close();
    source = null;
  }

  return whileSeen(open, close);
}

/**
 * A press, which the server takes from those who may alone.
 * @param {"start" | "stop"} what @param {string} token of the stream @param {Record<string, unknown>} [asked]
 * @returns {Promise<string>} the name of the run; rejects with an Error whose message says why not
 */
export async function press(what, token, asked = {}) {
  const { name } = await post(`training/${what}`, asked, { headers: { "X-Aelab-Token": token } });
  return name;
}

/** Whether a page of another origin shows this one: what is pressed there may not be what is seen. */
export function framed() {
  try {
    return globalThis.top?.location.origin !== location.origin;
  } catch {
    return true;
  }
}
