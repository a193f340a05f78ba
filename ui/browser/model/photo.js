// The ink of a photographed digit, without its paper: the steps of aelab/photo.py, which says why, in the same order.
import { closed, grown, median, places, thinnerThan, turned } from "./morphology.js";

const WORK = 160;
const FAINT = 6;
const BLANK = 10;
const PARTS = 24;
const TOGETHER = 0.35;
const STEEP = 0.1;
const ACROSS = 0.7;
const EVEN = 2;
const FEW = 64;
const DARKEST = 64;

/**
 * @typedef {object} Found
 * @property {Float64Array} ink 0..255: how far a pixel stands out from its paper
 * @property {boolean} inverted the ink is darker than the paper
 * @typedef {import("./morphology.js").Plane} Plane
 * @typedef {[left: number, top: number, right: number, bottom: number]} Box
 * @typedef {{mask: Uint8Array, area: number, peak: number, box: Box, edge: number, outline: number}} Part
 * @typedef {{score: number, near: Uint8Array, paper: Float64Array}} Reading
 */

/**
 * @param {ArrayLike<number>} grey 0..255, rows of `width` @param {number} width @param {number} height
 * @param {boolean | null} [invert] the ink is darker than the paper; null reads the picture both ways
 * @returns {Found | null} null where nothing stands out from its background
 */
export function findInk(grey, width, height, invert = null) {
  const plain = invert === null && plainInk(grey, width, height);
  if (plain) return plain;
  const block = Math.ceil(Math.max(width, height) / WORK);
  const small = reduced(grey, width, height, block);
  const ways = invert === null ? [true, false] : [invert];
  const readings = ways.map((dark) => read(dark ? small : { ...small, values: small.values.map((v) => 255 - v) }));
  const [best] = readings.toSorted((a, b) => b.score - a.score);
  if (best.score === 0) return null;
  const inverted = ways[readings.indexOf(best)];
  return { ink: inkOver(best, small.width, block, grey, width, height, inverted), inverted };
}

/**
 * What stands out, near the digit, from the paper: that is bilinear between the middles of the blocks.
 * @param {Reading} reading @param {number} across blocks in a row @param {number} block @param {ArrayLike<number>} grey
 * @param {number} width @param {number} height @param {boolean} inverted
 */
function inkOver({ near, paper }, across, block, grey, width, height, inverted) {
  const ink = new Float64Array(width * height);
  const columns = places(width, across, block);
  places(height, paper.length / across, block).forEach(([top, bottom, down], y) => {
    const row = Math.floor(y / block) * across;
    for (let x = 0, i = y * width; x < width; x++, i++) {
      if (!near[row + Math.floor(x / block)]) continue;
      const [left, right, share] = columns[x];
      const a = paper[top * across + left] + (paper[bottom * across + left] - paper[top * across + left]) * down;
      const b = paper[top * across + right] + (paper[bottom * across + right] - paper[top * across + right]) * down;
      const here = a + (b - a) * share;
      const out = Math.max(here - (inverted ? grey[i] : 255 - grey[i]), 0);
      ink[i] = inverted ? (out * 255) / Math.max(here, DARKEST) : out;
    }
  });
  return ink;
}

/** @param {ArrayLike<number>} grey @param {number} width @param {number} height @returns {Found | null} */
function plainInk(grey, width, height) {
  /** @type {number[]} */
  const frame = [];
  for (let x = 0; x < width; x++) frame.push(grey[x], grey[(height - 1) * width + x]);
  for (let y = 0; y < height; y++) frame.push(grey[y * width], grey[y * width + width - 1]);
  const level = median(frame);
  if (frame.some((v) => Math.abs(v - level) > EVEN)) return null;
  let [low, high, even] = [Infinity, -Infinity, 0];
  for (let i = 0; i < width * height; i++) {
    if (grey[i] < low) low = grey[i];
    if (grey[i] > high) high = grey[i];
    if (Math.abs(grey[i] - level) <= EVEN) even++;
  }
  if (even < 0.5 * width * height) return null;
  const inverted = level > (low + high) / 2;
  const ink = Float64Array.from(grey, (v) => Math.max(inverted ? level - v : v - level, 0));
  const block = Math.ceil(Math.max(width, height) / WORK);
  const small = reduced(grey, width, height, block);
  if (Math.max(small.width, small.height) >= FEW) {
    const strength = { ...small, values: small.values.map((v) => Math.abs(v - level)) };
    const parts = partsOf(strength, Math.max(FAINT, 0.2 * Math.max(...strength.values)));
    const main = parts.reduce((a, b) => (b.area > a.area ? b : a), parts[0]);
    for (const part of parts) {
      if (part.area >= 0.02 * main.area || gap(part.box, main.box) <= 4) continue;
      const speck = grown(part.mask, small.width, small.height, 2);
      for (let i = 0; i < ink.length; i++) {
        const y = Math.floor(i / width);
        if (speck[Math.floor(y / block) * small.width + Math.floor((i - y * width) / block)]) ink[i] = 0;
      }
    }
  }
  return { ink, inverted };
}

