// SHA-256 (FIPS 180-4). The browser's own is not there on a page that came over plain HTTP from another machine, as in a classroom.

const WORDS = 64;
/** The first 32 bits after the point. @param {number} root */
const bits = (root) => Math.floor((root % 1) * 2 ** 32);
const [FIRST, KEYS] = constants();

/** @param {Uint8Array} bytes @returns {string} in hexadecimal */
export function sha256(bytes) {
  const state = Uint32Array.from(FIRST);
  const words = new Uint32Array(WORDS);
  const padded = new Uint8Array(64 * Math.ceil((bytes.length + 9) / 64));
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(8 * bytes.length));
  for (let at = 0; at < padded.length; at += 64) {
    for (let i = 0; i < 16; i++) words[i] = view.getUint32(at + 4 * i);
    mix(state, words);
  }
  return Array.from(state, (word) => word.toString(16).padStart(8, "0")).join("");
}

/** One block of sixteen words into the state. @param {Uint32Array} state @param {Uint32Array} w */
function mix(state, w) {
  for (let i = 16; i < WORDS; i++) {
    const [early, late] = [w[i - 15], w[i - 2]];
    const small = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
    w[i] = w[i - 16] + small + w[i - 7] + (turn(late, 17) ^ turn(late, 19) ^ (late >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < WORDS; i++) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + KEYS[i] + w[i]) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((value, i) => (state[i] += value));
}

/** @param {number} word @param {number} by bits, to the right */
const turn = (word, by) => (word >>> by) | (word << (32 - by));

/** Of the square roots of eight primes, and of the cube roots of 64. @returns {Uint32Array[]} */
function constants() {
  /** @type {number[]} */
  const primes = [];
  for (let n = 2; primes.length < WORDS; n++) if (primes.every((prime) => n % prime)) primes.push(n);
  return [
    Uint32Array.from(primes.slice(0, 8), (prime) => bits(Math.sqrt(prime))),
    Uint32Array.from(primes, (prime) => bits(Math.cbrt(prime))),
  ];
}
