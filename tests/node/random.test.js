import { test } from "node:test";
import { addNoise, noiseField } from "../../ui/browser/model/noise.js";
import { normalsFrom, seededNormal, uniformFrom } from "../../ui/browser/model/random.js";
import { golden, near } from "./golden.js";

test("a seed gives the uniform numbers of aelab.seeded", () => {
  for (const { seed, uniforms } of golden.random) {
    const draw = uniformFrom(seed);
    near(uniforms.map(draw), uniforms, 0, "uniform");
  }
});

test("a seed gives the normal numbers of aelab.seeded, on either way to them", () => {
  for (const { seed, normals } of golden.random) {
    near(normalsFrom(uniformFrom(seed), normals.length), normals, 1e-6, "normal");
    near(seededNormal(seed, normals.length), normals, 1e-6, "normal");
  }
});

test("every kind of noise at every level is aelab.noise's", () => {
  const out = new Float32Array(784);
  for (const { kind, level, seed, image, noisy } of golden.noise) {
    addNoise(kind, Float32Array.from(image), level, noiseField(seed), out);
    near(out, noisy, 1e-6, `${kind} ${level}`);
  }
});
