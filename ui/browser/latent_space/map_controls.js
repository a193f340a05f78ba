// The controls below a map: which digits, what lies behind the ring, the posterior, the plane of codes of more than two numbers.
import { element } from "../kit/kit.js";
import { button, digitLegend, segmented } from "../kit/controls.js";

const BACKGROUNDS = [
  { value: "codes", label: "[Codes|code]" },
  { value: "manifold", label: "[Manifold]" },
  { value: "density", label: "[Density]" },
];
const AGGREGATE = { value: "aggregate", label: "[q(z)|aggregated-posterior]" }; // for a variational run of two numbers
const LATTICES = [
  { value: "field", label: "Arrows" }, // for any run of two numbers
  { value: "metric", label: "[Metric]" },
];
const DRAWS = { value: "draws", label: "Draws" }; // of the prior, for codes that are stored whole
const WHOLE = 32; // numbers: a longer code is stored by its principal coordinates
const PLANES = [
  { value: "pca", label: "[PCA]" },
  { value: "tsne", label: "[t-SNE]" },
];
const PLANE_NOTES = {
  pca: "PCA is a plane through the codes: the ring moves within it, the rest of the code stays.",
  tsne: "t-SNE keeps neighbours, not distances; it has no way back, so the ring snaps to test codes.",
};

/**
 * How a map looks.
 * @typedef {{isolated: Set<number>, background: string, posterior: boolean, tsne: boolean}} Look
 */

/**
 * @param {{spec: Spec}[]} runs
 * @param {{change: (part: Partial<Look>) => void, resample: () => void,
 *   relabel: (digit: number) => void}} on resample: draw from the posterior; relabel: another digit is told
 */
export function mapControls(runs, { change, resample, relabel }) {
  const flat = runs.filter(({ spec }) => spec.latent_size === 2);
  const variational = runs.filter(({ spec }) => spec.variational);
  const contours = flat.some(({ spec }) => spec.variational);
  const whole = runs.every(({ spec }) => spec.latent_size <= WHOLE);
  const backgrounds = [
    ...BACKGROUNDS,
    ...(contours ? [AGGREGATE] : []),
    ...(flat.length ? LATTICES : []),
    ...(whole ? [DRAWS] : []),
  ];
  const legend = digitLegend({
    onChange: (isolated) => change({ isolated }),
    title: "Show only these digits. On the map, the keys 0 to 9 go to the mean code of a digit",
  });
  const background = segmented({
    label: "Behind the ring",
    options: backgrounds,
    value: "codes",
    testid: "background",
    onChange: (value) => change({ background: value }),
  });
  background.element.classList.toggle("many", backgrounds.length > 4);
  const posterior = button("[Posterior]", () => change({ posterior: posterior.getAttribute("aria-pressed") !== "true" }), {
    testid: "posterior",
    title: "One and two sigma of the test digit nearest to the ring: of two numbers they hold 39% and 86% of its draws",
  });
  const draw = button("Resample", resample, { testid: "resample", title: "Draw a code from that posterior" });
  const buttons = element("div", { class: "map-buttons" }, ...(variational.length ? [posterior, draw] : []));
  const plane = runs.some(({ spec }) => spec.latent_size > 2) ? planePicker((tsne) => change({ tsne })) : null;
  const labels = runs.some(({ spec }) => spec.classes) ? digitPicker(relabel) : null;
  const controls = element("div", { class: "map-controls" }, legend.element, background.element, buttons);
  return {
    planes: plane !== null,
    above: labels ? [labels.element] : [],
    below: [controls, ...(plane ? [plane.element] : [])],
    /** Whether these runs have such a background: a link may come from another run. @param {string} name */
    has: (name) => backgrounds.some(({ value }) => value === name),
    /** @param {Look} look */
    show(look) {
      legend.set(look.isolated);
      background.set(look.background);
      controls.classList.toggle("drawn", look.background === DRAWS.value);
      plane?.set(look.tsne);
      const shapeless = look.tsne && variational.every(({ spec }) => spec.latent_size > 2); // an ellipse has no shape on t-SNE
      posterior.disabled = shapeless;
      posterior.setAttribute("aria-pressed", String(look.posterior && !shapeless));
      draw.disabled = !look.posterior || shapeless;
    },
    /** Show the digit told; whether there is a run that takes one. @param {number} digit */
    tell(digit) {
      labels?.set(String(digit));
      return labels !== null;
    },
  };
}

// For codes of more than two numbers.
/** @param {(tsne: boolean) => void} onPick */
function planePicker(onPick) {
  const note = element("p", { class: "tick" });
  /** @param {string} value */
  const onChange = (value) => onPick(value === "tsne");
  const cells = segmented({ label: "Map of the codes", options: PLANES, value: "pca", testid: "plane", onChange });
  /** @param {boolean} tsne */
  const set = (tsne) => {
    cells.set(tsne ? "tsne" : "pca");
    note.textContent = PLANE_NOTES[tsne ? "tsne" : "pca"];
  };
  return { element: element("div", { class: "map-plane" }, cells.element, note), set };
}

/** @param {(digit: number) => void} onPick */
function digitPicker(onPick) {
  const options = Array.from({ length: 10 }, (_, digit) => ({ value: String(digit), label: String(digit) }));
  /** @param {string} value */
  const onChange = (value) => onPick(Number(value));
  const cells = segmented({ label: "Digit to draw", options, value: "0", testid: "label", onChange });
  return { element: element("div", { class: "map-label" }, element("span", {}, "Digit"), cells.element), set: cells.set };
}
