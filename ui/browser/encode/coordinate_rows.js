// A code of many numbers as rows: mu, sigma, epsilon under the hand, z and what the coordinate costs.
import { element } from "../kit/kit.js";
import { formatNumber, subscript } from "../model/numbers.js";
import { slider } from "../kit/controls.js";
import { DEAD } from "../model/axes.js";
import { figure } from "./nodes.js";

const MOST = 32; // rows
const REACH = 3; // sigmas a slider goes to; a draw beyond takes it along
const HEADS = ["", "\u03bc", "\u03c3", "", "\u03b5", "z", "KL, nats"];

/**
 * @param {{kl: number[], move: (epsilon: number[]) => void, released: () => void}} options kl: mean over the test set, which
 *   orders the rows and greys the dead ones, so that no row moves while a digit is drawn

 */
export function coordinateRows({ kl, move, released }) {
  const order = kl
    .map((_, j) => j)
    .sort((a, b) => kl[b] - kl[a])
    .slice(0, MOST);
  /** @type {number[]} */
  let present = [];
  const rows = order.map((j) =>
    coordinateRow(j, kl[j] < DEAD, (value) => move(present.map((e, i) => (i === j ? value : e))), released),
  );
  const heads = element(
    "div",
    { class: "coordinate coordinate-heads", "aria-hidden": "true" },
    ...HEADS.map((text) => element("span", {}, text)),
  );
  const list = element(
    "div",
    { class: "coordinate-list", style: { "--rows": rows.length } },
    heads,
    ...rows.map((row) => row.element),
  );
  const dead = kl.filter((value) => value < DEAD).length;
  const some =
    order.length < kl.length ? `the ${MOST} of ${kl.length} with the most KL on the test set` : "by KL on the test set";
  return {
    element: list,
    says: dead ? `${some}; ${dead === 1 ? "one is" : `${dead} are`} dead (grey)` : some,
    /** @param {Evidence} evidence */
    read(evidence) {
      const most = Math.max(...(evidence.kl ?? []));
      rows.forEach((row, k) => row.read(evidence, order[k], most));
    },
    /** @param {Evidence} evidence @param {number[]} epsilon */
    hand({ z }, epsilon) {
      present = epsilon;
      rows.forEach((row, k) => row.hand(epsilon[order[k]], z[order[k]]));
    },
  };
}

/** @param {number} j @param {boolean} dead @param {(value: number) => void} move @param {() => void} released */
function coordinateRow(j, dead, move, released) {
  const name = `\u03b5${subscript(j + 1)}`;
  const control = slider({
    label: name,
    min: -REACH,
    max: REACH,
    step: 0.05,
    value: 0,
    testid: `epsilon-${j}`,
    bubble: false,
    onInput: move,
    onRelease: released,
  });
  const [mean, sigma, z] = ["mean", "sigma", "z"].map((kind) => figure(kind, 3));
  const [draw, cost] = [figure("epsilon", 2, "hand"), figure("kl-coordinate", 2)];
  const bar = element("i", { class: "coordinate-bar" });
  const node = element(
    "div",
    {
      class: `coordinate${dead ? " dead" : ""}`,
      dataset: { coordinate: String(j) },
      title: dead ? "Dead: its KL over the test digits is under 0.01 nats" : null,
    },
    element("span", { class: "coordinate-name" }, String(j + 1)),
    mean.element,
    sigma.element,
    control.element,
    draw.element,
    z.element,
    element("span", { class: "coordinate-cost" }, bar, cost.element),
  );
  let reach = REACH;
  let shown = 0;
  return {
    element: node,
    /** @param {Evidence} evidence @param {number} i @param {number} most */
    read(evidence, i, most) {
      const kl = evidence.kl?.[i] ?? 0;
      mean.set(evidence.mean[i]);
      sigma.set(evidence.sigma?.[i] ?? 0);
      cost.set(kl);
      bar.style.setProperty("--share", String(kl / most));
    },
    /** @param {number} epsilon @param {number} code */
    hand(epsilon, code) {
      draw.set(epsilon);
      z.set(code);
      if (epsilon === shown) return;
      shown = epsilon;
      const wide = Math.max(REACH, Math.abs(epsilon));
      if (wide !== reach) control.range(-(reach = wide), wide);
      control.set(epsilon);
    },
  };
}

/** The numbers of a point, as bars about 0. @param {number} size of the code */
export function pointRows(size) {
  const shown = Math.min(size, MOST);
  const rows = Array.from({ length: shown }, (_, j) => {
    const value = figure("mean", 2);
    const bar = element("i", { class: "point-bar" });
    return {
      value,
      bar,
      element: element(
        "div",
        { class: "point" },
        element("span", { class: "second" }, `z${subscript(j + 1)}`),
        bar,
        value.element,
      ),
    };
  });
  return {
    element: element("div", { class: "point-list" }, ...rows.map((row) => row.element)),
    says: shown < size ? `encoder: a point; the first ${shown} of ${formatNumber(size, 0)} numbers` : "encoder: a point",
    /** @param {Evidence} evidence */
    read({ mean }) {
      const most = Math.max(...mean.subarray(0, shown).map(Math.abs)) || 1;
      rows.forEach(({ value, bar }, j) => {
        value.set(mean[j]);
        bar.style.setProperty("--share", String(mean[j] / most));
      });
    },
  };
}
