// Rate against distortion: every variational run as a point, lines of equal sum, the slopes that beta sets, and under the hand
// one run with its copies of the ten digits.
import { element, formatNumber, instrument, onDrag, onNudge, onePerFrame } from "../kit/kit.js";
import { onResize } from "../kit/canvas.js";
import { copyLink, presetRow, segmented } from "../kit/controls.js";
import { handAt, makeWay } from "./hand.js";
import { extentOf, scales } from "./scales.js";
import { reading } from "./reading.js";
import { stillPart } from "./still.js";
import { svg } from "./svg.js";

const LEGEND = [
  ["equal-sum", "equal \u2212ELBO, slope \u22121"],
  ["series", "\u03b2 alone differs"],
  ["tangent", "slope \u2212\u03b2 at each"],
  ["point-given", "told the digit: another sum"],
];

/**
 * `data`: points [{name, kind, size, beta, rate, distortion, elbo, error, bound, copy, given, joined}], series [{name, size, runs,
 * chords [{from, to, slope, between, says}]}], presets [{name, question, set}], start {point, zoom}. On release Python hears `view`.
 */
export default function (component) {
  return instrument(component, (root, first) => {
    let latest = first;
    let [made, asked] = [null, ""];
    return {
      update(component) {
        latest = component;
        const { points, series, presets, start } = component.data;
        const now = JSON.stringify([points, series]);
        if (now === asked) return;
        made?.destroy(); // a run was measured again
        asked = now;
        made = plane({ points, series, presets, start: made?.view() ?? start }, (view) => latest.setStateValue("view", view));
        root.replaceChildren(made.element);
      },
      destroy: () => made?.destroy(),
    };
  });
}

function plane({ points, series, presets, start }, report) {
  const named = new Map(points.map((point) => [point.name, point]));
  let [point, zoom] = [named.get(start.point) ?? points[0], start.zoom];
  let [size, view, near] = [null, null, []]; // near: the points inside the window
  const [still, hand] = [svg("g"), svg("g")];
  const drawing = svg("svg", { "aria-hidden": "true" }, still, hand);
  const surface = element("div", { class: "surface plane-surface", tabindex: 0, role: "application", "aria-roledescription": "plane of runs", "data-testid": "rate-distortion" }, drawing);
  const chosen = reading(points);
  const choices = [{ value: "all", label: "All runs" }, ...series.map(({ size, name }) => ({ value: String(size), label: name }))];
  const zooms = segmented({ label: "Zoom", options: choices, value: zoom, testid: "plane-zoom", onChange: (value) => (look(value), release()) });
  const link = copyLink(current);
  const redraw = onePerFrame(drawHand);

  function current() {
    return { point: point.name, zoom };
  }

  function wanted() {
    const own = series.find((each) => String(each.size) === zoom);
    return own ? points.filter(({ name }) => own.runs.includes(name)) : points;
  }

  // Look at all runs or at one series; a run that is out of sight then makes room for the one of the nearest beta.
  function look(next) {
    zoom = next;
    zooms.set(zoom);
    keepInSight();
    repaint();
  }

  function keepInSight() {
    const away = ({ beta }) => Math.abs(Math.log(beta / point.beta));
    if (!wanted().includes(point)) point = wanted().reduce((a, b) => (away(b) < away(a) ? b : a));
  }

  function repaint() {
    if (!size) return;
    const [width, height] = size;
    view = scales(extentOf(wanted(), zoom === "all"), width, height);
    near = points.filter(view.inside);
    drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
    surface.dataset.extent = ["xmin", "xmax", "ymin", "ymax"].map((key) => view.extent[key]).join();
    const shown = series.filter((each) => zoom === "all" || String(each.size) === zoom);
    still.replaceChildren(...stillPart(view, { points: near, series: shown, named: zoom === "all", measure: measureIn(drawing) }));
    drawHand();
  }

  function drawHand() {
    if (view) {
      hand.replaceChildren(...handAt(view, point));
      makeWay(still, view, point);
    }
    chosen.show(point);
  }

  function take(x, y) {
    if (!view) return;
    const away = (each) => Math.hypot(view.x(each.rate) - x, view.y(each.distortion) - y);
    move(near.reduce((a, b) => (away(b) < away(a) ? b : a)));
  }

  function move(next) {
    if (next === point) return;
    point = next;
    redraw();
  }

  // Left and right go by rate, up and down by distortion.
  function step(dx, dy) {
    const key = dx ? "rate" : "distortion";
    const order = [...near].sort((a, b) => a[key] - b[key]);
    move(order[Math.min(Math.max(order.indexOf(point) + dx + dy, 0), order.length - 1)]);
  }

  function release() {
    drawHand();
    describe();
    report(current());
  }

  function describe() {
    const sum = `${formatNumber(point.rate, 2)} plus distortion ${formatNumber(point.distortion, 2)} is ${formatNumber(point.elbo, 2)} nats`;
    surface.setAttribute("aria-label", `${point.name}: rate ${sum}${point.given ? ", given the digit" : ""}. Arrow keys go to the next run.`);
  }

  function pick({ set }) {
    point = named.get(set.point);
    look(set.zoom);
    release();
  }

  keepInSight();
  onDrag(surface, { start: take, move: take, end: release });
  onNudge(surface, step, release);
  const stop = onResize(surface, (width, height) => {
    size = [width, height];
    repaint();
  });
  const stage = element(
    "div", { class: "rate-distortion" },
    element("div", { class: "plane-bar" }, zooms.element, link),
    element("div", { class: "plane-left" }, surface, legend()),
    chosen.element,
    presetRow(presets, pick),
  );
  chosen.show(point);
  describe();
  return { element: stage, view: current, destroy: stop };
}

function legend() {
  const items = LEGEND.map(([kind, text]) => {
    const sample = kind.startsWith("point") ? svg("circle", { cx: 13, cy: 8, r: 4.5, class: kind }) : svg("line", { x1: 0, y1: 5, x2: 26, y2: 11, class: kind });
    return element("p", {}, svg("svg", { width: 26, height: 16, "aria-hidden": "true" }, sample), text);
  });
  return element("div", { class: "plane-legend" }, ...items);
}

function measureIn(drawing) {
  const context = document.createElement("canvas").getContext("2d");
  context.font = `600 13px ${getComputedStyle(drawing).fontFamily}`;
  return (text) => context.measureText(text).width;
}
