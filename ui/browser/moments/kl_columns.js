// KL of each number of the code, as columns that rise and die as the model learns.
import { element } from "../kit/kit.js";
import { stackedCanvas } from "../kit/stack.js";
import { DEAD } from "../model/axes.js";
import { formatNumber } from "../model/numbers.js";

const [TOP, BOTTOM, LEFT] = [8, 18, 26]; // units
const WIDEST = 36;

/** @typedef {import("../model/moments.js").Moments} Moments */

/**
 * @param {string} run
 * @returns {{element: HTMLElement, set: (moments: Moments, most: number) => void, show: (t: number) => void, used: () => number,
 *   repaint: () => void, describe: (words: string) => void, destroy: () => void}} set: `most` nats fill the height; used: how many
 *   numbers say something of the digit
 */
export function klColumns(run) {
  const node = element("div", {
    class: "moments-kl",
    role: "img",
    "aria-label": "KL of each number",
    "data-testid": "learn-kl",
    "data-run": run,
  });
  /** @type {Float32Array[]} */
  let kl = [];
  /** @type {Moments | null} */
  let moments = null;
  let [most, time] = [1, 0];
  let now = new Float32Array(0);

  /** @type {import("../kit/stack.js").Still<{x: (j: number) => number, wide: number}>} */
  function still(context, { width, height, colours }) {
    if (!kl.length) return null;
    const size = kl[0].length;
    const pitch = Math.min(WIDEST + 20, (width - LEFT - 4) / size);
    const wide = Math.min(WIDEST, Math.max(2, Math.floor(0.7 * pitch)));
    /** @param {number} j */
    const x = (j) => Math.round(LEFT + (j + 0.5) * pitch - wide / 2);
    context.fillStyle = colours.edge;
    context.fillRect(LEFT, height - BOTTOM, width - LEFT, 1);
    context.fillStyle = colours.grid;
    context.fillRect(LEFT, TOP, width - LEFT, 1);
    context.font = `13px ${colours.font}`;
    context.fillStyle = colours.ink2;
    context.textBaseline = "middle";
    context.textAlign = "right";
    context.fillText(formatNumber(most, 0), LEFT - 6, TOP);
    context.fillText("0", LEFT - 6, height - BOTTOM);
    context.textAlign = "center";
    const every = [1, 4, 8, 16].find((some) => some * pitch > 16) ?? size;
    for (let j = 0; j < size; j += every) context.fillText(String(j + 1), x(j) + wide / 2, height - 7);
    return { x, wide };
  }

  /** @type {import("../kit/stack.js").Moving<{x: (j: number) => number, wide: number}>} */
  function moving(context, { x, wide }, { height, colours }) {
    const full = height - TOP - BOTTOM;
    now.forEach((nats, j) => {
      const tall = Math.min(nats / most, 1.1) * full;
      context.fillStyle = nats < DEAD ? colours.muted : colours.ink;
      context.fillRect(x(j), height - BOTTOM - Math.max(tall, 1.5), wide, Math.max(tall, 1.5));
    });
  }

  const stack = stackedCanvas(node, { still, moving });
  function read() {
    if (!moments) return;
    const shown = moments;
    const { k, u } = shown.at(time);
    for (let j = 0; j < now.length; j++) now[j] = kl[k][j] + u * (kl[k + 1][j] - kl[k][j]);
  }
  return {
    element: node,
    set(recorded, nats) {
      [moments, kl, most] = [recorded, recorded.kl ?? [], nats];
      now = new Float32Array(kl[0]?.length ?? 0);
      read();
      stack.paintStill();
    },
    show(t) {
      time = t;
      read();
      stack.move();
    },
    used: () => now.filter((nats) => nats >= DEAD).length,
    repaint: stack.paint,
    describe: (words) =>
      node.setAttribute("aria-label", `${words}. In order, nats: ${Array.from(now, (nats) => formatNumber(nats)).join(", ")}`),
    destroy: stack.destroy,
  };
}
