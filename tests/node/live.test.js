// A training that is still going on: its moments as they arrive, on the axis of the whole training.
import assert from "node:assert/strict";
import { test } from "node:test";
import { appended, Moments, recorded } from "../../ui/browser/model/moments.js";

/** @param {number} first @param {number} end @returns {Tensors} moments of four digits, whose codes are their number and the moment */
function part(first, end) {
  const count = end - first;
  const each = Array.from({ length: count }, (_, k) => first + k);
  return new Map([
    ["step", { shape: [count], data: Int32Array.from(each, (k) => 10 * k) }],
    ["codes", { shape: [count, 4, 2], data: Float32Array.from(each.flatMap((k) => [0, k, 1, k, 2, k, 3, k])) }],
    ["reconstructions", { shape: [count, 10, 28, 28], data: new Uint8Array(7840 * count).fill(first) }],
    ["train", { shape: [count, 3], data: Float32Array.from(each.flatMap((k) => [100 - k, 0, 0])) }],
    ["test", { shape: [count, 3], data: Float32Array.from(each.flatMap((k) => [200 - k, 0, 0])) }],
    ["labels", { shape: [4], data: Uint8Array.of(0, 1, 2, 3) }],
  ]);
}

test("parts make the whole, whatever arrives together", () => {
  const whole = part(0, 5);
  const parts = [part(1, 2), part(2, 5)].reduce((before, next) => appended(before, next), appended(null, part(0, 1)));
  for (const name of ["step", "codes", "train", "test", "labels"]) assert.deepEqual(parts.get(name), whole.get(name), name);
  assert.equal(parts.get("reconstructions")?.data.length, 5 * 7840);
});

test("time is that of the whole training, and the last moment is not its end", () => {
  const { times } = recorded(part(0, 5), Uint8Array.of(0, 1, 2, 3), 2, 320);
  assert.equal(times[0], 0);
  assert.ok(Math.abs(times[4] - 0.5) < 1e-12); // the cube root of 40 of 320 steps
  const moments = new Moments(recorded(part(0, 5), Uint8Array.of(0, 1, 2, 3), 2, 320));
  moments.move(0.5);
  assert.deepEqual([...moments.points], [0, 4, 1, 4, 2, 4, 3, 4]);
  assert.equal(moments.figure(moments.test, 0.5), 196);
});
