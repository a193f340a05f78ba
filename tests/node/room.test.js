// What a room works out in the browser: the way from one view to the next, and the spread of what was answered.
import assert from "node:assert/strict";
import { test } from "node:test";
import { onShared, shared } from "../../ui/browser/kit/shared.js";
import { histogram } from "../../ui/browser/model/numbers.js";
import { leave, read } from "../../ui/browser/room/address.js";
import { answersOf } from "../../ui/browser/room/answers.js";
import { between } from "../../ui/browser/room/glide.js";

test("fractions glide, and what has no half is there at once", () => {
  assert.equal(between(0.5, 1.5, 0.25), 0.75);
  assert.deepEqual(between([0.5, -1], [1.5, -2], 0.5), [1, -2], "a whole number of a list is whole");
  assert.deepEqual(between([0.5, -1.25], [1.5, -2.25], 0.5), [1, -1.75]);
  assert.equal(between(3, 7, 0.5), 7, "a seed, a test image");
  assert.equal(between("own", "weight", 0.5), "weight");
  assert.equal(between(null, 0.5, 0.5), 0.5);
  assert.equal(between(0.5, null, 0.5), null);
  assert.deepEqual(between([0.5], [0.25, 0.75], 0.5), [0.25, 0.75], "a code of another length");
  assert.deepEqual(between([4, 9], [1], 0.5), [1], "digits isolated");
  for (const share of [0, 0.3, 1]) assert.equal(between(2.5, 2.5, share), 2.5);
});

test("every answer is counted once, at the ends too", () => {
  const values = [0, 0.049, 0.05, 0.5, 0.99, 1];
  const counts = histogram(values, 0, 1, 20);
  assert.deepEqual([counts[0], counts[1], counts[10], counts[19]], [2, 1, 1, 2]);
  assert.equal(
    counts.reduce((sum, count) => sum + count),
    values.length,
  );
  assert.deepEqual(histogram([], 0, 1, 3), [0, 0, 0]);
  assert.deepEqual(histogram([-2, 0, 2], -2, 2, 2), [1, 2]);
});

const STANDS = { followers: 3, question: "noise 2", answered: 1, revealed: false };
const RIGHT = { question: "noise 2", answers: [0.5], right: { value: 1 }, why: "So it was measured." };

test("the panel of a lesson hears of its question, whoever else fails at the news", () => {
  const failed = /** @type {unknown[]} */ ([]);
  Object.assign(globalThis, { reportError: (/** @type {unknown} */ error) => failed.push(error) });
  const heard = /** @type {(string | null | undefined)[]} */ ([]);
  const broken = onShared(() => {
    throw new Error("another instrument's");
  });
  const deaf = onShared(() => heard.push(shared().asked?.question));
  answersOf(true, {}, async () => ({})).heard(STANDS);
  assert.deepEqual(heard, ["noise 2"]);
  assert.equal(failed.length, 1, "and it is not kept quiet");
  broken();
  deaf();
});

test("what is revealed is seen when the server has said so, and stays", async () => {
  const asked = /** @type {string[]} */ ([]);
  const lectern = answersOf(true, {}, async (path) => {
    asked.push(path);
    return path === "reveal" ? { ...STANDS, revealed: true } : RIGHT;
  });
  lectern.heard(STANDS);
  assert.equal(shared().asked?.right, undefined);
  shared().asked?.reveal();
  await new Promise((done) => setTimeout(done));
  assert.deepEqual(asked, ["reveal", "answers"], "without waiting for the next beat");
  assert.deepEqual(shared().asked?.right, RIGHT.right);
  lectern.heard(STANDS); // a beat that was answered before, and came after
  assert.deepEqual(shared().asked?.right, RIGHT.right);
  lectern.heard({ ...STANDS, question: "noise 3" });
  assert.deepEqual([shared().asked?.right, shared().asked?.answers], [undefined, null]);
});

test("what another page shows is not said to the instruments of the one that was left", () => {
  const table = { seed: { kind: "whole", low: 0, high: 9 }, noise: { kind: "one of", names: ["gaussian"] } };
  const [denoise, generate] = [{ table }, { table: { seed: table.seed } }];
  /** @param {object} view */
  const mount = (view) => shared().views.set(/** @type {any} */ ({ isConnected: true }), /** @type {any} */ (view));
  mount(denoise);
  assert.deepEqual(read("seed=3"), [[denoise, { noise: null, seed: 3 }]]);
  leave();
  assert.deepEqual(read("seed=3"), []);
  mount(generate);
  assert.deepEqual(read("seed=3"), [[generate, { seed: 3 }]]);
});
