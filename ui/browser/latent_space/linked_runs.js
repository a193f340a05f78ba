// Up to three runs on one cursor. The hand moves a code of one run; the digit that run decodes is given to the encoders of
// the others, and their rings go to where they put it.
//
// The other way tried was the same relative place in each map's frame. Over 1,000 places of conv-vae-2's map that are near
// a code, the 20 nearest codes of conv-ae-2 then have the same majority digit in 25 % of them (19 % in conv-vae-8), against
// 91 % (93 %) by the digit: every run turns its map as it likes, so equal places mean nothing, equal digits do. The ring of the other
// map jumps where the digit turns into another one (median 0.2 px for a pixel of the hand, 95th percentile 5.3), which
// is worth seeing. The holes of an AE are found by dragging on its own map, which leads as any other.
import { element, onePerFrame } from "../kit/kit.js";
import { runPanel } from "./run_panel.js";

const FIRST = 3; // the test image whose code a visit starts on

/** @typedef {import("./run_panel.js").RunPanel} RunPanel */

/**
 * @param {import("./run_panel.js").MapRun[]} runs as in the data of latent_space.js
 * @param {{released: () => void, look: () => import("./map_controls.js").Look}} page
 * @returns the runs laid out (`element`), and what may be done with their one cursor
 */
export function linkedRuns(runs, { released, look }) {
  const panels = runs.map((run) => {
    /** @type {RunPanel} */
    const panel = runPanel(run, {
      place: (x, y) => moveTo(panel, x, y),
      jump: (digit) => setCode(panel, panel.codes.meanCode(digit)),
      peek: (x, y) => peekAt(panel, x, y),
      leave,
      released,
    });
    return panel;
  });
  const node = element("div", { class: "map-runs" }, ...panels.map((panel) => panel.element));
  const redraw = onePerFrame(draw);
  const turn = { code: 0, peek: 0 }; // counts the moves of either, so that a run knows when to follow
  let [driver, armed] = [panels[0], false];
  /** @type {RunPanel | null} */
  let peeker = null;
  /** @type {number | null} */
  let image = null; // whose posterior is shown: the test image nearest to where the hand last left the ring
  face(runs[0].name);

  /** @param {RunPanel} panel @param {number} x @param {number} y */
  function moveTo(panel, x, y) {
    if (panel !== driver) panel.codes.round(panel.code); // its encoder's code may lie off the axes that its address can say
    panel.move(panel.code, x, y);
    lead(panel);
  }

  /** @param {RunPanel} panel @param {Numbers} code */
  function setCode(panel, code) {
    panel.code.set(code);
    panel.codes.round(panel.code);
    panel.rest++;
    lead(panel);
  }

  /** @param {RunPanel} panel */
  function lead(panel) {
    driver = panel;
    peeker = image = null;
    turn.code++;
    redraw();
  }

  /** @param {RunPanel} panel @param {number} x @param {number} y */
  function peekAt(panel, x, y) {
    panel.peek.set(panel.code);
    panel.move(panel.peek, x, y);
    peeker = panel;
    turn.peek++;
    redraw();
  }

  function leave() {
    peeker = null;
    redraw();
  }

  // All that is to be computed first, then the canvases in one go, then the words.
  function draw() {
    if (!armed) return;
    const first = peeker ?? driver;
    const kind = peeker ? "peek" : "code";
    const seen = panels.filter((panel) => panel === first || panel.map.element.clientWidth);
    for (const panel of panels) panel.peeking = Boolean(peeker);
    first.turn[kind] = turn[kind];
    first.decode();
    for (const panel of seen) {
      if (panel === first) continue;
      if (panel.turn[kind] !== turn[kind]) panel.encode(first.pixels);
      panel.turn[kind] = turn[kind];
      panel.decode();
    }
    for (const panel of seen) panel.paint();
    for (const panel of seen) panel.read.tell(panel.shown);
  }

  function repaintBehind() {
    const { isolated, background, posterior } = look();
    if (posterior) image ??= driver.read.nearest().index;
    for (const panel of panels) {
      const shown = posterior && panel.run.spec.variational ? image : null;
      panel.map.look({ isolated, background, posterior: shown, rest: panel.rest, label: panel.label });
    }
  }

  /** @param {string} name */
  function face(name) {
    for (const panel of panels) panel.element.classList.toggle("in-view", panel.run.name === name);
    if (armed) settle();
  }

  /** What is done once the hand has let go: hints, text alternatives, and what lies behind the ring. */
  function settle() {
    if (driver.codes.round(driver.code)) turn.code++;
    draw();
    for (const panel of panels) {
      panel.hint(panel === driver ? (runs.length > 1 ? "" : "Drag the ring, or use the arrow keys") : "linked by the digit");
      if (panel.turn.code === turn.code) panel.describe();
    }
    repaintBehind();
  }

  return {
    element: node,
    look() {
      if (!armed) return;
      for (const panel of panels) panel.chart(look().tsne);
      draw();
      repaintBehind();
    },
    face,
    settle,
    /** Take the models and codes once they are there, and show the first digit. @param {import("../kit/store.js").Ready[]} ready */
    arm(ready) {
      ready.forEach((parts, i) => panels[i].arm(parts));
      armed = true;
      setCode(driver, driver.codes.code(FIRST));
      for (const panel of panels) panel.map.arm(panel.codes);
    },
    /** @param {number} a @param {number} b two digits */
    placeBetween(a, b) {
      const [one, other] = [a, b].map((digit) => driver.codes.meanCode(digit));
      setCode(driver, one.map((v, j) => (v + other[j]) / 2));
    },
    placeAway() {
      driver.codes.move(driver.code, ...driver.codes.emptiest());
      lead(driver);
    },
    /** Place a code as `state` reports it, if it is one of this run. @param {string} name @param {number[]} values */
    placeCode(name, values) {
      const panel = panels.find((each) => each.run.name === name);
      if (panel && values.length === panel.codes.width) setCode(panel, panel.codes.heard(values));
    },
    /** @param {number} digit */
    setLabel(digit) {
      for (const panel of panels) if (panel.run.spec.classes) panel.setLabel(digit);
      lead(driver);
    },
    /** Show the posterior of a test image though the ring is elsewhere, until the hand moves it. @param {number} index */
    pin(index) {
      if (index < driver.codes.count) image = index;
    },
    /** A draw from the posterior of the test image whose ellipse is shown. */
    resample() {
      const [panel, from] = [driver.run.spec.variational ? driver : panels.find((each) => each.run.spec.variational), image];
      if (panel && from !== null) setCode(panel, panel.codes.sample(from));
      image = from;
      draw();
    },
    /**
     * {on, z, digit, posterior}: the run that leads, its code as an address says it, its label and the test image whose
     * posterior is shown, each or null.
     */
    state() {
      return { on: driver.run.name, z: driver.codes.said(driver.code), label: driver.label ?? null, posterior: look().posterior ? image : null };
    },
    repaint() {
      for (const panel of panels) panel.repaint();
    },
    destroy() {
      for (const panel of panels) panel.destroy();
    },
  };
}
