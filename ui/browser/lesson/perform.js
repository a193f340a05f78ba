// What a step does to the instrument when the reader asks: it presses what a hand would press, and drags what a hand would drag.
import { reducedMotion } from "../kit/kit.js";
import { marked } from "../kit/marked.js";

/** @typedef {{press?: string, times?: number, slide?: string, from?: number | null, to?: number}} Act */

const [PAUSE, SWEEP] = [1200, 4000]; // ms between presses, and of a slide

/** @param {Act[]} acts one after another */
export async function perform(acts) {
  for (const { press, times = 1, slide, from = null, to = 0 } of acts) {
    if (press) for (let i = 0; i < times; i++) await pressed(press);
    else if (slide) await slid(slide, from, to);
  }
}

/** @param {string} testid */
async function pressed(testid) {
  marked(testid)?.click();
  await new Promise((done) => setTimeout(done, PAUSE));
}

/** @param {string} testid @param {number | null} from null: from where it stands @param {number} to */
async function slid(testid, from, to) {
  const found = marked(testid);
  const input = found instanceof HTMLInputElement ? found : found?.querySelector("input[type=range]");
  if (!(input instanceof HTMLInputElement)) return;
  const [start, begun] = [from ?? input.valueAsNumber, performance.now()];
  const length = reducedMotion() ? 0 : SWEEP;
  await new Promise((/** @type {(done: void) => void} */ done) => {
    const step = () => {
      const share = length ? Math.min((performance.now() - begun) / length, 1) : 1;
      input.value = String(start + share * (to - start));
      input.dispatchEvent(new Event("input", { bubbles: true }));
      if (share < 1 && input.isConnected) requestAnimationFrame(step);
      else done();
    };
    step();
  });
  input.dispatchEvent(new Event("change", { bubbles: true }));
}
