// Up to three runs on one cursor. The hand moves a code of one run; the digit that run decodes is given to the encoders of
// the others, and their rings go to where they put it.
//
// The other way tried was the same relative place in each map's frame. Over 1,000 places of conv-vae-2's map that are near
// a code, the 20 nearest codes of conv-ae-2 then have the same majority digit in 25 % of them (19 % in conv-vae-8), against
// 91 % (93 %) by the digit: every run turns its map as it likes, so equal places mean nothing, equal digits do. The ring of the
// other map jumps where the digit turns into another one (median 0.2 px for a pixel of the hand, 95th percentile 5.3), which
// is worth seeing. The holes of an AE are found by dragging on its own map, which leads as any other.
import { element, onePerFrame } from "../kit/kit.js";
import { FIRST } from "./autoencoder.js";
import { RunPanel } from "./run_panel.js";

/** The runs laid out (`element`), and what may be done with their one cursor. */
export class LinkedRuns {
  #panels;
  #page;
  #redraw = onePerFrame(() => this.#draw());
  #turn = { code: 0, peek: 0 }; // counts the moves of either, so that a run knows when to follow
  #armed = false;
  #driver; // the run that leads
  /** @type {RunPanel | null} */
  #peeker = null;
  /** @type {number | null} */
  #held = null; // the test digit that was held on to from run to run, until the hand moves
  /** @type {number | null} */
  #image = null; // whose posterior is shown: the test image nearest to where the hand last left the ring

