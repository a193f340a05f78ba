// Words in a PNG file, where any viewer of its properties finds them.

const HEADER = 8 + 25; // the signature and the IHDR chunk, which comes first

/**
 * Put text into a PNG, a tEXt chunk for each entry (PNG specification, third edition, 11.3.3.2).
 * @param {Uint8Array<ArrayBuffer>} png @param {Record<string, string>} words by keyword; both in Latin-1, others become "?"
 * @returns {Uint8Array<ArrayBuffer>[]} the parts of the new file
 */
export function withText(png, words) {
  const chunks = Object.entries(words).map(([keyword, text]) => textChunk(`${keyword}\0${text}`));
  return [png.subarray(0, HEADER), ...chunks, png.subarray(HEADER)];
}

/** @param {string} content */
function textChunk(content) {
  const chunk = new Uint8Array(12 + content.length);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, content.length);
  latin(`tEXt${content}`, chunk.subarray(4));
  view.setUint32(8 + content.length, crc32(chunk.subarray(4, 8 + content.length)));
  return chunk;
}

/** @param {string} text @param {Uint8Array} bytes */
function latin(text, bytes) {
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i) < 256 ? text.charCodeAt(i) : 63;
}

// ISO 3309, bit by bit: a few hundred bytes need no table.
/** @param {Uint8Array} bytes */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
