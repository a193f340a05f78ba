// The latent map: codes of the test digits as dots, and the digit that lives under the hand. Up to three runs on one cursor.
import { element, instrument, palette, reducedMotion, showProblem } from "../kit/kit.js";
import { button, copyLink, digitLegend, presetRow, segmented } from "../kit/controls.js";
import { linkedRuns } from "./linked_runs.js";
import { onResize } from "../kit/canvas.js";
import { runReady } from "../kit/store.js";
import { View } from "../kit/view.js";

const NARROW = 540; // CSS pixels below which one map is as wide as the page
const WIDE = 840; // and below which two or three do not fit beside each other
const BACKGROUNDS = [
  { value: "codes", label: "Codes" },
  { value: "manifold", label: "Manifold" },
  { value: "density", label: "Density" },
];
const AGGREGATE = { value: "aggregate", label: "q(z)" }; // for a variational run of two numbers
const LATTICES = [
  { value: "field", label: "Arrows" }, // for any run of two numbers
  { value: "metric", label: "Metric" },
];
const PLANES = [
  { value: "pca", label: "PCA" },
  { value: "tsne", label: "t-SNE" },
];
const PLANE_NOTES = {
  pca: "PCA is a plane through the codes: the ring moves within it, the rest of the code stays.",
  tsne: "t-SNE keeps neighbours, not distances; it has no way back, so the ring snaps to test codes.",
};

/**
 * `data`: runs [{name, kind, spec, distance, apart}] and the view of ui/instruments/latent_space.py. A preset may set `between`, two
 * digits between whose mean codes the ring goes, or `away`, where no code is near. `try` is the number of a preset, from 1, to begin with.
 */
export default function (component) {
  return instrument(component, (root, first, report) => {
    let [stage, asked, colours] = [null, "", ""];
    return {
      update({ data }) {
        const [asks, now] = [JSON.stringify([data.runs, data.presets]), JSON.stringify(palette(root))];
        if (asks !== asked) {
          stage?.destroy();
          stage = latentSpace(root, data, report);
        } else if (now !== colours) stage.repaint();
        [asked, colours] = [asks, now];
      },
      destroy: () => stage?.destroy(),
    };
  });
}

