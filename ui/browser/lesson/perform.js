// What a step does to the instrument when the reader asks: it presses what a hand would press, drags what a hand would drag, and takes a
// ring along a path. A hand or a key that comes meanwhile ends it: what the reader moves is the reader's.
import { placeOf } from "../kit/controls.js";
import { reducedMotion } from "../kit/kit.js";
import { marked } from "../kit/marked.js";
import { sharedViews } from "../kit/shared.js";
import { along } from "../model/path.js";

/**
 * One of three: a part to press, `times`; to slide between two numbers; or whose ring is swept along a `path`, where the view has its
 * place as the parameter `of`, on the map of the run `on`.
 * @typedef {{press?: string, times?: number, slide?: string, from?: number | null, to?: number, sweep?: string, of?: string,
 *   on?: string | null, path?: Point[]}} Act
 */

const [PAUSE, LONG] = [1200, 4000]; // ms between presses, and of a slide or a sweep
const HANDS = ["pointerdown", "keydown"];

let stop = () => {}; // what is under way

/** @param {Act[]} acts one after another */
export async function perform(acts) {
  stop();
  const ends = new AbortController();
  const { signal } = ends;
  stop = () => ends.abort();
  // what a program does is not trusted, and ends nothing
  for (const type of HANDS) addEventListener(type, (event) => event.isTrusted && stop(), { capture: true, signal });
  for (const act of acts) {
    if (act.press) for (let i = 0; i < (act.times ?? 1) && !signal.aborted; i++) await pressed(act.press);
    else if (act.slide) await slid(act.slide, act.from ?? null, act.to ?? 0, signal);
    else if (act.sweep) await swept(act, signal);
    if (signal.aborted) return;
  }
  stop();
}

/** Another step, or none. */
export function stopPerforming() {
  stop();
}

/** @param {string} testid */
async function pressed(testid) {
  marked(testid)?.click();
  await new Promise((done) => setTimeout(done, PAUSE));
}

/** @param {string} testid @param {number | null} from null: from where it stands @param {number} to @param {AbortSignal} signal */
async function slid(testid, from, to, signal) {
  const found = marked(testid);
  const input = found instanceof HTMLInputElement ? found : found?.querySelector("input[type=range]");
  if (!(input instanceof HTMLInputElement)) return;
  const [start, end] = [from === null ? input.valueAsNumber : placeOf(input, from), placeOf(input, to)];
  await over(signal, (share) => {
    input.value = String(start + share * (end - start));
    input.dispatchEvent(new Event("input", { bubbles: true }));
    return input.isConnected;
  });
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

/** @param {Act} act @param {AbortSignal} signal */
async function swept({ sweep = "", of = "", on = null, path = [] }, signal) {
  const surface = marked(sweep);
  const [root, view] = sharedViews().find(([each]) => each.contains(surface)) ?? [];
  if (!root || !view) return;
  await over(signal, (share) => {
    view.lead({ [of]: along(path, share), ...(on && { on }) });
    return root.isConnected;
  });
  if (root.isConnected && !signal.aborted) view.release();
}

/**
 * Call with shares from 0 to 1 in each frame, with 1 alone where the reader asked for less motion, until it says that there is nothing more.
 * @param {AbortSignal} signal @param {(share: number) => boolean} step
 */
async function over(signal, step) {
  const [begun, length] = [performance.now(), reducedMotion() ? 0 : LONG];
  await new Promise((/** @type {(done: void) => void} */ done) => {
    const frame = () => {
      const share = length ? Math.min((performance.now() - begun) / length, 1) : 1;
      if (!signal.aborted && step(share) && share < 1) requestAnimationFrame(frame);
      else done();
    };
    frame();
  });
}
