// Ways from code to code, the same as aelab/latent.py, and how far a point on the way is from any code.

/**
 * The straight line from a to b. Results go into `out`, a Float32Array, which is returned.
 * @param {ArrayLike<number>} a @param {ArrayLike<number>} b @param {number} t position, 0 to 1 @param {Float32Array} out
 */
export function lerp(a, b, t, out) {
  for (let i = 0; i < out.length; i++) out[i] = (1 - t) * a[i] + t * b[i];
  return out;
}

/**
 * The path from a to b that turns at a constant rate about the origin, its length going straight from |a| to |b|: that length
 * times the arc between their directions on the unit sphere (Shoemake 1985). White 2016 puts ends of unequal length into the
 * formula of that arc as they are: such a path does not turn at a constant rate. Where the two are parallel, opposite or zero
 * there is no one arc, and the straight line is taken.
 * @param {ArrayLike<number>} a @param {ArrayLike<number>} b @param {number} t @param {Float32Array} out
 */
export function slerp(a, b, t, out) {
  let dot = 0;
  for (let i = 0; i < out.length; i++) dot += a[i] * b[i];
  const [fromLength, toLength] = [norm(a), norm(b)];
  const lengths = fromLength * toLength;
  const cosine = lengths ? dot / lengths : 1;
  if (Math.abs(cosine) > 1 - 1e-9) return lerp(a, b, t, out);
  const angle = Math.acos(cosine);
  const length = ((1 - t) * fromLength + t * toLength) / Math.sin(angle);
  const [from, to] = [(length * Math.sin((1 - t) * angle)) / fromLength, (length * Math.sin(t * angle)) / toLength];
  for (let i = 0; i < out.length; i++) out[i] = from * a[i] + to * b[i];
  return out;
}

export const PATHS = { lerp, slerp };

/**
 * a moved by t of the step from b to c: a - b + c at t = 1.
 * @param {ArrayLike<number>[]} terms a, b, c @param {number} t @param {Float32Array} out
 */
export function analogy([a, b, c], t, out) {
  for (let i = 0; i < out.length; i++) out[i] = a[i] + t * (c[i] - b[i]);
  return out;
}

/**
 * The surface through four codes that is straight along u (left to right) and along v (top to bottom).
 * @param {ArrayLike<number>[]} corners top left, top right, bottom left, bottom right
 * @param {number} u @param {number} v @param {Float32Array} out
 */
export function bilinear([a, b, c, d], u, v, out) {
  for (let i = 0; i < out.length; i++) {
    out[i] = (1 - v) * ((1 - u) * a[i] + u * b[i]) + v * ((1 - u) * c[i] + u * d[i]);
  }
  return out;
}

/** The Euclidean length of a code. @param {Numbers} z */
export function norm(z) {
  let sum = 0;
  for (let i = 0; i < z.length; i++) sum += z[i] * z[i];
  return Math.sqrt(sum);
}

/**
 * A function that gives the exact distance, as `Codes` weighs it, from a code to the nearest test code. All are gone through; the
 * search starts at the one that was nearest last time, which on a path cuts nearly every sum short.
 * @param {Codes} codes
 * @returns {(z: Float32Array) => number}
 */
export function distanceToCodes(codes) {
  const { count } = codes;
  const squared = squaredIn(codes);
  let last = 0;
  return (z) => {
    const at = codes.comparable(z);
    let best = squared(last, at, Infinity);
    for (let i = 0; i < count; i++) {
      const sum = squared(i, at, best);
      if (sum < best) [best, last] = [sum, i];
    }
    return whole(codes, z, best);
  };
}

/**
 * The same for codes that follow each other in small steps, as those of a curve do: who goes a step is nearer to no test code by more
 * than that step, so that few are looked at again. A leap would cost it twice the time.
 * @param {Codes} codes
 * @returns {(z: Float32Array) => number}
 */
export function distanceInSteps(codes) {
  const { count, width } = codes;
  const squared = squaredIn(codes);
  const before = new Float64Array(width).fill(NaN);
  const known = new Float64Array(count); // how far all were from there
  let last = 0;
  return (z) => {
    const at = codes.comparable(z);
    const step = Math.sqrt(before.reduce((sum, value, j) => sum + (value - at[j]) ** 2, 0)) + 1e-6; // and what is rounded off
    let best = squared(last, at, Infinity);
    let [bound, looked] = [Math.sqrt(best) + step, 0];
    for (let i = 0; i < count; i++) {
      if (known[i] > bound) continue; // not at first, where the step is none
      looked++;
      const sum = squared(i, at, best);
      if (sum < best) [best, last, bound] = [sum, i, Math.sqrt(sum) + step];
    }
    if (looked > count / 8) {
      before.set(at);
      for (let i = 0; i < count; i++) known[i] = Math.sqrt(squared(i, at, Infinity));
    }
    return whole(codes, z, best);
  };
}

/** @param {Codes} codes */
function squaredIn({ scaled, width }) {
  /** @param {number} i @param {Numbers} at @param {number} limit where the sum may stop */
  return (i, at, limit) => {
    let sum = 0;
    for (let j = 0, p = i * width; j < width && sum < limit; j++) {
      const d = scaled[p + j] - at[j];
      sum += d * d;
    }
    return sum;
  };
}

/** The distance, of its square among what is stored. @param {Codes} codes @param {Float32Array} z @param {number} stored */
function whole(codes, z, stored) {
  return Math.sqrt(stored + (codes.principal ? outside(codes, z, codes.coordinates(z)) : 0));
}

// An arc leaves the space that the stored principal coordinates span: what it leaves it by, squared.
/** @param {Codes} codes @param {Numbers} z @param {Numbers} at */
function outside({ centre }, z, at) {
  let sum = 0;
  for (let i = 0; i < z.length; i++) sum += (z[i] - centre[i]) ** 2;
  for (let k = 0; k < at.length; k++) sum -= at[k] ** 2;
  return Math.max(0, sum);
}

/** A place on a path of straight lines, by the share of its length. @param {Point[]} path @param {number} share @returns {Point} */
export function along(path, share) {
  const lengths = path.slice(1).map(([x, y], i) => Math.hypot(x - path[i][0], y - path[i][1]));
  let left = share * lengths.reduce((sum, length) => sum + length, 0);
  for (const [i, length] of lengths.entries()) {
    const [[x, y], [toX, toY]] = [path[i], path[i + 1]];
    if (left < length) return [x + (left / length) * (toX - x), y + (left / length) * (toY - y)];
    left -= length;
  }
  return path[path.length - 1];
}
