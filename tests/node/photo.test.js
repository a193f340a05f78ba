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

test("the reading that is asked for is taken, and its paper lies under its ink", () => {
  const { grey, width, height, inverted } = golden.photos[0];
  const bytes = bytesOf(grey);
  for (const dark of [true, false]) assert.equal(findInk(bytes, width, height, dark)?.inverted ?? dark, dark);
  const found = findInk(bytes, width, height, inverted);
  assert.ok(found);
  const at = found.ink.indexOf(found.ink.reduce((a, b) => Math.max(a, b)));
  assert.ok(found.paper[at] - bytes[at] > 100);
});
