// What a VAE writes down for a digit: the graph from the digit to its copy with its numbers, epsilon under the hand, and the
// terms of the ELBO.
import { tensorOf } from "../engine/safetensors.js";
import { onePerFrame } from "../kit/kit.js";
import { presetRow } from "../kit/controls.js";
import { copyLink } from "../kit/copy_link.js";
import { overDelivered } from "../kit/delivered.js";
import { oneRun } from "../kit/runs.js";
import { View } from "../kit/view.js";
import { digitSource } from "../digits/digit_source.js";
import { Codes } from "../model/codes.js";
import { seededNormal } from "../model/random.js";
import { drawButtons } from "./draw_buttons.js";
import { epsilonIn } from "./epsilon.js";
import { costWords } from "./ledger.js";
import { runParts, stageOf } from "./stage.js";

const DRAWS = 64; // that the mean begins with; the same for every digit, so that digits can be compared
const SEED = 1;

/**
 * @typedef {Named & {spec: Spec, beta: number, kl: number[] | null}} EncodedRun
 * @typedef {import("../kit/controls.js").Preset & {set: {label?: number, epsilon?: number[]}}} EncodePreset
 * @typedef {{run: EncodedRun, presets: EncodePreset[], one: string} & ViewData} EncodeData
 */

/**
 * `data`: run {name, spec, beta, kl: of each coordinate over the test set, or null}, one (what a delivered digit is called),
 * and the view of ui/instruments/encode.py. A preset may set `epsilon`, its first numbers, the others 0, and `label`, the first
 * digit of that class.
 * @param {Component<EncodeData>} component
 */
export default function (component) {
  return overDelivered(component, ["digits"], (root, { digits }, data, report) => encode(root, digits, data, report));
}

/** @param {HTMLElement} root @param {Tensors} digits @param {EncodeData} data @param {Tell} report */
function encode(root, digits, { one, ...data }, report) {
  const view = new View(data, { moved: () => redraw(), led, released, seen: () => costWords(stage.parts()?.evidence), report });
  const epsilon = epsilonIn(view);
  const source = digitSource({
    digits,
    one,
    start: view.now.digit,
    onInput: ({ index }) => view.move({ digit: index }),
    onRelease: view.release,
  });
  view.now.digit = source.digit().index;
  const buttons = drawButtons({ draw: epsilon.draw, mean: epsilon.set, undo: epsilon.undo, released: view.release });
  const stage = stageOf(source, buttons, describe);
  const link = copyLink(() => ({ run: stage.parts()?.run.name ?? null, ...view.link() }));
  const ask = oneRun(root);
  const redraw = onePerFrame(draw, describe);
  /** @type {import("../digits/digit_source.js").Digit | null} */
  let read = null; // the digit that the encoder has read

  /** @param {EncodeData} data @param {import("../kit/store.js").Ready} ready */
  function show({ run, presets, ...now }, { model, latents }) {
    const again = stage.parts() !== undefined;
    stage.leave();
    view.follow(now);
    const draws = seededNormal(SEED, DRAWS * model.latentSize);
    epsilon.begin(model, draws);
    const hand = { move: /** @param {number[]} next */ (next) => (buttons.stop(), epsilon.place(next)), released: view.release };
    stage.enter(
      runParts(run, { model, codes: latents ? new Codes(latents, run.spec) : null, draws, count: DRAWS, hand, link }),
      presetRow(presets, pick),
    );
    root.replaceChildren(stage.element);
    read = null;
    redraw();
    if (again) view.report();
  }

  /** @param {Record<string, any>} part */
  function led(part) {
    buttons.stop();
    if ("digit" in part && view.now.digit !== null) source.pick(view.now.digit);
  }

  function draw() {
    if (!stage.parts()) return;
    if (source.digit() !== read) stage.read((read = source.digit()));
    stage.draw(view.now.epsilon, epsilon.fresh());
    buttons.undoable(epsilon.undoable());
  }

  function released() {
    if (!stage.parts()) return;
    epsilon.keep();
    draw(); // a redraw may still wait for its frame, and Python is told of what is on the screen
  }

  function describe() {
    if (stage.parts()) stage.describe(source.digit());
  }

  /** @param {EncodePreset} preset */
  function pick({ set: { label, epsilon: first } }) {
    buttons.stop();
    if (label !== undefined) source.pick(tensorOf(digits, "index")[tensorOf(digits, "labels").indexOf(label)]);
    if (first && stage.parts()?.evidence.sigma) epsilon.set(first);
    view.release();
  }

  return {
    /** @param {EncodeData} now */
    update(now) {
      const { run } = now;
      stage.repaint();
      if (ask(run, run.spec.latent_size === 2 ? ["model", "latents"] : ["model"], (ready) => show(now, ready))) buttons.stop();
    },
    destroy() {
      epsilon.destroy();
      buttons.destroy();
      stage.leave();
    },
  };
}
