// What the page asks its own server to do: JSON there, JSON back.
import { appRoot } from "./root.js";

export class Refused extends Error {
  /** @param {number} status 0 where the server could not be reached @param {string} words */
  constructor(status, words) {
    super(words);
    this.status = status;
  }
}

/**
 * @param {string} path below the app's root @param {unknown} body
 * @param {{headers?: Record<string, string>, patience?: number}} [how] patience: milliseconds to wait for an answer, for ever without
 * @returns {Promise<any>} what it answers; rejects with `Refused`, whose message says why
 */
export async function post(path, body, { headers = {}, patience } = {}) {
  const answer = await fetch(new URL(path, appRoot()), {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
    signal: patience ? AbortSignal.timeout(patience) : null,
  }).catch(() => {
    throw new Refused(0, "The server could not be reached.");
  });
  const plain = `The server answered with status ${answer.status}.`;
  const told = await answer.json().catch(() => ({ error: plain }));
  if (answer.ok && !told.error) return told;
  throw new Refused(answer.status, told.error ?? plain);
}
