// What a map writes on its dots and pictures: whole, inside the map, and parted from what is behind it.
import { test } from "node:test";
import assert from "node:assert/strict";
import { drawGlass, GLASS } from "../../ui/browser/map/glass.js";
import { drawTicks, mapFrame } from "../../ui/browser/map/map_draw.js";
import { near } from "./golden.js";
import { holding } from "../../ui/browser/model/extent.js";

/** @typedef {{what: string, at: number[], text: string, colour: unknown, width: number, left: number, right: number}} Painted */
const colours = /** @type {Colours} */ ({ page: "page", ink: "ink", ink2: "ink2", font: "sans-serif" });

/** A context that writes down what is painted on it; each letter is 6 wide. @returns {{context: Context, painted: Painted[]}} */
function paper() {
  /** @type {Painted[]} */
  const painted = [];
  /** @type {number[][]} */
  let path = [];
  const state = { textAlign: "left", lineWidth: 1, strokeStyle: "", fillStyle: "" };
  /** @param {string} what @param {string} colour @param {string} text @param {number[]} at */
  const write = (what, colour, text, at) => {
    const wide = 6 * text.length;
    const left = at[0] - ({ center: wide / 2, right: wide }[state.textAlign] ?? 0);
    painted.push({ what, at, text, colour, width: state.lineWidth, left, right: left + wide });
  };
  const known = {
    beginPath: () => (path = []),
    /** @param {number[]} at */
    moveTo: (...at) => path.push(at),
    /** @param {number[]} at */
    lineTo: (...at) => path.push(at),
    stroke: () =>
      painted.push(
        ...path.map((at) => ({
          what: "line",
          at,
          text: "",
          colour: state.strokeStyle,
          width: state.lineWidth,
          left: at[0],
          right: at[0],
        })),
      ),
    /** @param {string} text @param {number[]} at */
    strokeText: (text, ...at) => write("halo", state.strokeStyle, text, at),
    /** @param {string} text @param {number[]} at */
    fillText: (text, ...at) => write("text", state.fillStyle, text, at),
    /** @param {string} text */
    measureText: (text) => ({ width: 6 * text.length }),
  };
  const all = { ...state };
  const context = new Proxy(Object.assign(all, known), {
    get: (target, name) => target[/** @type {keyof typeof target} */ (name)] ?? (() => {}),
    set: (target, name, value) =>
      Object.assign(name in state ? state : {}, { [name]: value }) && Reflect.set(target, name, value),
  });
  return { context: /** @type {Context} */ (/** @type {unknown} */ (context)), painted };
}

test("each label of an axis is whole, and stands on a rim of the page's colour as wide as was asked", () => {
  for (const [width, rim] of [
    [440, 9],
    [280, 4],
  ]) {
    const { context, painted } = paper();
    drawTicks(context, mapFrame({ xmin: -2.9, xmax: 3.1, ymin: -3.2, ymax: 2.8 }, width), ["z\u2081", "z\u2082"], colours, rim);
    const labels = painted.filter(({ what }) => what === "text");
    assert.ok(labels.length >= 8, `${labels.length} labels`);
    for (const label of labels) {
      assert.ok(label.left >= 0 && label.right <= width, `${label.text} is cut`);
      assert.ok(label.at[1] >= 8 && label.at[1] <= width - 8, `${label.text} is cut`);
      const under = painted[painted.indexOf(label) - 1];
      assert.deepEqual([under.what, under.text, under.at, under.colour], ["halo", label.text, label.at, "page"]);
      assert.ok(under.width >= rim, `${label.text}: a rim of ${under.width}`);
      const beside = labels.filter((other) => other !== label && other.at[1] === label.at[1]);
      assert.ok(
        beside.every((other) => other.right < label.left || other.left > label.right),
        `${label.text} runs into another`,
      );
    }
  }
});

test("a glass says how much it magnifies: its bar is as long as it says", () => {
  for (const [zoom, scale] of [
    [6.5, 74],
    [3.45, 74],
    [1.3, 40],
    [6.5, 2000],
  ]) {
    const { context, painted } = paper();
    const frame = { ...mapFrame({ xmin: 0, xmax: 440 / scale, ymin: 0, ymax: 440 / scale }, 440) };
    const [x, y] = drawGlass(context, frame, [220, 220], 5, zoom, { colours, paint() {} });
    const bar = painted.filter(({ what, colour }) => what === "line" && colour === "ink").slice(-4); // after the tangents
    assert.ok(
      bar.every(({ at }) => Math.hypot(at[0] - x, at[1] - y) < GLASS),
      "in the glass",
    );
    const said = painted.filter(({ what }) => what === "text");
    assert.equal(said.length, 1, "one number");
    const long = Math.max(...bar.map(({ at }) => at[0])) - Math.min(...bar.map(({ at }) => at[0]));
    near([long], [Number(said[0].text) * scale * zoom], 1e-6, said[0].text);
    assert.ok(long >= 10 && said[0].right < x + GLASS, `${long} wide`);
  }
});

test("the map of a training has the ring in sight, unless the codes would be a speck of it", () => {
  const square = { xmin: 0, xmax: 1, ymin: 0, ymax: 1 };
  assert.deepEqual(holding(square, [0.2, 0.9], 4), square);
  assert.deepEqual(holding(square, [9, 0.5], 4), square);
  const wider = holding(square, [2, 0.5], 4);
  near([wider.xmin, wider.xmax, wider.ymin, wider.ymax], [0, 2.05, 0.5 - 1.025, 0.5 + 1.025], 1e-12, "a square of both");
});
