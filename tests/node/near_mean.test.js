import { test } from "node:test";
import assert from "node:assert/strict";
import { meanBetween, meanOf } from "../../ui/browser/model/near_mean.js";
import { glassScale } from "../../ui/browser/map/map_marks.js";
import { golden, near } from "./golden.js";

const { images, side, extent, places, chosen, mean } = golden.means;
const [xmin, xmax, ymin, ymax] = extent;
const found = new Float32Array(784);

test("the mean of some digits is NumPy's", () => {
  meanOf(Uint8Array.from(images), chosen, found);
  near(found, mean, 1e-6, "mean");
});

test("between stored means it is SciPy's interpolation, and that of the edge beyond them", () => {
  for (const { at, between } of places) {
    meanBetween({ means: Uint8Array.from(images), side, extent: { xmin, xmax, ymin, ymax } }, at, found);
    near(found, between, 1e-5, String(at));
  }
});

test("a glass holds two sigma of a posterior, magnifies little ones no more than so far, and is not needed for large ones", () => {
  /** @param {number} sigma @returns {import("../../ui/browser/map/map_marks.js").Posterior} */
  const of = (sigma) => ({ centre: [0, 0], covariance: [sigma ** 2, 0, (sigma / 2) ** 2] });
  assert.equal(glassScale(100, of(0.01)), 650);
  near([2 * 0.08 * glassScale(100, of(0.08))], [38], 1e-6, "two sigma");
  assert.equal(glassScale(100, of(0.2)), Infinity);
});
