// Samples of the prior, or decoded noise where a model has none, each a start for the code in hand.
import { element } from "../kit/kit.js";
import { button } from "../kit/controls.js";
import { digitGallery } from "../digits/digit_gallery.js";
import { seededNormal } from "../model/random.js";
import { spelled } from "../kit/word.js";

const SAMPLES = 64;
const NO_PRIOR = "This model was never trained to have a prior: nothing made its codes look like these draws.";

/**
 * @param {{model: Model, codes: Codes, hand: import("./code_in_hand.js").CodeInHand, view: View,
 *   decode: (code: Numbers) => Float32Array, request: () => void}} parts request: have what is stale painted
 * @returns change: the temperature or the seed is another; mark: the code came from there; sample: the code of a sample that an
 *   address names, whatever is drawn now
 */
export function priorPanel({ model, codes, hand, view, decode, request }) {
  const { size } = codes;
  const [title, name] = model.variational ? ["[Prior]", "Sample"] : ["[N(0, I)|gaussian]", "Decoded noise"];
  let noise = seededNormal(view.now.seed, SAMPLES * size);
  /** @param {number} i */
  const codeOf = (i) => noise.subarray(i * size, (i + 1) * size).map((epsilon) => view.now.temperature * epsilon);
  const gallery = digitGallery({
    count: SAMPLES,
    class: "samples",
    testid: "prior-sample",
    label: `${name}, ${SAMPLES} times`,
    name: (i) => `${name} ${i + 1}`,
    decode: (i) => decode(codeOf(i)),
    onPick: (i) => hand.startAt(codeOf(i), { kind: "sample", index: i, temperature: view.now.temperature, seed: view.now.seed }),
  });
  const seed = element("span", { class: "second", "data-testid": "seed" });
  const again = button("New samples", () => view.choose({ seed: view.next("seed") }), { testid: "new-samples" });
  const temperature = view.slider("temperature", { label: "[Temperature]", step: 0.05, testid: "temperature", bubble: false });
  const head = element("div", { class: "code-title" }, element("span", { class: "name" }, ...spelled(title)), seed, again);
  const why = model.variational ? [] : [element("p", { class: "second", "data-testid": "no-prior" }, NO_PRIOR)];

  return {
    element: element(
      "section",
      { class: "code-prior", "data-testid": "samples" },
      head,
      gallery.element,
      temperature.element,
      ...why,
    ),
    gallery,
    /** @type {(i: number, from: number, heat: number) => Float32Array} */
    sample: (i, from, heat) =>
      seededNormal(from, (i + 1) * size)
        .subarray(i * size)
        .map((epsilon) => heat * epsilon),
    /** @param {Record<string, any>} part of the view */
    change(part) {
      if (part.temperature === undefined && part.seed === undefined) return;
      if (part.seed !== undefined) noise = seededNormal(part.seed, SAMPLES * size);
      temperature.set(view.now.temperature);
      seed.textContent = `seed ${view.now.seed}`;
      gallery.spoil();
      gallery.mark(-1);
      request();
    },
    /** @param {import("./code_in_hand.js").Origin} from */
    mark(from) {
      const there = from.kind === "sample" && from.seed === view.now.seed && from.temperature === view.now.temperature;
      gallery.mark(there ? (from.index ?? -1) : -1);
    },
  };
}
