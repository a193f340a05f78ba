// Discs as pixels: each pixel has the share of it that lies in the disc, and a disc over others is Porter and Duff's "over".
import { test } from "node:test";
import assert from "node:assert/strict";
import { lay, stampsOf } from "../../ui/browser/model/stamps.js";

const WIDTH = 24;
const FINE = 40; // points of a pixel each way, of the counting that this is held against

/** @param {number} column @param {number} row @param {number} x @param {number} y @param {number} radius */
function counted(column, row, x, y, radius) {
  let inside = 0;
  for (let i = 0; i < FINE; i++)
    for (let j = 0; j < FINE; j++)
      if ((column + (i + 0.5) / FINE - x) ** 2 + (row + (j + 0.5) / FINE - y) ** 2 < radius ** 2) inside++;
  return inside / FINE ** 2;
}

const bytes = (/** @type {Int32Array} */ words) => new Uint8Array(words.buffer);

test("a disc covers of each pixel what lies in it, wherever in a pixel it stands", () => {
  for (const radius of [1.5, 1.8, 3, 3.6]) {
    const stamps = stampsOf(radius, WIDTH);
    for (const [x, y] of [
      [11, 12],
      [11.25, 12.875],
      [12.5, 11.5],
      [11.999, 11.999],
    ]) {
      const words = new Int32Array(WIDTH * WIDTH);
      lay(words, stamps, x, y, 0xff302010 | 0);
      let area = 0;
      words.forEach((word, p) => {
        const share = (word >>> 24) / 255;
        area += share;
        const off = Math.abs(
          share - counted(p % WIDTH, Math.floor(p / WIDTH), Math.round(8 * x) / 8, Math.round(8 * y) / 8, radius),
        );
        assert.ok(off < 0.02, `radius ${radius} at ${x}, ${y}: pixel ${p} is off by ${off}`);
        if (share) assert.equal(word & 0xffffff, 0x302010);
      });
      assert.ok(Math.abs(area / (Math.PI * radius ** 2) - 1) < 0.01, `area ${area}`);
    }
  }
});

test("discs over one another are blended as opaque colours with soft edges", () => {
  const stamps = stampsOf(1.8, WIDTH);
  const words = new Int32Array(WIDTH * WIDTH);
  const exact = new Float64Array(4 * WIDTH * WIDTH); // red, green, blue and alpha, alpha multiplied in
  let state = 7;
  const random = () => (state = (state * 16807) % 2147483647) / 2147483647;
  for (let i = 0; i < 150; i++) {
    const [x, y] = [4 + 16 * random(), 4 + 16 * random()].map((value) => Math.round(8 * value) / 8);
    const colour = [random(), random(), random()].map((value) => Math.round(255 * value));
    const alone = new Int32Array(WIDTH * WIDTH);
    const word = (255 << 24) | (colour[2] << 16) | (colour[1] << 8) | colour[0];
    lay(alone, stamps, x, y, word);
    lay(words, stamps, x, y, word);
    alone.forEach((own, p) => {
      const share = (own >>> 24) / 255;
      for (let c = 0; c < 4; c++) exact[4 * p + c] = share * (c < 3 ? colour[c] : 255) + (1 - share) * exact[4 * p + c];
    });
  }
  const found = bytes(words);
  let partly = 0;
  for (let p = 0; p < WIDTH * WIDTH; p++) {
    const alpha = exact[4 * p + 3];
    if (alpha > 2 && alpha < 253) partly++;
    assert.ok(Math.abs(found[4 * p + 3] - alpha) < 4, `alpha ${found[4 * p + 3]} of ${alpha}`);
    for (let c = 0; c < 3; c++) {
      const off = Math.abs((found[4 * p + c] * found[4 * p + 3]) / 255 - exact[4 * p + c]);
      assert.ok(off < 6, `pixel ${p}, colour ${c}: off by ${off}`);
    }
  }
  assert.ok(partly > 20);
});
