// What a room asks of its server (ui/hall.py).
import { post } from "../kit/post.js";
import { appRoot } from "../kit/root.js";

const PATIENCE = 10_000; // ms: a request whose connection died is answered by nobody, and the next one waits for it

/**
 * @param {string} path below the rooms: "", or "/CODE/move" @param {unknown} said @param {string} [key] of the lectern
 * @returns {Promise<any>} what it answers; rejects with `Refused`
 */
export const ask = (path, said, key = "") =>
  post(`room${path}`, said, { headers: key ? { "X-Aelab-Key": key } : {}, patience: PATIENCE });

/** Where the stream of a seat lies. @param {string} code @param {string} seat */
export function stream(code, seat) {
  return new URL(`room/${code}/events?${new URLSearchParams({ seat })}`, appRoot());
}
