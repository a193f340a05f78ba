// The latent map: codes of the test digits as dots, and the digit that lives under the hand. Up to three runs on one cursor.
import { element, instrument, palette, showProblem } from "../kit/kit.js";
import { presetRow, segmented } from "../kit/controls.js";
import { copyLink } from "../kit/copy_link.js";
import { LinkedRuns } from "./linked_runs.js";
import { mapControls } from "./map_controls.js";
import { offerPart } from "../kit/shelf.js";
import { onResize } from "../kit/canvas.js";
import { runReady } from "../kit/store.js";
import { View } from "../kit/view.js";

const NARROW = 721; // CSS pixels below which the drawing of one run does not fit beside its map
const WIDE = 840; // and below which two or three runs do not fit beside each other
/**
 * A preset may set `between`, two digits between whose mean codes the ring goes, or `away`, where no code is near.
 * @typedef {import("../kit/controls.js").Preset & {set: {only?: number[], behind?: string, between?: [number, number],
 *   away?: boolean}}} MapPreset
 * @typedef {import("./run_panel.js").MapRun} MapRun
 * @typedef {import("../kit/store.js").Ready} Ready
 * @typedef {import("./map_controls.js").Look} Look
 */

/**
 * `data`: runs, presets and the view of ui/instruments/latent_space.py; `try` is the number of a preset, from 1, to begin with.
 * @param {Component} component
 */
export default function (component) {
  return instrument(component, (root, first, report) => {
    /** @type {ReturnType<typeof latentSpace> | null} */
    let stage = null;
    let [asked, colours, runs] = ["", "", ""];
    return {
      update({ data }) {
        const [asks, now] = [JSON.stringify([data.runs, data.presets]), JSON.stringify(palette(root))];
        if (asks !== asked) {
          const names = data.runs.map(/** @param {MapRun} run */ ({ name }) => name).join(" ");
          const digit = names === runs ? null : (stage?.inHand() ?? null); // another run begins where the one before was
          stage?.destroy();
          stage = latentSpace(root, data, report, digit);
          runs = names;
        } else if (now !== colours) stage?.repaint();
        [asked, colours] = [asks, now];
      },
      destroy: () => stage?.destroy(),
    };
  });
}

/**
 * @param {HTMLElement} root
 * @param {{runs: MapRun[], presets: MapPreset[], inputs: import("./autoencoder.js").Inputs | null} & ViewData} data
 * @param {Tell} report @param {ReturnType<LinkedRuns["inHand"]>} digit to begin with
 */
function latentSpace(root, { runs, presets, inputs, ...data }, report, digit) {
  const led = (/** @type {Record<string, any>} */ part) => armed && leadTo(view.now, part, { linked, controls, setLook });
  const settled = () => linked.settle();
  const view = new View(data, { released: tell, tell, led, settled, seen: () => linked.seen(), report });
  /** @type {Look} */
  const look = { isolated: new Set(), background: "codes", posterior: false, tsne: false };
  let [armed, encodes] = [false, false];
  const linked = new LinkedRuns(runs, {
    released,
    look: () => (look.background === "field" && !encodes ? { ...look, background: "codes" } : look),
    told: (digit) => controls.tell(digit),
    inputs,
  });
  const controls = mapControls(runs, {
    change,
    resample: () => (linked.resample(), view.release()), // the ring leaves the test digit's code, whose posterior stays in view
    relabel: (digit) => (linked.setLabel(digit), released()),
  });
  const stage = layout({ linked, controls, runs, presets, pick, link: () => (tell(), view.link()) });
  root.replaceChildren(stage);
  const stopResize = onResize(root, (width) => narrowed(stage, width < (runs.length > 1 ? WIDE : NARROW), linked));
  setLook({});

  arrive(runs, inputs, {
    decodes(ready) {
      if (!stage.isConnected) return;
      linked.arm(ready);
      armed = true;
      begin(view.now);
    },
    encodes() {
      encodes = true;
      if (look.background === "field" && stage.isConnected) linked.look();
    },
    pictures: (parts) => stage.isConnected && linked.fill(parts),
  }).catch((error) => stage.isConnected && showProblem(root, error));

  /** @param {Partial<Look>} part */
  function setLook(part) {
    Object.assign(look, part);
    controls.show(look);
    linked.look();
  }

  /** @param {Partial<Look>} part */
  function change(part) {
    setLook(part);
    released();
  }

  /** @param {Record<string, any>} now */
  function begin(now) {
    if (now.try) return pick(presets[now.try - 1]);
    leadTo(now, now, { linked, controls, setLook });
    if (digit) linked.hold(digit);
    linked.settle();
    if (digit) view.release(); // Python has the place of the run before
  }

  /** @param {MapPreset} preset */
  function pick(preset) {
    if (!armed) return void (view.now.try = presets.indexOf(preset) + 1); // to begin with
    const { only = [], behind = "codes", between, away } = preset.set;
    setLook({ isolated: new Set(only), background: behind });
    if (between) linked.placeBetween(...between);
    if (away) linked.placeAway();
    released();
  }

  // The view says where the ring is only when it is asked.
  function tell() {
    const only = look.isolated.size ? [...look.isolated].sort() : null;
    const { posterior } = view.now; // shown until the hand lets go
    Object.assign(view.now, armed && { ...linked.state(), try: null }, {
      only,
      behind: look.background,
      plane: look.tsne ? "tsne" : null,
    });
    if (look.posterior) view.now.posterior ??= posterior;
  }

  function released() {
    if (!armed) return tell(); // a choice made while the codes are on their way
    linked.settle();
    view.release();
  }

  return {
    repaint: () => linked.repaint(),
    inHand: () => linked.inHand(),
    destroy: () => (stopResize(), linked.destroy()),
  };
}

