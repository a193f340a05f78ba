import { test } from "node:test";
import { resampleBicubic } from "../../ui/browser/model/resample.js";
import { golden, near } from "./golden.js";

test("a picture made smaller, larger or left is Pillow's", () => {
  for (const { pixels, from, to, scaled } of golden.resampled)
    near(resampleBicubic(Float32Array.from(pixels), from, to), scaled, 1e-5, `${from} to ${to}`);
});
