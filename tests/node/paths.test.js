import { test } from "node:test";
import { PATHS, analogy, bilinear } from "../../ui/browser/model/path.js";
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
