import { test } from "node:test";
import assert from "node:assert/strict";
import { toMnistForm } from "../../ui/browser/model/centring.js";
import { golden, near } from "./golden.js";

test("a picture in MNIST form is what Pillow makes of it", () => {
  for (const { grey, width, height, image, inverted, box, size, corner } of golden.centring) {
    const found = toMnistForm(grey, width, height);
    assert.deepEqual([found.inverted, found.box, found.size, found.corner], [inverted, box, size, corner]);
    near(found.image, image, 1e-5, `${width} x ${height}`);
  }
});

test("a blank picture is refused", () => {
  assert.throws(() => toMnistForm(new Uint8Array(900).fill(200), 30, 30), /blank/);
});