  /**
   * @param {import("./run_panel.js").MapRun[]} runs as in the data of latent_space.js
   * @param {{released: () => void, look: () => import("./map_controls.js").Look, told: (digit: number) => void,
   *   inputs: import("./autoencoder.js").Inputs | null}} page told: the digit told is another; inputs: for the drawing of one run
   */
  constructor(runs, page) {
    this.#page = page;
    this.#panels = runs.map((run) => this.#panelOf(run));
    this.#driver = this.#panels[0];
    this.element = element("div", { class: "map-runs" }, ...this.#panels.map((panel) => panel.element));
    this.face(runs[0].name);
  }

  look() {
    if (!this.#armed) return;
    for (const panel of this.#panels) panel.chart(this.#page.look().tsne);
    this.#draw();
    this.#repaintBehind();
  }

  /** Where one run is in view at a time: this one. @param {string} name */
  face(name) {
    for (const panel of this.#panels) panel.element.classList.toggle("in-view", panel.run.name === name);
    this.settle();
  }

  /** What is seen of each run in view, in words. */
  seen() {
    const alone = this.#panels.length === 1;
    const told = this.#panels.filter(({ turn }) => turn.code === this.#turn.code);
    return told.map(({ run, seen }) => (alone ? seen : `${run.short}: ${seen}`)).join(". ");
  }

  /** What is done once the hand has let go, or other runs are in view: hints, text alternatives, and what lies behind the ring. */
  settle() {
    if (!this.#armed) return;
    if (this.#driver.codes.round(this.#driver.code)) this.#turn.code++;
    this.#draw();
    const leads = this.#panels.length > 1 ? "" : "Drag the ring, or press arrow keys, or 0 to 9";
    for (const panel of this.#panels) {
      panel.hint(leads);
      if (panel.turn.code === this.#turn.code) panel.describe();
    }
    this.#repaintBehind();
  }

  /** Take the models and codes once they are there, and show the first digit. @param {import("../kit/store.js").Ready[]} ready */
  arm(ready) {
    ready.forEach((parts, i) => this.#panels[i].arm(parts));
    this.#armed = true;
    this.#setCode(this.#driver, this.#driver.codes.code(FIRST));
    for (const panel of this.#panels) panel.map.arm(panel.codes);
  }

  /** @param {number} a @param {number} b two digits */
  placeBetween(a, b) {
    const [one, other] = [a, b].map((digit) => this.#driver.codes.meanCode(digit));
    this.#setCode(
      this.#driver,
      one.map((v, j) => (v + other[j]) / 2),
    );
  }

  placeAway() {
    const { codes, code } = this.#driver;
    codes.move(code, ...codes.emptiest());
    this.#lead(this.#driver);
  }

  /**
   * Take up a view as `state` reports it: a code, if it is one of that run, and two test images, the one that goes in and `image`,
   * whose posterior is shown though the ring is elsewhere, until the hand moves it.
   * @param {{on: string | null, z: number[] | null, input: number | null, image: number | null}} view
   */
  open({ on, z, input, image }) {
    const [first] = this.#panels;
    if (input !== null && z) first.drawing?.choose(input);
    else if (input !== null) this.putIn(input);
    const panel = this.#panels.find((each) => each.run.name === (on ?? first.run.name));
    if (panel && z?.length === panel.codes.width) this.#setCode(panel, panel.codes.fromAddress(z));
    if (image !== null && image < this.#driver.codes.count) this.#image = image;
  }

  /**
   * The run that leads, its place among them, its code and the test digit that stands for it; null where every run has it anyway, as a
   * visit starts.
   */
  inHand() {
    if (!this.#armed) return null;
    const { run, code, codes } = this.#driver;
    const first = codes.code(FIRST);
    if (code.every((value, j) => value === first[j])) return null;
    return {
      name: run.name,
      place: this.#panels.indexOf(this.#driver),
      code: code.slice(),
      index: this.#held ?? codes.standIn(code),
    };
  }

  /**
   * Go on with what other runs had in hand: the code itself where its run is among these, else the test digit.
   * @param {NonNullable<ReturnType<LinkedRuns["inHand"]>>} digit
   */
  hold({ name, place, code, index }) {
    const same = this.#panels.find(({ run }) => run.name === name);
    if (same) return this.#setCode(same, code);
    const panel = this.#panels[place] ?? this.#panels[0];
    const { codes, run } = panel;
    if (index >= codes.count) return;
    if (run.spec.classes) {
      panel.setLabel(codes.labels[index]);
      this.#page.told(codes.labels[index]);
    }
    this.#setCode(panel, codes.code(index));
    this.#held = index;
  }

  /**
   * For the drawing of one run, each once it is there.
   * @param {{digits?: Tensors, means?: Tensors}} pictures that may go in; those of which means are made
   */
  fill({ digits, means }) {
    const [panel] = this.#panels;
    if (digits) panel.drawing?.fill(digits);
    if (means) panel.mean?.fill(means);
    this.#redraw();
  }

  /** Put a test image in: the ring goes to the code that the encoder gives it. @param {number} index */
  putIn(index) {
    const [panel] = this.#panels;
    const found = panel.drawing?.choose(index);
    if (!found) return;
    if (panel.run.spec.classes) {
      panel.setLabel(found.label);
      this.#page.told(found.label);
    }
    this.#setCode(panel, found.code);
  }

  /** @param {number} digit */
  setLabel(digit) {
    for (const panel of this.#panels) if (panel.run.spec.classes) panel.setLabel(digit);
    this.#lead(this.#driver);
  }

  /** A draw from the posterior of the test image whose ellipse is shown. */
  resample() {
    const panel = [this.#driver, ...this.#panels].find((each) => each.run.spec.variational);
    const from = this.#image;
    if (panel && from !== null) this.#setCode(panel, panel.codes.sample(from));
    this.#image = from;
    this.#draw();
  }

  /**
   * The run that leads, its code as an address says it, its label, the test image whose posterior is shown and the one that goes in,
   * each or null.
   */
  state() {
    const { run, codes, code, label } = this.#driver;
    return {
      on: run.name,
      z: codes.toAddress(code),
      label: label ?? null,
      posterior: this.#page.look().posterior ? this.#image : null,
      input: this.#panels[0].drawing?.chosen ?? null,
    };
  }

  repaint() {
    for (const panel of this.#panels) panel.repaint();
  }

  destroy() {
    for (const panel of this.#panels) panel.destroy();
  }

  /** @param {import("./run_panel.js").MapRun} run */
  #panelOf(run) {
    const { inputs, released } = this.#page;
    /** @param {number} index */
    const put = (index) => {
      this.putIn(index);
      released();
    };
    const panel = new RunPanel(
      run,
      {
        place: (x, y) => this.#moveTo(panel, x, y),
        jump: (digit) => this.#setCode(panel, panel.codes.meanCode(digit)),
        peek: (x, y) => this.#peekAt(panel, x, y),
        leave: () => {
          this.#peeker = null;
          this.#redraw();
        },
        released,
        glass: (image) => this.#glassOf(image),
      },
      inputs && { ...inputs, put },
    );
    return panel;
  }

  /** One scale for the glasses of all maps: what is twice as wide looks it. @param {number} image */
  #glassOf(image) {
    const variational = this.#panels.filter((panel) => panel.run.spec.variational);
    return Math.min(...variational.map((panel) => panel.map.glassScale(image)));
  }

  /** @param {RunPanel} panel @param {number} x @param {number} y */
  #moveTo(panel, x, y) {
    if (panel !== this.#driver) panel.codes.round(panel.code); // its encoder's code may lie off the axes that its address can say
    panel.move(panel.code, x, y);
    this.#lead(panel);
  }

  /** @param {RunPanel} panel @param {Numbers} code */
  #setCode(panel, code) {
    panel.code.set(code);
    panel.codes.round(panel.code);
    panel.rest++;
    this.#lead(panel);
  }

  /** @param {RunPanel} panel */
  #lead(panel) {
    this.#driver = panel;
    this.#peeker = this.#image = this.#held = null;
    this.#turn.code++;
    this.#redraw();
  }

  /** @param {RunPanel} panel @param {number} x @param {number} y */
  #peekAt(panel, x, y) {
    panel.peek.set(panel.code);
    panel.move(panel.peek, x, y);
    this.#peeker = panel;
    this.#turn.peek++;
    this.#redraw();
  }

  // All that is to be computed first, then the canvases in one go, then the words.
  #draw() {
    if (!this.#armed) return;
    const turn = this.#turn;
    const first = this.#peeker ?? this.#driver;
    const kind = this.#peeker ? "peek" : "code";
    const seen = this.#panels.filter((panel) => panel === first || panel.map.element.clientWidth);
    for (const panel of this.#panels) panel.peeking = Boolean(this.#peeker);
    first.turn[kind] = turn[kind];
    first.decode();
    for (const panel of seen) {
      if (panel === first) continue;
      if (panel.turn[kind] !== turn[kind]) panel.encode(first.pixels);
      panel.turn[kind] = turn[kind];
      panel.decode();
    }
    for (const panel of seen) panel.paint();
    for (const panel of seen) panel.tell();
  }

  #repaintBehind() {
    const { isolated, background, posterior } = this.#page.look();
    if (posterior) this.#image ??= this.#driver.read.nearest().index;
    for (const panel of this.#panels) {
      const shown = posterior && background !== "draws" && panel.run.spec.variational ? this.#image : null;
      panel.read.count(background === "draws" ? panel.draws() : null);
      panel.map.look({ isolated, background, posterior: shown, rest: panel.rest, label: panel.label });
    }
  }
}
