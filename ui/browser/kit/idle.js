// Work that may wait: a step at a time, in what the frames leave idle.
import { workBegins, workEnds } from "./rest.js";

const SPARE = 4; // ms of an idle time that must be left to begin another step: the largest decoder takes less
const BUDGET = 8; // ms at a time, however idle the browser thinks it is: the hand may move again
const PATIENCE = 200; // ms after which a step is made even where frames leave no time

/**
 * @param {() => boolean} step one step; whether there is another
 * @param {() => void} [paused] after some steps, before the next wait
 * @returns {{request: () => void, stop: () => void}}
 */
export function inIdleTime(step, paused) {
  let waiting = 0;
  /** @param {IdleDeadline} [deadline] */
  const work = (deadline) => {
    waiting = 0;
    const end = performance.now() + BUDGET;
    const time = () => performance.now() < end && (!deadline || deadline.timeRemaining() > SPARE);
    let more = step();
    while (more && time()) more = step();
    paused?.();
    if (more) request();
    workEnds();
  };
  // Safari has no idle callback: there, a task of its own after the frame that is due.
  const idles = "requestIdleCallback" in globalThis;
  const request = () => {
    if (waiting) return;
    workBegins();
    waiting = idles ? requestIdleCallback(work, { timeout: PATIENCE }) : setTimeout(work, 16);
  };
  return {
    request,
    stop() {
      if (waiting) workEnds();
      (idles ? cancelIdleCallback : clearTimeout)(waiting);
      waiting = 0;
    },
  };
}
