import { test } from "node:test";
import assert from "node:assert/strict";
import { toMnistForm } from "../../ui/browser/model/centring.js";
import { findInk } from "../../ui/browser/model/photo.js";
import { golden, near } from "./golden.js";

/** @param {string} text of base 64 */
const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

for (const { name, grey, width, height, image, inverted, box } of golden.photos) {
  test(`a photo gives the digit that Python makes of it: ${name}`, () => {
    const found = toMnistForm(bytesOf(grey), width, height);
    assert.deepEqual([found.inverted, found.box], [inverted, box]);
    near(found.image, image, 1 / 255, name);
  });
}

test("the reading that is asked for is taken", () => {
  const { grey, width, height } = golden.photos[0];
  for (const dark of [true, false]) assert.equal(findInk(bytesOf(grey), width, height, dark)?.inverted ?? dark, dark);
});
