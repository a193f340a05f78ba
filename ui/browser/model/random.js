// Random numbers that are the same for the same seed, the same as in aelab/seeded.py.

/**
 * Uniform numbers in [0, 1) from a 32-bit seed: the generator "mulberry32" (Tommy Ettinger, public domain).
 * @param {number} seed @returns {() => number}
 */
export function uniformFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A number from the standard normal distribution (Box and Muller 1958); of no seed where no `uniform` is given. */
export function gaussian(uniform = Math.random) {
  return Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** `count` numbers from the standard normal distribution. @param {() => number} uniform @param {number} count */
export function normalsFrom(uniform, count) {
  return Float32Array.from({ length: count }, () => gaussian(uniform));
}

/**
 * Standard normal numbers of a seed.
 * @param {number} seed a whole number @param {number} count
 */
export function seededNormal(seed, count) {
  return normalsFrom(uniformFrom(seed), count);
}
