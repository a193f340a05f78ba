// How training went: the losses against the epochs, and the KL of each coordinate.
import { haloText } from "../kit/canvas.js";
import { element } from "../kit/kit.js";
import { spelled } from "../kit/word.js";
import { stackedCanvas } from "../kit/stack.js";
import { formatNumber, subscript, ticks } from "../model/numbers.js";
import { traceLosses } from "../moments/trace_losses.js";

const EDGE = { left: 44, right: 12, top: 12, bottom: 24 }; // px

/** @typedef {import("../model/training.js").Moment} Moment */

/**
 * The losses of training (dashed) and of the test digits (solid) against the epochs. The axis leaves out what is far above
 * where they are now, as the first steps are.
 * @returns {{element: HTMLElement, show: (moments: Moment[]) => void, repaint: () => void, destroy: () => void}}
 */
export function lossChart() {
  const node = element("div", { class: "surface learn-loss", role: "img", "aria-label": "Losses", "data-testid": "train-loss" });
  /** @type {Moment[]} */
  let moments = [];

  /** @type {import("../kit/stack.js").Still<{x: (epoch: number) => number, y: (loss: number) => number}>} */
  function still(on, { width, height, colours }) {
    if (moments.length < 2) {
      on.font = `14px ${colours.font}`;
      on.fillStyle = colours.ink2;
      [on.textAlign, on.textBaseline] = ["center", "middle"];
      on.fillText("Press Play, and the losses fall here.", width / 2, height / 2);
      return null;
    }
    const last = moments[moments.length - 1];
    const values = moments.slice(1).flatMap(({ train, test }) => [train, test]);
    const low = Math.min(...values);
    const high = Math.max(low + 1, Math.min(Math.max(...values), low + 4 * (Math.max(last.train, last.test) - low) + 40));
    const end = Math.max(last.epoch, 1e-6);
    /** @param {number} epoch */
    const x = (epoch) => EDGE.left + (epoch / end) * (width - EDGE.left - EDGE.right);
    /** @param {number} loss */
    const y = (loss) => EDGE.top + (1 - (loss - low) / (high - low)) * (height - EDGE.top - EDGE.bottom);
    drawGrid(on, { x, y, low, high, end, width, height, colours });
    on.save();
    on.beginPath();
    on.rect(EDGE.left, EDGE.top - 2, width - EDGE.left - EDGE.right + 2, height - EDGE.top - EDGE.bottom + 4);
    on.clip();
    on.strokeStyle = colours.ink;
    traceLosses(on, { x, y }, lossesOf(moments.slice(1)), { train: 1.5, test: 1.5 });
    on.restore();
    return { x, y };
  }

  const stack = stackedCanvas(node, { still, moving() {} });
  return {
    element: node,
    /** @param {Moment[]} all */
    show(all) {
      moments = all;
      stack.paintStill();
    },
    repaint: stack.paint,
    destroy: stack.destroy,
  };
}

/** The losses now. @param {Moment | undefined} last */
export function lossWords(last) {
  if (!last) return "Nothing is trained yet";
  const [epoch, test, train] = [last.epoch, last.test, last.train].map((figure) => formatNumber(figure, 1));
  const trained = last.step ? `, that of training ${train}` : "";
  return `After ${epoch} epochs the loss of the test digits is ${test} nats${trained}`;
}

/** @param {Moment[]} moments */
function lossesOf(moments) {
  return {
    times: moments.map(({ epoch }) => epoch),
    train: moments.map(({ train }) => train),
    test: moments.map(({ test }) => test),
  };
}

/**
 * @param {Context} on @param {{x: (epoch: number) => number, y: (loss: number) => number, low: number, high: number, end: number,
 *   width: number, height: number, colours: Colours}} axes
 */
function drawGrid(on, { x, y, low, high, end, width, height, colours }) {
  const [losses, epochs] = [ticks(low, high, 4), ticks(0, end, 6)];
  on.font = `13px ${colours.font}`;
  on.textBaseline = "middle";
  for (const value of losses.values) {
    on.fillStyle = colours.grid;
    on.fillRect(EDGE.left, Math.round(y(value)), width - EDGE.left - EDGE.right, 1);
    on.textAlign = "right";
    on.fillStyle = colours.ink2;
    on.fillText(formatNumber(value, losses.decimals), EDGE.left - 6, y(value));
  }
  on.textAlign = "center";
  const room = width - EDGE.right - on.measureText("epochs").width - 24; // where the axis is named
  for (const value of epochs.values)
    if (x(value) < room) on.fillText(formatNumber(value, epochs.decimals), x(value), height - 10);
  on.textAlign = "right";
  haloText(on, "epochs", width - EDGE.right, height - 10, { fill: colours.ink2, halo: colours.page });
}

/**
 * KL of each coordinate as bars, in the order of the code.
 * @param {number} size @returns {{element: HTMLElement, show: (kl: ArrayLike<number>) => void}}
 */
export function klBars(size) {
  const bars = Array.from({ length: size }, () => element("i"));
  const figures = bars.map(() => element("span", { class: "tick" }));
  const rows = bars.map((bar, i) =>
    element(
      "li",
      {},
      element("span", { class: "tick" }, `z${subscript(i + 1)}`),
      element("span", { class: "learn-bar" }, bar),
      figures[i],
    ),
  );
  const list = element("ol", { class: "learn-bars", "data-testid": "train-kl" }, ...rows);
  const name = element("p", { class: "name" }, ...spelled("[KL] of each number, "), element("span", { class: "second" }, "nats"));
  return {
    element: element("div", {}, name, list),
    show(kl) {
      const most = Math.max(1, ...Array.from(kl));
      bars.forEach((bar, i) => {
        bar.style.width = `${(100 * kl[i]) / most}%`;
        figures[i].textContent = formatNumber(kl[i]);
      });
    },
  };
}
