import { test } from "node:test";
import { PATHS, along, analogy, bilinear } from "../../ui/browser/model/path.js";
import { golden, near } from "./golden.js";

for (const name of /** @type {const} */ (["lerp", "slerp"])) {
  test(`${name} goes where aelab.latent says, between any two ends`, () => {
    for (const { a, b, t, [name]: expected } of golden.paths) {
      t.forEach((at, i) => near(PATHS[name](a, b, at, new Float32Array(a.length)), expected[i], 1e-5, name));
    }
  });
}

test("a sum of codes is NumPy's", () => {
  for (const { a, b, c, t, analogy: expected } of golden.paths) {
    t.forEach((at, i) => near(analogy([a, b, c], at, new Float32Array(a.length)), expected[i], 1e-5, "analogy"));
  }
});

test("the surface between four codes is straight along both sides", () => {
  for (const { corners, u, v, at } of golden.surfaces) {
    near(bilinear(corners, u, v, new Float32Array(corners[0].length)), at, 1e-5, "surface");
  }
});

test("a path of lines is gone along at one pace, also where a place comes twice", () => {
  /** @type {Point[]} three, none and four long */
  const path = [
    [0, 0],
    [3, 0],
    [3, 0],
    [3, 4],
  ]; // prettier-ignore
  for (const [share, at] of /** @type {[number, Point][]} */ ([
    [0, [0, 0]],
    [1 / 7, [1, 0]],
    [3 / 7, [3, 0]],
    [5 / 7, [3, 2]],
    [1, [3, 4]],
  ]))
    near(along(path, share), at, 1e-12, `at ${share}`);
});