/** @param {Plane} levels @returns {Reading} */
function read(levels) {
  const { values, width, height } = levels;
  const paper = closed(levels, Math.floor(Math.max(width, height) / 4));
  const strength = values.map((v, i) => paper[i] - v);
  /** @type {number[]} */
  const steps = [];
  for (let i = 1; i < values.length; i++) if (i % width) steps.push(Math.abs(values[i] - values[i - 1]));
  const noise = steps.length ? median(steps) : 0;
  const least = Math.max(FAINT, 4 * noise);
  const level = withoutLines({ values: strength, width, height }, least);
  const upright = withoutLines({ values: turned(level, width, height), width: height, height: width }, least);
  const ink = turned(upright, height, width);
  const parts = partsOf({ values: ink, width, height }, least);
  const scores = parts.map((part) => scoreOf(part, width, height));
  const most = Math.max(0, ...scores);
  const main = parts[scores.indexOf(most)];
  if (most === 0 || main.peak < Math.max(BLANK, 16 * noise)) return { score: 0, near: new Uint8Array(0), paper };
  const [kept, box] = withNearParts(main, parts);
  const steady = steadiness(kept, box, levels, paper);
  const lines = ink.map((v, i) => Number(v < strength[i]));
  const beside = grown(Uint8Array.from(lines), width, height, 1);
  const near = grown(kept, width, height, 2).map((v, i) => kept[i] || Number(v && !beside[i]));
  return { score: steady > 0.5 ? most * steady ** 3 : 0, near, paper };
}

/** @param {Part} part @param {number} width @param {number} height */
function scoreOf({ area, peak, box: [left, top, right, bottom], edge, outline }, width, height) {
  const [across, down] = [right - left, bottom - top];
  const speck = area < 6 || (Math.max(across, down) < 8 && Math.max(width, height) >= FEW);
  if (speck || edge > Math.min(width, height) / 2) return 0;
  const slab = area > 0.55 * across * down && across > 0.65 * width && down > 0.65 * height;
  const thin = Math.min((outline * outline) / area, 100);
  return (Math.max(across, down) * Math.sqrt(thin * peak) * (slab ? 0.05 : 1)) / (1 + edge);
}

/** @param {Part} main @param {Part[]} parts @returns {[Uint8Array, Box]} */
function withNearParts(main, parts) {
  const kept = main.mask.slice();
  let box = main.box;
  const near = 0.12 * Math.max(box[2] - box[0], box[3] - box[1]);
  let rest = parts.filter(
    (p) => p !== main && p.area >= 0.04 * main.area && p.peak >= 0.4 * main.peak && 4 * p.edge <= p.outline,
  );
  for (;;) {
    const part = rest.find((other) => gap(other.box, box) <= near);
    if (!part) return [kept, box];
    part.mask.forEach((v, i) => v && (kept[i] = 1));
    const [a, b] = [box, part.box];
    box = [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
    rest = rest.filter((other) => other !== part);
  }
}

/** @param {Box} a @param {Box} b */
function gap(a, b) {
  return Math.max(a[0] - b[2], b[0] - a[2], a[1] - b[3], b[1] - a[3]);
}

/** @param {Uint8Array} kept @param {Box} box @param {Plane} levels @param {Float64Array} paper */
function steadiness(kept, [left, top, right, bottom], { values, width, height }, paper) {
  const size = Math.max(right - left, bottom - top);
  const outer = grown(kept, width, height, Math.max(3, Math.floor(0.12 * size + 0.5)));
  const inner = grown(kept, width, height, 2);
  let [under, darkest, area] = [0, Infinity, 0];
  kept.forEach((v, i) => {
    if (!v) return;
    area++;
    under += paper[i];
    darkest = Math.min(darkest, values[i]);
  });
  under /= area;
  let [ring, same] = [0, 0];
  outer.forEach((v, i) => {
    if (!v || inner[i]) return;
    ring++;
    if (Math.abs(paper[i] - under) <= 0.35 * (under - darkest)) same++;
  });
  return ring ? same / ring : 1;
}

/** @param {Plane} ink @param {number} least @returns {Part[]} */
function partsOf({ values, width, height }, least) {
  const left = values.slice();
  /** @type {Part[]} */
  const parts = [];
  while (parts.length < PARTS) {
    let seed = 0;
    for (let i = 1; i < left.length; i++) if (left[i] > left[seed]) seed = i;
    const peak = left[seed];
    if (peak < least) break;
    const part = flood(left, width, height, seed, TOGETHER * peak);
    parts.push(part);
    grown(part.mask, width, height, 1).forEach((v, i) => v && (left[i] = 0));
  }
  return parts;
}

/** What hangs together with a pixel, at sides and at corners, and is at least so strong.
 * @param {Float64Array} left @param {number} width @param {number} height @param {number} seed @param {number} least @returns {Part} */
function flood(left, width, height, seed, least) {
  const mask = new Uint8Array(left.length);
  const reached = [seed];
  /** @type {Box} */
  const box = [width, height, 0, 0];
  let [edge, outline] = [0, 0];
  mask[seed] = 1;
  for (const at of reached) {
    const x = at % width;
    const y = (at - x) / width;
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x + 1);
    box[3] = Math.max(box[3], y + 1);
    edge += Number(y === 0) + Number(y === height - 1) + Number(x === 0) + Number(x === width - 1);
    for (let v = Math.max(y - 1, 0); v < Math.min(y + 2, height); v++) {
      for (let u = Math.max(x - 1, 0), to = v * width + u; u < Math.min(x + 2, width); u++, to++) {
        if (mask[to] || left[to] < least) continue;
        mask[to] = 1;
        reached.push(to);
      }
    }
  }
  for (const at of reached) {
    const x = at % width;
    if (x === 0 || !mask[at - 1]) outline++;
    if (x === width - 1 || !mask[at + 1]) outline++;
    if (at < width || !mask[at - width]) outline++;
    if (at + width >= left.length || !mask[at + width]) outline++;
  }
  return { mask, area: reached.length, peak: left[seed], box, edge, outline };
}

