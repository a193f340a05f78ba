import { test } from "node:test";
import assert from "node:assert/strict";
import { Moments, recorded } from "../../ui/browser/model/moments.js";
import { golden, near } from "./golden.js";

/** @type {Record<string, (values: number[]) => Tensor["data"]>} */
const KINDS = { step: (v) => Int32Array.from(v), reconstructions: (v) => Uint8Array.from(v) };
const replays = golden.replays.map((replay) => {
  const tensors = new Map(
    Object.entries(replay.tensors).map(([name, { shape, data }]) => [
      name,
      { shape, data: (KINDS[name] ?? ((values) => Float32Array.from(values)))(data) },
    ]),
  );
  return { ...replay, tensors, moments: new Moments(recorded(tensors, Uint8Array.from(replay.labels), 2)) };
});

test("dots go where SciPy's monotone cubic through the recorded places goes, and class means with them", () => {
  for (const { at, points, means, labels, moments } of replays) {
    at.forEach((t, i) => {
      moments.move(t);
      near(moments.points, points[i], 2e-5, `points at ${t}`);
      for (const digit of new Set(labels)) near(moments.means[digit], means[i][digit], 2e-5, "mean");
    });
  }
});

test("figures are numpy.interp's and pictures are blended as in Python", () => {
  for (const { at, loss, pictures, moments } of replays) {
    near(
      at.map((t) => moments.figure(moments.test, t)),
      loss,
      1e-3,
      "loss",
    );
    at.forEach((t, i) => near(moments.picture(t, 3, new Float32Array(784)), pictures[i], 1e-6, "picture"));
  }
});

test("the map is that of the finished codes, and more where codes are farther out, as in Python's pictures", () => {
  for (const { middle, halves, moments } of replays) {
    near(moments.centre, middle, 1e-5, "middle");
    near(moments.halves, halves, 1e-5, "half");
    moments.times.forEach((t, k) => {
      const { xmin, xmax, ymin, ymax } = moments.extent(t);
      near([(xmax - xmin) / 2, (ymax - ymin) / 2], [halves[k], halves[k]], 1e-4, "extent");
    });
  }
});

test("a step leads to each recorded moment in turn, and back", () => {
  for (const { moments } of replays) {
    let t = 0;
    for (const time of moments.times.slice(1)) {
      t = moments.next(t, 1);
      near([t], [time], 1e-12, "next");
    }
    assert.equal(moments.next(1, 1), 1);
    for (const time of moments.times.slice(0, -1).reverse()) {
      t = moments.next(t, -1);
      near([t], [time], 1e-12, "before");
    }
    assert.equal(moments.next(0, -1), 0);
  }
});

test("codes of one number lie on a line for each digit", () => {
  const { tensors, labels } = replays[1];
  const codes = /** @type {Tensor} */ (tensors.get("codes"));
  const flat = codes.data.map((value, p) => (p % 2 ? 0 : value));
  const one = recorded(new Map([...tensors, ["codes", { ...codes, data: flat }]]), Uint8Array.from(labels), 1);
  for (const points of one.points) {
    labels.forEach((digit, i) => {
      const other = labels.indexOf(digit);
      assert.equal(points[2 * i + 1], points[2 * other + 1]);
    });
    assert.ok(points[2 * labels.indexOf(0) + 1] > points[2 * labels.indexOf(9) + 1]);
  }
});
