// What a room asks of its server (ui/hall.py).
import { appRoot } from "../kit/root.js";

const PATIENCE = 10_000; // ms: a request whose connection died is answered by nobody, and the next one waits for it

export class Refused extends Error {
  /** @param {number} status 0 where the server could not be reached @param {string} words */
  constructor(status, words) {
    super(words);
    this.status = status;
  }
}

/**
 * @param {string} path below the rooms: "", or "/CODE/move" @param {unknown} said @param {string} [key] of the lectern
 * @returns {Promise<any>} what it answers; rejects with `Refused`
 */
export async function ask(path, said, key = "") {
  const answer = await fetch(new URL(`room${path}`, appRoot()), {
    method: "POST",
    headers: { "Content-Type": "application/json", ...(key && { "X-Aelab-Key": key }) },
    body: JSON.stringify(said),
    signal: AbortSignal.timeout(PATIENCE),
  }).catch(() => {
    throw new Refused(0, "The server could not be reached.");
  });
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) return told;
  throw new Refused(answer.status, told.error ?? `The server answered with status ${answer.status}.`);
}

/** Where the stream of a seat lies. @param {string} code @param {string} seat */
export function stream(code, seat) {
  return new URL(`room/${code}/events?${new URLSearchParams({ seat })}`, appRoot());
}
