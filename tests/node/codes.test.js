import { test } from "node:test";
import assert from "node:assert/strict";
import { along, coordinateAxes, moveAlong, principalAxes } from "../../ui/browser/model/axes.js";
import { Codes } from "../../ui/browser/model/codes.js";
import { distanceInSteps, distanceToCodes } from "../../ui/browser/model/path.js";
import { priorDraws } from "../../ui/browser/model/prior_draws.js";
import { golden, near } from "./golden.js";

const sets = golden.codes.map((known) => {
  /** @type {Tensors} */
  const latents = new Map();
  for (const [name, { shape, data }] of Object.entries(known.latents))
    latents.set(name, { shape, data: name === "labels" ? Uint8Array.from(data) : Float32Array.from(data) });
  return { known, codes: new Codes(latents, { latent_size: known.size }, known.weights), name: `${known.size} numbers` };
});
/** @param {number[]} values */
const relative = (values) => 1e-5 * Math.max(1, ...values.map(Math.abs));

test("principal coordinates of a code are scikit-learn's", () => {
  for (const { known, codes, name } of sets) {
    known.at.forEach((code, i) =>
      near(
        known.onAxes[i].map((_, k) => codes.along(code, k)),
        known.onAxes[i],
        relative(known.onAxes[i]),
        name,
      ),
    );
  }
});

test("a code of two numbers lies on the map at these, a longer one at its first two principal coordinates", () => {
  for (const { known, codes } of sets) {
    known.at.forEach((code, i) =>
      near(codes.toMap(code), known.size === 2 ? code : known.onAxes[i].slice(0, 2), relative(known.onAxes[i]), "map"),
    );
  }
});

test("a code moved to a place of the map is there, and what lies outside of the plane has stayed", () => {
  for (const { known, codes } of sets) {
    if (codes.flat || codes.principal) continue; // of two numbers: the place itself; of principal coordinates: the same step
    const code = codes.code(0);
    codes.move(code, ...known.place);
    near(code, known.moved, relative(known.moved), "moved");
  }
});

test("a code that is stored by its principal coordinates is scikit-learn's way back from them", () => {
  const { known, codes } = sets[sets.length - 1];
  assert.ok(codes.principal);
  const stored = known.latents.mean.data.slice(0, codes.width);
  near(
    stored.map((_, k) => codes.along(codes.code(0), k)),
    stored,
    relative(stored),
    "coordinates",
  );
});

test("the 20 nearest codes, the distance to the first and their digits are scikit-learn's, weighted or not", () => {
  for (const { known, codes, name } of sets) {
    const mix = new Uint8Array(10);
    known.at.forEach((at, i) => {
      const found = codes.nearest(Float32Array.from(at), mix);
      const off = codes.principal ? 0 : 1e-4 * Math.max(1, known.nearest[i].distance);
      near([found.distance], [known.nearest[i].distance], off || 1e-3 * known.nearest[i].distance, name);
      assert.equal(found.index, known.nearest[i].index, name);
      assert.deepEqual([...mix], known.nearest[i].mix, name);
      const digit = codes.labels[codes.standIn(Float32Array.from(at))];
      assert.ok(found.distance === 0 || mix[digit] === Math.max(...mix), name); // what stands for it is what most of them are
    });
  }
});

test("the search along a path finds the same distance, whichever code was nearest before and however far the step", () => {
  for (const { known, codes, name } of sets) {
    if (codes.principal) continue; // there it counts what lies off the axes too
    const searches = [distanceToCodes(codes), distanceInSteps(codes)];
    for (const [i, at] of [...known.at.entries(), ...known.at.entries()].reverse()) {
      for (const distance of searches) {
        near([distance(Float32Array.from(at))], [known.nearest[i].distance], 1e-4 * Math.max(1, known.nearest[i].distance), name);
      }
    }
    const [from, to] = known.at.map((at) => Float32Array.from(at));
    for (let k = 0; k <= 100; k++) {
      const [whole, stepwise] = searches.map((distance) => distance(from.map((value, j) => value + (k / 100) * (to[j] - value))));
      assert.equal(stepwise, whole, name);
    }
  }
});

test("what an address says of a code is that code", () => {
  for (const { codes } of sets) {
    for (const i of [0, 7, 199]) {
      const code = codes.code(i);
      near(
        Float32Array.from(codes.fromAddress(codes.toAddress(code), code)),
        code,
        codes.principal ? 1e-3 : 0,
        "from the address",
      );
    }
  }
});

test("a posterior on the map is the covariance that NumPy projects", () => {
  for (const { known, codes } of sets) {
    if (codes.flat || codes.principal) continue;
    known.posteriors.forEach((covariance, i) => near(codes.posterior(i).covariance, covariance, 1e-5, "covariance"));
  }
});

test("reach, variance and KL of each coordinate are NumPy's and PyTorch's; one that carries nothing has the prior's reach", () => {
  for (const { known, codes, name } of sets) {
    const axes = coordinateAxes(codes);
    assert.equal(axes.length, codes.principal ? 0 : known.size, name);
    axes.forEach((axis, k) => {
      const { low, high, variance, kl } = Object.fromEntries(
        Object.entries(known.coordinates).map(([key, values]) => [key, values[k]]),
      );
      near([axis.variance, axis.kl ?? NaN], [variance, kl], relative([variance, kl]), `${name}, ${axis.name}`);
      near([axis.low, axis.high], k === 0 ? [-2.58, 2.58] : [low, high], 1e-6, `${name}, ${axis.name}`);
      near([axis.low, axis.high], known.gif[k], 1e-6, `${name}, ${axis.name} in aelab.export`);
      assert.equal(axis.dead, k === 0, axis.name);
    });
  }
});

test("reach, variance and share of each principal axis are scikit-learn's", () => {
  for (const { known, codes, name } of sets) {
    principalAxes(codes).forEach((axis, k) => {
      const { low, high, variance, share } = Object.fromEntries(
        Object.entries(known.principal).map(([key, values]) => [key, values[k]]),
      );
      near([axis.variance, axis.share], [variance, share], relative([variance]), `${name}, ${axis.name}`);
      if (variance > 0.01) near([axis.low, axis.high], [low, high], relative([low, high]), `${name}, ${axis.name}`);
    });
  }
});

test("a step along an axis changes that coordinate alone", () => {
  for (const { codes } of sets) {
    const axes = principalAxes(codes);
    const code = codes.code(3);
    const before = axes.map((_, k) => along(code, axes, k, codes.centre));
    moveAlong(code, axes, 1, codes.centre, 0.75);
    near(
      axes.map((_, k) => along(code, axes, k, codes.centre)),
      before.with(1, 0.75),
      relative(before),
      "coordinates",
    );
  }
});

test("draws of the prior fall at these digits, in gaps and beyond, as scikit-learn's neighbours say", () => {
  for (const { known, codes, name } of sets) {
    if (!known.draws) continue;
    const { near: gapFrom, far: farFrom, digits, gap, beyond } = known.draws;
    /** @param {number} distance */
    const of = (distance) => ({ step: distance > farFrom ? 2 : distance > gapFrom ? 1 : 0, title: "", text: "" });
    const found = priorDraws(codes, { of });
    assert.deepEqual([...found.digits], digits, name);
    assert.deepEqual([found.gap, found.far], [gap, beyond], name);
    assert.deepEqual(
      [...found.counts],
      [...Array(10).keys()].map((digit) => digits.filter((each) => each === digit).length),
    );
  }
});
