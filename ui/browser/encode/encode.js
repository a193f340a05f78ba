// What a VAE writes down for a digit: the graph from the digit to its copy with its numbers, epsilon under the hand, and the
// terms of the ELBO.
import { onePerFrame } from "../kit/kit.js";
import { copyLink, presetRow } from "../kit/controls.js";
import { overDelivered } from "../kit/delivered.js";
import { inIdleTime } from "../kit/idle.js";
import { oneRun } from "../kit/runs.js";
import { View } from "../kit/view.js";
import { digitSource } from "../digits/digit_source.js";
import { Codes } from "../model/codes.js";
import { seededNormal } from "../model/axes.js";
import { drawButtons } from "./draw_buttons.js";
import { epsilonIn } from "./epsilon.js";
import { runParts, stageOf } from "./stage.js";

const DRAWS = 64; // that the mean begins with; the same for every digit, so that digits can be compared
const MOST_DRAWS = 1000; // with those that were drawn by the button
const SEED = 1;

/**
 * `data`: run {name, spec, beta, kl: of each coordinate over the test set, or null}, one (what a delivered digit is called), and the
 * view of ui/instruments/encode.py. A preset may set `epsilon`, its first numbers, the others 0, and `label`, the first digit of that class.
 */
export default function (component) {
  return overDelivered(component, ["digits"], (root, { digits }, data, report) => encode(root, digits, data, report));
}

function encode(root, digits, { one, ...data }, report) {
  let shown = null; // the run on the screen: {run, evidence, estimate, graph, sums}
  let read = null; // the digit that the encoder has read

  const view = new View(data, { moved: () => redraw(), released, report });
  const epsilon = epsilonIn(view);
  const source = digitSource({ digits, one, start: view.now.digit, onInput: ({ index }) => view.move({ digit: index }), onRelease: view.release });
  view.now.digit = source.digit().index;
  const buttons = drawButtons({ draw: epsilon.draw, mean: epsilon.set, undo: epsilon.undo, released: view.release });
  const stage = stageOf(source, buttons);
  const link = copyLink(() => ({ run: shown.run.name, ...view.link() }));
  const redraw = onePerFrame(draw);
  const ask = oneRun(root);
  const idle = inIdleTime(() => shown.estimate.step(), () => shown.sums.show(shown.evidence, shown.estimate));

  function update({ run, presets }) {
    shown?.graph.repaint(); // the theme may have changed
    shown?.sums.repaint();
    if (ask(run, run.spec.latent_size === 2 ? ["model", "latents"] : ["model"], (ready) => show(run, presets, ready))) buttons.stop();
  }

  function show(run, presets, { model, latents }) {
    const again = shown !== null;
    leave();
    const draws = seededNormal(SEED, DRAWS * model.latentSize);
    epsilon.begin(model, draws);
    const hand = { move: (next) => (buttons.stop(), epsilon.place(next)), released: view.release };
    shown = runParts(run, { model, codes: latents ? new Codes(latents, run.spec) : null, draws, count: DRAWS, hand, link });
    read = null;
    stage.show(shown, presetRow(presets, pick));
    root.replaceChildren(stage.element);
    draw();
    describe();
    if (again) view.report();
  }

  function draw() {
    if (!shown) return;
    const { evidence, estimate, graph, sums } = shown;
    if (source.digit() !== read) readDigit();
    evidence.draw(view.now.epsilon);
    if (epsilon.fresh() && estimate?.count < MOST_DRAWS) estimate.add(evidence.reconstruction, evidence.logWeight);
    stage.draw(evidence, view.now.epsilon);
    graph.hand(evidence, view.now.epsilon);
    sums.show(evidence, estimate);
    buttons.undoable(epsilon.undoable());
  }

  function readDigit() {
    const { evidence, estimate, graph, sums } = shown;
    read = source.digit();
    stage.read(shown, read);
    graph.read(evidence);
    sums.read(evidence);
    if (!estimate) return;
    estimate.restart();
    idle.request();
  }

  function released() {
    if (!shown) return;
    epsilon.keep();
    draw(); // a redraw may still wait for its frame, and the words are of what is on the screen
    describe();
  }

  function pick({ set: { label, epsilon: first } }) {
    buttons.stop();
    if (label !== undefined) source.pick(digits.get("index").data[digits.get("labels").data.indexOf(label)]);
    if (first && shown.evidence.sigma) epsilon.set(first);
    view.release();
  }

  function describe() {
    stage.describe(shown.evidence, source.digit());
    shown.graph.describe();
    shown.sums.describe();
  }

  function leave() {
    idle.stop();
    shown?.graph.destroy();
    shown?.sums.destroy();
  }

  return {
    update,
    destroy() {
      epsilon.destroy();
      buttons.destroy();
      leave();
    },
  };
}
