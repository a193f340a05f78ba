// A zip of files as they are, not compressed: weights hardly would be (APPNOTE.TXT 6.3.10, 4.3).

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});
const YEAR = 1980; // where the format's time begins

/**
 * @param {Map<string, Uint8Array>} files by their paths, "/" between folders @param {Date} [now] when they are said to be written
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function zip(files, now = new Date()) {
  const time = (now.getHours() << 11) | (now.getMinutes() << 5) | (now.getSeconds() >> 1);
  const day = ((now.getFullYear() - YEAR) << 9) | ((now.getMonth() + 1) << 5) | now.getDate();
  /** @type {Uint8Array[]} */
  const bodies = [];
  /** @type {Uint8Array[]} */
  const list = [];
  let at = 0;
  let listed = 0;
  for (const [path, bytes] of files) {
    const name = new TextEncoder().encode(path);
    // from the version needed on both headers have the same: flags (UTF-8), no compression, time, day, sum, twice the size
    const shared = [
      2,
      20,
      2,
      0x0800,
      2,
      0,
      2,
      time,
      2,
      day,
      4,
      crc32(bytes),
      4,
      bytes.length,
      4,
      bytes.length,
      2,
      name.length,
      2,
      0,
    ];
    const head = [numbers([4, 0x04034b50, ...shared]), name, bytes];
    const entry = [numbers([4, 0x02014b50, 2, 20, ...shared, 2, 0, 2, 0, 2, 0, 4, 0, 4, at]), name];
    bodies.push(...head);
    list.push(...entry);
    at += length(head);
    listed += length(entry);
  }
  const count = files.size;
  return joined([...bodies, ...list, numbers([4, 0x06054b50, 2, 0, 2, 0, 2, count, 2, count, 4, listed, 4, at, 2, 0])]);
}

/** @param {Uint8Array} bytes */
function crc32(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (sum >>> 8) ^ CRC[(sum ^ byte) & 0xff];
  return ~sum >>> 0;
}

/** Little-endian. @param {number[]} pairs of a width in bytes and a whole number */
function numbers(pairs) {
  const bytes = [];
  for (let i = 0; i < pairs.length; i += 2) for (let b = 0; b < pairs[i]; b++) bytes.push((pairs[i + 1] >>> (8 * b)) & 0xff);
  return Uint8Array.from(bytes);
}

/** @param {Uint8Array[]} parts */
const length = (parts) => parts.reduce((sum, part) => sum + part.length, 0);

/** @param {Uint8Array[]} parts */
function joined(parts) {
  const whole = new Uint8Array(length(parts));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
