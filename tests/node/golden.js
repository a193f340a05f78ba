// The numbers that Python worked out for these tests, and how near to them is near enough.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/** @type {Golden} */
export const golden = JSON.parse(readFileSync(process.env.AELAB_GOLDEN, "utf-8"));

/**
 * Every number within `tolerance` of its golden one, and as many of them.
 * @param {Numbers} found @param {Numbers} expected @param {number} tolerance
 */
export function near(found, expected, tolerance, what = "") {
  assert.equal(found.length, expected.length, `${what}: how many`);
  for (let i = 0; i < expected.length; i++) {
    const apart = Math.abs(found[i] - expected[i]);
    assert.ok(apart <= tolerance, `${what}[${i}] is ${found[i]}, not ${expected[i]}`);
  }
}