function latentSpace(root, { runs, presets, ...data }, report) {
  const view = new View(data, { released: tell, report });
  const look = { isolated: new Set(), background: "codes", posterior: false, tsne: false };
  // one run draws without its encoder, which only its arrows wait for
  const whole = Promise.all(runs.map((run) => runReady(run.name, run.spec)));
  let encodes = false;
  const linked = linkedRuns(runs, { released, look: () => (look.background === "field" && !encodes ? { ...look, background: "codes" } : look) });
  const change = (part) => {
    setLook(part);
    released();
  };
  const legend = digitLegend({ onChange: (isolated) => change({ isolated }) });
  const flat = runs.filter(({ spec }) => spec.latent_size === 2);
  const contours = flat.some(({ spec }) => spec.variational);
  const backgrounds = [...BACKGROUNDS, ...(contours ? [AGGREGATE] : []), ...(flat.length ? LATTICES : [])];
  const background = segmented({
    label: "Behind the ring",
    options: backgrounds,
    value: "codes",
    testid: "background",
    onChange: (value) => change({ background: value }),
  });
  background.element.classList.toggle("many", backgrounds.length > 4);
  const posterior = button("Posterior", () => change({ posterior: !look.posterior }), {
    testid: "posterior",
    title: "One and two sigma of the test digit nearest to the ring: of two numbers they hold 39% and 86% of its draws",
  });
  const resample = button("Resample", draw, { testid: "resample", title: "Draw a code from that posterior" });
  const copy = copyLink(() => (tell(), { ...view.link(), ...(runs.length === 1 && { run: runs[0].name }) }));
  const variational = runs.filter((run) => run.spec.variational);
  const buttons = element("div", { class: "map-buttons" }, ...(variational.length ? [posterior, resample] : []));
  const plane = runs.some((run) => run.spec.latent_size > 2) ? planePicker((tsne) => change({ tsne })) : null;
  const labels = runs.some((run) => run.spec.classes) ? digitPicker((digit) => (linked.setLabel(digit), released())) : null;
  const stage = element(
    "div",
    { class: `latent-space runs-${runs.length}${plane ? " planes" : ""}` },
    linked.element,
    ...(labels ? [labels.element] : []),
    element("div", { class: "map-controls" }, legend.element, background.element, buttons),
    ...(plane ? [plane.element] : []),
    element("div", { class: "map-foot" }, ...(presets.length ? [presetRow(presets, pick, address)] : []), copy),
  );
  if (runs.length > 1) linked.element.prepend(runSwitch(runs, (name) => linked.face(name)));
  let armed = false;
  root.replaceChildren(stage);
  const enough = runs.length > 1 ? WIDE : NARROW;
  const stopResize = onResize(root, (width) => stage.classList.toggle("narrow", width < enough));
  setLook({});

  const first = runs.length > 1 ? whole : runReady(runs[0].name, runs[0].spec, ["decoder", "latents"]).then((ready) => [ready]);
  first
    .then((ready) => {
      if (!stage.isConnected) return;
      linked.arm(ready);
      armed = true;
      begin(view.now);
      return whole.then(() => {
        encodes = true;
        if (look.background === "field" && stage.isConnected) linked.look();
      });
    })
    .catch((error) => stage.isConnected && showProblem(root, error));

  function setLook(part) {
    Object.assign(look, part);
    legend.set(look.isolated);
    background.set(look.background);
    plane?.set(look.tsne);
    const shapeless = look.tsne && variational.every((run) => run.spec.latent_size > 2); // an ellipse has no shape on t-SNE
    posterior.disabled = shapeless;
    posterior.setAttribute("aria-pressed", look.posterior && !shapeless);
    resample.disabled = !look.posterior || shapeless;
    linked.look();
  }

  function address(_, index) {
    return `?run=${runs[0].name}&try=${index + 1}`;
  }

  function begin({ on, z, label, only, behind, plane: chart, posterior: image, try: preset }) {
    if (preset) return pick(presets[preset - 1]);
    if (label !== null && labels) {
      linked.setLabel(label);
      labels.set(String(label));
    }
    if (z) linked.placeCode(on ?? runs[0].name, z);
    if (image !== null) linked.pin(image);
    const known = backgrounds.some(({ value }) => value === behind); // a link may come from another run
    setLook({ isolated: new Set(only), background: known ? behind : "codes", tsne: chart === "tsne", posterior: image !== null });
    linked.settle();
  }

  function pick({ set: { only = [], behind = "codes", between, away } }) {
    if (!armed) return;
    setLook({ isolated: new Set(only), background: behind });
    if (between) linked.placeBetween(...between);
    if (away) linked.placeAway();
    released();
    // on a phone the presets lie below the map
    if (root.getBoundingClientRect().top < 0) root.scrollIntoView({ behavior: reducedMotion() ? "auto" : "smooth" });
  }

  // the ring leaves the test digit's code, whose posterior stays in view
  function draw() {
    linked.resample();
    view.release();
  }

  // The view says where the ring is only when it is asked.
  function tell() {
    const only = look.isolated.size ? [...look.isolated].sort() : null;
    if (armed) Object.assign(view.now, linked.state(), { only, behind: look.background, plane: plane && look.tsne ? "tsne" : null, try: null });
  }

  function released() {
    if (!armed) return;
    linked.settle();
    view.release();
  }

  function destroy() {
    stopResize();
    linked.destroy();
  }

  return { repaint: () => linked.repaint(), destroy };
}

// For codes of more than two numbers.
function planePicker(onPick) {
  const note = element("p", { class: "tick" });
  const onChange = (value) => onPick(value === "tsne");
  const cells = segmented({ label: "Map of the codes", options: PLANES, value: "pca", testid: "plane", onChange });
  const set = (tsne) => {
    cells.set(tsne ? "tsne" : "pca");
    note.textContent = PLANE_NOTES[tsne ? "tsne" : "pca"];
  };
  return { element: element("div", { class: "map-plane" }, cells.element, note), set };
}

function digitPicker(onPick) {
  const options = Array.from({ length: 10 }, (_, digit) => ({ value: String(digit), label: String(digit) }));
  const onChange = (value) => onPick(Number(value));
  const cells = segmented({ label: "Digit to draw", options, value: "0", testid: "label", onChange });
  return { element: element("div", { class: "map-label" }, element("span", {}, "Digit"), cells.element), set: cells.set };
}

// Where only one run is in view at a time.
function runSwitch(runs, onChange) {
  const alike = new Set(runs.map((run) => run.kind)).size < runs.length;
  const options = runs.map((run) => ({ value: run.name, label: alike ? run.name : run.kind }));
  const cells = segmented({ label: "Run in view", options, value: runs[0].name, testid: "run-in-view", onChange });
  cells.element.classList.add("run-switch");
  return cells.element;
}
