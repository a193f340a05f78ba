import { test } from "node:test";
import assert from "node:assert/strict";
import { boxBetween, boxMoved, cropped, wipe } from "../../ui/browser/model/crop.js";

test("a part of a picture keeps its rows", () => {
  const grey = Uint8Array.from({ length: 20 }, (_, i) => i); // 5 by 4
  assert.deepEqual([...cropped(grey, 5, [1, 1, 4, 3])], [6, 7, 8, 11, 12, 13]);
});

test("a speck is covered with the paper around it, at the edge as well", () => {
  const grey = new Uint8Array(900).fill(200);
  for (const i of [0, 1, 30, 31, 455, 456, 485]) grey[i] = 10;
  wipe(grey, 30, [0.5, 0.5, 3]);
  assert.equal(grey[wipe(grey, 30, [6, 15.5, 3])], 200);
  assert.ok(grey.every((v) => v === 200));
});

test("a frame stays in the picture and has a size", () => {
  assert.deepEqual(boxBetween([50, 40], [-9, 10], [100, 80], 12), [0, 10, 50, 40]);
  assert.deepEqual(boxBetween([99, 79], [99, 79], [100, 80], 12), [88, 68, 100, 80]);
  assert.deepEqual(boxBetween([5, 5], [3, 200], [8, 80], 12), [0, 5, 8, 80]);
  assert.deepEqual(boxMoved([10, 10, 40, 40], [-30, 60], [100, 80]), [0, 50, 30, 80]);
});