/**
 * Show a view, of which some parts are others than before.
 * @param {Record<string, any>} now @param {Record<string, any>} part
 * @param {{linked: LinkedRuns, controls: ReturnType<typeof mapControls>, setLook: (look: Partial<Look>) => void}} shown
 */
function leadTo({ on, z, label, only, behind, plane, posterior: image }, part, { linked, controls, setLook }) {
  /** @param {...string} names */
  const any = (...names) => names.some((name) => name in part);
  if (any("label") && label !== null && controls.tell(label)) linked.setLabel(label);
  if (any("on", "z", "input", "posterior")) linked.open({ on, z, input: part.input ?? null, image });
  if (!any("only", "behind", "plane", "posterior")) return;
  const background = controls.has(behind) ? behind : "codes";
  setLook({ isolated: new Set(only), background, tsne: plane === "tsne", posterior: image !== null });
}

/** @param {HTMLElement} stage @param {boolean} narrow @param {LinkedRuns} linked */
function narrowed(stage, narrow, linked) {
  const before = stage.className;
  stage.classList.toggle("narrow", narrow);
  if (stage.className !== before) linked.settle(); // runs that come into view were neither drawn nor put in words
}

/**
 * Make a run ready before the instrument is there: the document of home calls it while Streamlit connects (ui/memory.py).
 * @param {string} run @param {import("../engine.js").Spec} spec @param {import("../kit/shelf.js").Offer[]} offers
 */
export function prepare(run, spec, offers) {
  if (/[?&]run=/.test(location.search)) return; // of another one, most likely
  offers.forEach(offerPart);
  runReady(run, spec, ["decoder", "latents"]).catch(() => {}); // the instrument says it
}

// One run draws without its encoder, which only its arrows wait for, and without the pictures beside it.
/**
 * @param {MapRun[]} runs @param {import("./autoencoder.js").Inputs | null} inputs
 * @param {{decodes: (ready: Ready[]) => void, encodes: () => void,
 *   pictures: (parts: {digits?: Tensors, means?: Tensors}) => void}} calls
 */
async function arrive(runs, inputs, { decodes, encodes, pictures }) {
  const whole = Promise.all(runs.map((run) => runReady(run.name, run.spec)));
  decodes(runs.length > 1 ? await whole : [await runReady(runs[0].name, runs[0].spec, ["decoder", "latents"])]);
  if (inputs) pictures({ digits: (await runReady(inputs.run, null, ["digits"])).digits });
  await whole;
  encodes();
  if (inputs?.means) pictures({ means: (await runReady(inputs.means, null, ["means"])).means });
}

/**
 * @param {{linked: LinkedRuns, controls: ReturnType<typeof mapControls>, runs: MapRun[], presets: MapPreset[],
 *   pick: (preset: MapPreset) => void, link: () => Record<string, string>}} parts
 */
function layout({ linked, controls, runs, presets, pick, link }) {
  const tries = presets.length ? [presetRow(presets, pick, (_, index) => `?run=${runs[0].name}&try=${index + 1}`)] : [];
  if (runs.length > 1) linked.element.prepend(runSwitch(runs, (name) => linked.face(name)));
  const parts = [
    linked.element,
    ...controls.above,
    ...controls.below,
    element(
      "div",
      { class: "map-foot" },
      ...tries,
      copyLink(() => ({ ...link(), ...(runs.length === 1 && { run: runs[0].name }) })),
    ),
  ];
  return element("div", { class: `latent-space runs-${runs.length}${controls.planes ? " planes" : ""}` }, ...parts);
}

// Where only one run is in view at a time.
/** @param {MapRun[]} runs @param {(name: string) => void} onChange */
function runSwitch(runs, onChange) {
  const options = runs.map((run) => ({ value: run.name, label: run.short }));
  const cells = segmented({ label: "Run in view", options, value: runs[0].name, testid: "run-in-view", onChange });
  cells.element.classList.add("run-switch");
  return cells.element;
}
