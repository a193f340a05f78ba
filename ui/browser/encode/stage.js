// What Encode puts around a run: the digit, the graph of the run, the digit decoded, the sums and what there is to try.
import { element } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { digitCanvas } from "../kit/canvas.js";
import { whenHandIsUp } from "../kit/hand.js";
import { inIdleTime } from "../kit/idle.js";
import { likeliestLabel } from "../model/passes.js";
import { Estimate, Evidence } from "../model/evidence.js";
import { planarGraph, plainGraph, rowGraph } from "./graphs.js";
import { ledger, unpriced } from "./ledger.js";
import { node } from "./nodes.js";

const MOST_DRAWS = 1000; // of the mean, with those that were drawn by the button

/** @typedef {import("./graphs.js").Graph} Graph */

/**
 * A run on the screen: its evidence, the mean over draws, its graph and its sums.
 * @param {{name: string, beta: number, kl: number[] | null}} run
 * @param {{model: Model, codes: Codes | null, draws: Float32Array, count: number,
 *   hand: {move: (epsilon: number[]) => void, released: () => void}, link: HTMLElement}} parts draws: the first ones of the mean,
 *   `count` of them
 */
export function runParts(run, { model, codes, draws, count, hand, link }) {
  const size = model.latentSize;
  const evidence = new Evidence(model);
  /** @returns {Graph} */
  const graphOf = () => {
    if (!model.variational) return plainGraph({ codes, size });
    return codes ? planarGraph({ codes, ghosts: draws, ...hand }) : rowGraph({ kl: run.kl ?? [], ...hand });
  };
  return {
    run,
    model,
    evidence,
    graph: graphOf(),
    estimate: model.variational ? new Estimate(evidence, draws) : null,
    sums: model.linear ? unpriced(link) : ledger({ variational: model.variational, beta: run.beta, draws: count, corner: link }),
  };
}

/**
 * The stage holds the run that is on it.
 * @param {{row: HTMLElement, panel: HTMLElement}} source where the digit comes from
 * @param {{element: HTMLElement}} buttons of the draw
 * @param {() => void} rested the mean over draws is whole, and no hand is down
 */
export function stageOf(source, buttons, rested) {
  const [clean, decoded] = [
    digitCanvas({ label: "The digit", scale: 0, testid: "clean-digit" }),
    digitCanvas({ label: "Decoded digit", scale: 0, testid: "decoded-digit" }),
  ];
  const [input, output] = [node("Digit x", "node-x", clean.element), node("Decoded x\u0302", "node-out", decoded.element)];
  const [flow, sumsHome, trying] = [element("div", { class: "flow" }), element("div"), element("div")];
  /** @type {ReturnType<typeof runParts>} */
  let on;
  // the mean over draws goes on while the hand rests
  const idle = inIdleTime(
    () => on.estimate?.step() ?? false,
    () => {
      on.sums.show(on.evidence, on.estimate);
      if (on.estimate?.done) whenHandIsUp(rested);
    },
  );
  const top = element("div", { class: "encode-top" }, source.row, buttons.element);
  return {
    element: element("div", { class: "encode" }, top, source.panel, flow, sumsHome, trying),
    /** The parts of the run on it, none before the first. */
    parts: () => /** @type {typeof on | undefined} */ (on),

    /** Another run. @param {ReturnType<typeof runParts>} parts @param {HTMLElement} presets */
    enter(parts, presets) {
      on = parts;
      const { run, model, graph, sums } = on;
      decoded.element.dataset.run = run.name;
      flow.className = `flow ${!model.variational ? "flow-plain" : model.latentSize === 2 ? "flow-plane" : "flow-rows"}`;
      flow.replaceChildren(input.element, ...graph.elements, output.element);
      sumsHome.replaceChildren(sums.element);
      trying.replaceChildren(presets);
      buttons.element.hidden = !model.variational;
    },

    /** Another digit: the encoder reads it. @param {import("../digits/digit_source.js").Digit} digit */
    read(digit) {
      const { model, evidence, estimate, graph, sums } = on;
      const label = model.classes ? (digit.label ?? likeliestLabel(model, digit.pixels)) : undefined;
      evidence.read(digit.pixels, label);
      clean.draw(digit.pixels);
      clean.element.pixels = digit.pixels;
      input.say(digit.label === null ? digit.title : `${digit.title}, a ${digit.label}`);
      output.say(model.classes ? `decoder, told ${digit.label === null ? "its best guess, " : ""}${label}` : "decoder");
      graph.read(evidence);
      sums.read(evidence);
      estimate?.restart();
      if (estimate) idle.request();
    },

    /** Another draw. @param {number[] | null} epsilon @param {boolean} counts whether the mean over draws has it, too */
    draw(epsilon, counts) {
      const { evidence, estimate, graph, sums } = on;
      evidence.draw(epsilon ?? []);
      if (counts && estimate && estimate.count < MOST_DRAWS) estimate.add(evidence.reconstruction ?? 0, evidence.logWeight);
      decoded.draw(evidence.image, evidence.z);
      decoded.element.pixels = evidence.image; // the exact numbers behind the 256 greys
      decoded.element.epsilon = [...(epsilon ?? [])];
      graph.hand(evidence, epsilon ?? []);
      sums.show(evidence, estimate);
    },

    /** The theme may be another. */
    repaint() {
      on?.graph.repaint();
      on?.sums.repaint();
    },

    /** @param {import("../digits/digit_source.js").Digit} digit */
    describe(digit) {
      const { evidence, graph, sums } = on;
      clean.describe(`The digit: ${digit.title}`);
      decoded.describe(
        evidence.reconstruction === null
          ? "Decoded digit"
          : `Decoded digit, reconstruction term ${formatNumber(evidence.reconstruction, 2)} nats`,
      );
      graph.describe();
      sums.describe();
    },

    leave() {
      idle.stop();
      on?.graph.destroy();
      on?.sums.destroy();
    },
  };
}
