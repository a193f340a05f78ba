// What every instrument shares: mounting under Streamlit's reruns, the pointer, the keys, one redraw a frame,
// colours. Canvases live in canvas.js, sliders and buttons in controls.js.
import { whenHandIsUp } from "./hand.js";
import { adoptMarks } from "./marked.js";
import { workBegins, workEnds } from "./rest.js";

/** @typedef {{update?: (component: Component) => void, destroy?: () => void}} Calls */

/** @type {WeakMap<Node, {root: HTMLElement, calls: Calls, latest: Component}>} */
const mounted = new WeakMap(); // a component's shadow root -> its instrument

/**
 * Mount an instrument once and update it at every later call. Streamlit calls a component again on each rerun with new
 * data and on each change of theme; what the reader sees must not be rebuilt for that.
 *
 * @param {Component} component what Streamlit hands to the default export
 * @param {(root: HTMLElement, component: Component, report: Tell) => Calls} build
 *   makes the instrument inside root, from nothing but the first call's data; `update` is called right after it too. `report`
 *   tells Python the view
 * @returns {() => void} Streamlit's cleanup
 */
export function instrument(component, build) {
  const home = component.parentElement;
  const instance = mounted.get(home) ?? mount(home, component, build);
  instance.latest = component;
  applyTheme(instance.root);
  guarded(instance.root, () => instance.calls.update?.(component));
  answer(instance.root, component.data?.presets ?? []);
  return () => {
    // Streamlit also cleans up after a call that a newer one overtook: the instrument is then still in use
    if (home.isConnected) return;
    instance.calls.destroy?.();
    instance.root.remove();
    mounted.delete(home);
  };
}

/** The answers of "Try this" are those for the runs in view. @param {HTMLElement} root @param {{name: string, answer: string}[]} presets */
function answer(root, presets) {
  for (const shown of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(".answer p"))) {
    const now = presets.find(({ name }) => name === shown.dataset.of)?.answer;
    if (now && now !== shown.textContent) shown.textContent = now;
  }
}

/** @param {HTMLElement} home @param {Component} component @param {Parameters<typeof instrument>[1]} build */
function mount(home, component, build) {
  const root = element("div", { class: "aelab" });
  home.append(root);
  for (const each of [document, home.getRootNode()]) adoptMarks(each);
  const instance = { root, calls: /** @type {Calls} */ ({}), latest: component };
  mounted.set(home, instance);
  applyTheme(root);
  /** @type {Tell} */
  const tell = (view) => instance.latest.setStateValue("view", view);
  tell.root = root;
  guarded(root, () => (instance.calls = build(root, component, tell)));
  return instance;
}

/** @param {HTMLElement} root @param {() => void} work */
function guarded(root, work) {
  try {
    work();
  } catch (error) {
    showProblem(root, error);
  }
}

/**
 * Say in the instrument's place what went wrong; the page lives on.
 * @param {HTMLElement} root @param {unknown} problem an Error, or words
 */
export function showProblem(root, problem) {
  root.replaceChildren(
    element("p", { class: "problem", role: "alert" }, problem instanceof Error ? problem.message : String(problem)),
  );
}

/**
 * An element with attributes and children. Attributes that are null or false are left out, functions named on... are
 * listeners, `dataset` and `style` take objects (style also custom properties).
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Attributes} [attributes] @param {...(Node|string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (name === "dataset") Object.assign(node.dataset, value);
    else if (name === "style") for (const [key, v] of Object.entries(value)) node.style.setProperty(key, String(v));
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children);
  return node;
}

/** A sentence with what is typed into a console between backticks, which is not parted at a line's end. @param {string} said */
export function withCode(said) {
  return said.split("`").map((part, i) => (i % 2 ? element("code", {}, part) : part));
}

/**
 * Write other words where a text alone stands, for many times a second: nothing is done for the same, and no node is made.
 * @param {HTMLElement} node @param {string} text
 */
export function rewrite(node, text) {
  const { firstChild } = node;
  if (!(firstChild instanceof Text)) node.textContent = text;
  else if (firstChild.data !== text) firstChild.data = text;
}

/**
 * At most one redraw in an animation frame, and the first one at once: a pointer event that finds the frame unused is
 * drawn inside the event, so the lag is the time of the drawing alone. Later requests of the same frame are one redraw
 * at the next; the latest state wins because `draw` reads it when it runs.
 * @param {() => void} draw
 * @param {() => void} [rested] called once nothing is to be redrawn and no hand is down: give the pictures their words
 * @returns {() => void} ask for a redraw
 */
export function onePerFrame(draw, rested) {
  let used = false;
  let wanted = false;
  const run = () => {
    used = true;
    wanted = false;
    requestAnimationFrame(next);
    draw();
  };
  const next = () => {
    used = false;
    if (wanted) return run();
    if (rested) whenHandIsUp(rested);
    workEnds();
  };
  return () => {
    if (used) wanted = true;
    else {
      workBegins();
      run();
    }
  };
}

