// The middle of the graph, between the digit and what is decoded: one way for a code of two numbers, one for more, one for a
// model that writes down a point. All have {elements, read(evidence) for another digit, hand(evidence, epsilon) at every
// move, repaint, describe, destroy}.
import { element } from "../kit/kit.js";
import { formatNumber, subscript } from "../model/numbers.js";
import { codeMap } from "./code_map.js";
import { coordinateRows, pointRows } from "./coordinate_rows.js";
import { figure, node, sign, symbolled } from "./nodes.js";
import { SPAN, plane } from "./plane.js";

const PAIR = [1, 2];
const POINT =
  "A plain autoencoder writes down a point: the mean alone. There is no \u03c3, so there is no \u03b5 to draw, no KL and no ELBO. " +
  "Pick a variational model in the sidebar to drag the draw.";

/** @typedef {ReturnType<typeof plainGraph>} Graph */

/**
 * A code of two numbers: the posterior on the map, epsilon on its plane, z on the plane that mu and sigma make of it.
 * @param {{codes: Codes, ghosts: Float32Array, move: (epsilon: number[]) => void, released: () => void}} options
 */
export function planarGraph({ codes, ghosts, move, released }) {
  const map = codeMap(codes);
  const pad = plane({
    testid: "epsilon-pad",
    name: "Epsilon",
    axes: ["\u03b5\u2081", "\u03b5\u2082"],
    ghosts,
    shares: true,
    move,
    released,
  });
  const image = plane({ testid: "z-plane", name: "z", axes: codes.axes, ghosts, codes, move, released });
  const planes = [map, pad, image];
  const [means, sigmas, zs] = ["mean", "sigma", "z"].map((kind) => PAIR.map(() => figure(kind, 4)));
  const draws = PAIR.map(() => figure("epsilon", 2, "hand"));
  const plus = () => element("span", { class: "node-plus", "aria-hidden": "true" }, "+");
  /** @param {number} j */
  const row = (j) => [
    symbolled(`\u03bc${subscript(j + 1)}`, means[j]),
    plus(),
    symbolled(`\u03c3${subscript(j + 1)}`, sigmas[j]),
  ];
  const posterior = node(
    "[Posterior] q(z | x)",
    "node-posterior",
    map.element,
    element("div", { class: "node-figures" }, ...row(0), ...row(1)),
  );
  const draw = node("[\u03b5|epsilon] \u223c [N(0, I)|gaussian]", "node-epsilon", pad.element, columnOf("\u03b5", draws));
  const code = node("[z|latent] = [\u03bc|mean] + [\u03c3|sigma] \u2299 \u03b5", "node-z", image.element, columnOf("z", zs));
  posterior.say("encoder: mean \u03bc, spread \u03c3");
  draw.say("the random part: drag");
  return {
    elements: [
      sign(""),
      posterior.element,
      sign("\u2299", ["\u00d7", "\u00d7"]),
      draw.element,
      sign("=", ["=", "="]),
      code.element,
      sign(""),
    ],
    /** @param {Evidence} evidence */
    read({ mean, sigma }) {
      const [at, spread] = [Array.from(mean), Array.from(sigma ?? [])];
      map.place(at, spread);
      image.place(at, spread);
      PAIR.forEach((_, j) => (means[j].set(at[j]), sigmas[j].set(spread[j])));
      const times = (codes.extent.xmax - codes.extent.xmin) / (2 * SPAN * Math.max(...spread));
      code.say(`the map, ${formatNumber(times, times < 10 ? 1 : 0)} times as large`);
    },
    /** @param {Evidence} evidence @param {number[]} epsilon */
    hand({ z }, epsilon) {
      pad.hand(epsilon);
      image.hand(epsilon);
      PAIR.forEach((_, j) => (draws[j].set(epsilon[j]), zs[j].set(z[j])));
    },
    repaint: () => planes.forEach((each) => each.repaint()),
    describe: () => planes.forEach((each) => each.describe()),
    destroy: () => planes.forEach((each) => each.destroy()),
  };
}

/**
 * A code of more numbers: a row for each coordinate, the one with the most KL on the test set first.
 * @param {{kl: number[], move: (epsilon: number[]) => void, released: () => void}} options kl: of each coordinate,
 *   mean over the test set
 */
export function rowGraph({ kl, move, released }) {
  const rows = coordinateRows({ kl, move, released });
  const middle = node(
    "[z|latent] = [\u03bc|mean] + [\u03c3|sigma] \u2299 \u03b5, coordinate by coordinate",
    "node-rows",
    rows.element,
  );
  middle.say(rows.says);
  return { ...still, elements: [sign(""), middle.element, sign("")], read: rows.read, hand: rows.hand };
}

/**
 * A plain model: its point on the map, or the numbers of its code, and what is missing.
 * @param {{codes: Codes | null, size: number}} of
 */
export function plainGraph({ codes, size }) {
  const nothing = element("p", { class: "no-posterior", "data-testid": "no-posterior" }, POINT);
  if (!codes) {
    const rows = pointRows(size);
    const middle = node("[Code] z", "node-rows", rows.element, nothing);
    middle.say(rows.says);
    return { ...still, elements: [sign(""), middle.element, sign("")], read: rows.read };
  }
  const map = codeMap(codes);
  const zs = PAIR.map(() => figure("mean", 4));
  const point = node("[Code] z", "node-posterior", map.element, columnOf("z", zs));
  point.say("encoder: a point");
  return {
    ...map,
    elements: [sign(""), point.element, element("div", { class: "node-nothing" }, nothing), sign("")],
    /** @param {Evidence} evidence */
    read({ mean }) {
      map.place(Array.from(mean), null);
      zs.forEach((each, j) => each.set(mean[j]));
    },
    hand: still.hand,
  };
}

/** @param {string} symbol @param {import("./nodes.js").Figure[]} figures */
function columnOf(symbol, figures) {
  return element("div", { class: "node-figures" }, ...figures.map((each, j) => symbolled(symbol + subscript(j + 1), each)));
}

const still = {
  /** @type {(evidence: Evidence, epsilon: number[]) => void} */
  hand() {},
  repaint() {},
  describe() {},
  destroy() {},
};
