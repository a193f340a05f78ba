// What a VAE writes down for a digit: the graph from the digit to its copy with its numbers, epsilon under the hand, and the
// terms of the ELBO.
import { element, formatNumber, onePerFrame, showProblem } from "../kit/kit.js";
import { digitCanvas } from "../kit/canvas.js";
import { copyLink, presetRow } from "../kit/controls.js";
import { overDelivered } from "../kit/delivered.js";
import { runReady } from "../kit/store.js";
import { digitSource } from "../digits/digit_source.js";
import { likeliestLabel } from "../model/passes.js";
import { Codes, gaussian } from "../model/codes.js";
import { seededNormal } from "../model/axes.js";
import { Estimate, Evidence } from "../model/evidence.js";
import { planarGraph, plainGraph, rowGraph } from "./graphs.js";
import { drawButtons } from "./draw_buttons.js";
import { inIdleTime } from "../kit/idle.js";
import { ledger, unpriced } from "./ledger.js";
import { node } from "./nodes.js";

const DRAWS = 64; // that the mean begins with; the same for every digit, so that digits can be compared
const MOST_DRAWS = 1000; // with those that were drawn by the button
const SEED = 1;
const MOST_UNDO = 200;
const GRID = 1000; // epsilon has three decimals, so that a link reopens exactly what was seen

/**
 * `data`: run {name, spec, beta, kl: of each coordinate over the test set, or null}, one (what a delivered digit is called),
 * presets [{name, question, set: {epsilon: its first numbers, the others 0; label: the first digit of that class}}], start
 * {digit, epsilon}. On release Python hears `view`: {digit, null where it was drawn or uploaded; epsilon, null for a plain run}.
 */
export default function (component) {
  return overDelivered(component, ["digits"], (root, { digits }, data, report) => encode(root, digits, data, report));
}