/**
 * CSS pixels in an instrument's unit, a sixteenth of the page's type size: 1, and more in a large window and when presenting. Sheets
 * (ui/modules.py) and canvases (`onResize`, `fitCanvas`, `surfacePoint`) are written in units, so type and all that holds it grow as one.
 */
export function unit() {
  known ||= parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  return known;
}

// To ask for a style in the middle of drawing has the browser work all of them out: a millisecond at every move. The unit changes with
// the window and with presenting, and both are told as a resize (ui/browser/present/present.js).
let known = 0;
globalThis.addEventListener?.("resize", () => {
  known = 0;
});

/** @typedef {(x: number, y: number, event: PointerEvent) => void} DragHandler */

/**
 * Follow mouse, finger and pen on one surface. Handlers get (x, y, event): units from the surface's corner, which
 * during a drag may lie outside of it. The page does not scroll under a drag that starts here, and scrolls beside it.
 * @param {HTMLElement} surface
 * @param {Partial<Record<"start" | "move" | "end" | "hover" | "leave", DragHandler>>} handlers
 *   start, move, end: from press to release (end also when the system takes the pointer away); hover, leave: a mouse or pen that
 *   is not pressed. For every point of a fast stroke read `event.getCoalescedEvents()` and `surfacePoint`.
 */
export function onDrag(surface, { start, move, end, hover, leave }) {
  surface.style.touchAction = "none";
  /** @type {number | null} */
  let held = null;
  /** @param {DragHandler | undefined} handler @param {PointerEvent} event */
  const call = (handler, event) => handler?.(...surfacePoint(surface, event), event);
  surface.addEventListener("pointerdown", (event) => {
    if (held !== null || event.button !== 0) return;
    held = event.pointerId;
    surface.setPointerCapture(held);
    call(start, event);
  });
  surface.addEventListener("pointermove", (event) => {
    if (event.pointerId === held) call(move, event);
    else if (held === null && event.pointerType !== "touch") call(hover, event);
  });
  /** @param {PointerEvent} event */
  const release = (event) => {
    if (event.pointerId !== held) return;
    held = null;
    call(end, event);
  };
  surface.addEventListener("pointerup", release);
  surface.addEventListener("pointercancel", release);
  surface.addEventListener("lostpointercapture", release);
  surface.addEventListener("pointerleave", (event) => {
    if (held === null && event.pointerType !== "touch") call(leave, event);
  });
}

/**
 * Where an event happened on a surface: [x, y] in units from its corner.
 * @param {HTMLElement} surface @param {{clientX: number, clientY: number}} event @returns {Point}
 */
export function surfacePoint(surface, event) {
  const box = surface.getBoundingClientRect();
  const [x, y] = [event.clientX - box.left - surface.clientLeft, event.clientY - box.top - surface.clientTop];
  return [x / unit(), y / unit()];
}

/** Where arrow keys go, up positive. @type {Record<string, Point>} */
export const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * Arrow keys on a focused surface: step(dx, dy) with -1, 0, 1, ten times that with Shift, up positive; done() when the
 * key is let go, the moment to tell Python.
 * @param {HTMLElement} surface @param {(dx: number, dy: number) => void} step @param {() => void} [done]
 */
export function onNudge(surface, step, done) {
  let moved = false;
  surface.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (!arrow || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    moved = true;
    step(arrow[0] * (event.shiftKey ? 10 : 1), arrow[1] * (event.shiftKey ? 10 : 1));
  });
  const finish = () => {
    if (moved) done?.();
    moved = false;
  };
  surface.addEventListener("keyup", (event) => event.key in ARROWS && finish());
  surface.addEventListener("blur", finish);
}

/** Whether the reader asked for less motion: play buttons then step instead of running. */
export function reducedMotion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/**
 * Mark the root as light or dark by Streamlit's own background, which the reader may have chosen in its menu.
 * @param {HTMLElement} root
 */
export function applyTheme(root) {
  const [r, g, b] = (getComputedStyle(root).backgroundColor.match(/[\d.]+/g) ?? [255, 255, 255]).map(Number);
  root.dataset.theme = 0.299 * r + 0.587 * g + 0.114 * b < 128 ? "dark" : "light";
}

const COLOURS = ["page", "ink", "ink-2", "hairline", "grid", "edge", "accent", "tint", "muted"];

/**
 * @typedef {Record<"page" | "ink" | "ink2" | "hairline" | "grid" | "edge" | "accent" | "tint" | "muted" | "font", string>
 *   & {digits: string[]}} Colours
 */

/**
 * The colours of look.css as they stand now, for canvases. Read it at resize and change of theme, not at every move.
 * @param {Element} root any element inside the instrument @returns {Colours}
 */
export function palette(root) {
  const style = getComputedStyle(root);
  /** @param {string} name */
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  const colours = Object.fromEntries(COLOURS.map((name) => [name.replace("-", ""), read(name)]));
  const digits = Array.from({ length: 10 }, (_, digit) => read(`digit-${digit}`));
  return /** @type {Colours} */ (/** @type {unknown} */ ({ ...colours, digits, font: style.fontFamily }));
}