/** @param {Plane} ink @param {number} least @returns {Float64Array} */
function withoutLines({ values: ink, width, height }, least) {
  if (Math.min(width, height) < 48) return ink;
  const thick = Math.max(2, Math.floor(0.03 * Math.max(width, height)));
  const marked = new Uint8Array(ink.length);
  for (let i = 0; i < ink.length; i++) marked[i] = Number(ink[i] > least / 2);
  const thin = thinnerThan(marked, width, height, thick);
  const band = new Uint8Array(ink.length);
  const [inside, seen, drop] = [new Int32Array(height), new Int32Array(height), new Int32Array(width)];
  for (let step = -8; step <= 8; step++) {
    inside.fill(0);
    seen.fill(0);
    for (let x = 0; x < width; x++) {
      const by = Math.floor((step / 8) * STEEP * (x - Math.floor(width / 2)) + 0.5);
      const end = Math.min(height, height - by);
      drop[x] = by;
      for (let y = Math.max(0, -by), i = (y + by) * width + x; y < end; y++, i += width) {
        inside[y]++;
        seen[y] += marked[i];
      }
    }
    for (let y = 0; y < height; y++) {
      if (inside[y] * 2 < width || seen[y] < ACROSS * inside[y]) continue;
      for (let x = 0; x < width; x++) {
        const at = y + drop[x];
        if (at < 0 || at >= height) continue;
        for (let v = Math.max(at - thick, 0); v <= Math.min(at + thick, height - 1); v++) band[v * width + x] = 1;
      }
    }
  }
  return ink.map((v, i) => (thin[i] && band[i] ? 0 : v));
}

/** @param {ArrayLike<number>} grey @param {number} width @param {number} height @param {number} block @returns {Plane} */
function reduced(grey, width, height, block) {
  const [across, down] = [Math.ceil(width / block), Math.ceil(height / block)];
  const sums = new Float64Array(across * down);
  for (let y = 0; y < down * block; y++) {
    const row = Math.min(y, height - 1) * width;
    const to = Math.floor(y / block) * across;
    for (let x = 0; x < across * block; x++) sums[to + Math.floor(x / block)] += grey[row + Math.min(x, width - 1)];
  }
  if (Math.max(across, down) < FEW) return { values: sums.map((v) => v / block ** 2), width: across, height: down };
  const values = sums.map((_, i) => {
    const [x, y] = [i % across, Math.floor(i / across)];
    let sum = 0;
    for (let v = y - 1; v <= y + 1; v++) {
      const row = Math.min(Math.max(v, 0), down - 1) * across;
      sum += sums[row + Math.max(x - 1, 0)] + sums[row + x] + sums[row + Math.min(x + 1, across - 1)];
    }
    return sum / (9 * block ** 2);
  });
  return { values, width: across, height: down };
}