function encode(root, digits, { one, start }, report) {
  let asked = ""; // the run last asked for
  let shown = null; // the run on the screen: {run, evidence, estimate, graph, sums}
  let epsilon = start.epsilon;
  let before = null; // epsilon before the move under way
  let read = null; // the digit that the encoder has read
  let drawn = false; // whether epsilon is a draw that the mean has not had yet
  const undos = [];

  const source = digitSource({ digits, one, start: start.digit, onInput: () => redraw(), onRelease: release });
  const [clean, decoded] = [digitCanvas({ scale: 0, testid: "clean-digit" }), digitCanvas({ scale: 0, testid: "decoded-digit" })];
  const [input, output] = [node("Digit x", "node-x", clean.element), node("Decoded x\u0302", "node-out", decoded.element)];
  const buttons = drawButtons({ draw: () => place(normal(gaussian), true), mean: () => place(normal(() => 0)), undo, released: release });
  const link = copyLink(() => ({ run: shown.run.name, ...view(), epsilon: view().epsilon?.join() ?? null }));
  const flow = element("div", { class: "flow" });
  const [ledgerHome, trying] = [element("div"), element("div")];
  const stage = element(
    "div", { class: "encode" },
    element("div", { class: "encode-top" }, source.row, buttons.element), source.panel, flow, ledgerHome, trying,
  );
  const redraw = onePerFrame(draw);
  const idle = inIdleTime(averaging, () => shown.sums.show(shown.evidence, shown.estimate));

  function update({ run, presets }) {
    shown?.graph.repaint(); // the theme may have changed
    shown?.sums.repaint();
    if (run.name === asked) return;
    asked = run.name;
    buttons.stop();
    runReady(run.name, run.spec, run.spec.latent_size === 2 ? ["model", "latents"] : ["model"])
      .then((ready) => run.name === asked && show(run, presets, ready))
      .catch((error) => run.name === asked && showProblem(root, error));
  }

  function show(run, presets, { model, latents }) {
    const again = shown !== null;
    leave();
    const size = model.latentSize;
    const draws = seededNormal(SEED, DRAWS * size);
    if (epsilon?.length !== size) {
      epsilon = onGrid(draws.subarray(0, size));
      undos.length = 0;
    }
    const evidence = new Evidence(model);
    const codes = latents ? new Codes(latents, run.spec) : null;
    const hand = { move: (next) => (buttons.stop(), place(next)), released: release };
    const graph = !model.variational ? plainGraph({ codes, size }) : size === 2 ? planarGraph({ codes, ghosts: draws, ...hand }) : rowGraph({ kl: run.kl, ...hand });
    const estimate = model.variational ? new Estimate(evidence, draws) : null;
    const sums = model.linear ? unpriced(link) : ledger({ variational: model.variational, beta: run.beta, draws: DRAWS, corner: link });
    shown = { run, model, evidence, estimate, graph, sums };
    read = null;
    decoded.element.dataset.run = run.name;
    flow.className = `flow ${!model.variational ? "flow-plain" : size === 2 ? "flow-plane" : "flow-rows"}`;
    flow.replaceChildren(input.element, ...graph.elements, output.element);
    ledgerHome.replaceChildren(sums.element);
    trying.replaceChildren(presetRow(presets, pick));
    buttons.element.hidden = !model.variational;
    root.replaceChildren(stage);
    draw();
    describe();
    if (again) report(view());
  }

  function draw() {
    if (!shown) return;
    const { evidence, estimate, graph, sums } = shown;
    if (source.digit() !== read) readDigit();
    evidence.draw(epsilon);
    if (drawn && estimate?.count < MOST_DRAWS) estimate.add(evidence.reconstruction, evidence.logWeight);
    drawn = false;
    decoded.draw(evidence.image);
    decoded.element.pixels = evidence.image; // the exact numbers behind the 256 greys
    decoded.element.dataset.z = JSON.stringify(Array.from(evidence.z));
    decoded.element.dataset.epsilon = JSON.stringify(epsilon);
    graph.hand(evidence, epsilon);
    sums.show(evidence, estimate);
    buttons.undoable(undos.length > 0);
  }

  function readDigit() {
    const { model, evidence, estimate, graph, sums } = shown;
    read = source.digit();
    const label = model.classes ? (read.label ?? likeliestLabel(model, read.pixels)) : undefined;
    evidence.read(read.pixels, label);
    clean.draw(read.pixels);
    clean.element.pixels = read.pixels;
    input.say(read.label === null ? read.title : `${read.title}, a ${read.label}`);
    output.say(model.classes ? `decoder, told ${read.label === null ? "its best guess, " : ""}${label}` : "decoder");
    graph.read(evidence);
    sums.read(evidence);
    if (!estimate) return;
    estimate.restart();
    idle.request();
  }

  function averaging() {
    shown.estimate.step();
    return !shown.estimate.done;
  }

  function normal(number) {
    return Array.from(epsilon, number);
  }

  function place(next, chance = false) {
    before ??= epsilon;
    drawn = chance;
    epsilon = onGrid(next);
    redraw();
  }

  // The hand lets go: what it did is one step of undo, and Python hears of it.
  function release() {
    if (!shown) return;
    if (before) undos.push(before);
    if (undos.length > MOST_UNDO) undos.shift();
    before = null;
    tell();
  }

  function undo() {
    before = null;
    epsilon = undos.pop() ?? epsilon;
    tell();
  }

  function tell() {
    draw(); // a redraw may still wait for its frame, and the words are of what is on the screen
    describe();
    report(view());
  }

  function pick({ set: { label, epsilon: first } }) {
    buttons.stop();
    if (label !== undefined) source.pick(digits.get("index").data[digits.get("labels").data.indexOf(label)]);
    if (first && shown.evidence.sigma) place(epsilon.map((_, j) => first[j] ?? 0));
    release();
  }

  function view() {
    return { digit: source.digit().index, epsilon: shown.evidence.sigma ? [...epsilon] : null };
  }

  function describe() {
    const { evidence, graph, sums } = shown;
    clean.describe(`The digit: ${source.digit().title}`);
    decoded.describe(evidence.reconstruction === null ? "Decoded digit" : `Decoded digit, reconstruction term ${formatNumber(evidence.reconstruction, 2)} nats`);
    graph.describe();
    sums.describe();
  }

  function leave() {
    idle.stop();
    shown?.graph.destroy();
    shown?.sums.destroy();
  }

  return {
    update,
    destroy() {
      buttons.destroy();
      leave();
    },
  };
}

function onGrid(values) {
  return Array.from(values, (value) => Math.round(value * GRID) / GRID || 0);
}
