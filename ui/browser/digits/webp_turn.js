// How a WebP picture lies by its EXIF data, for browsers that turn JPEG and PNG themselves but not WebP.

// Two pixels by one, said to stand upright (EXIF orientation 6).
const PROBE =
  "UklGRk4AAABXRUJQVlA4WAoAAAAIAAAAAQAAAAAAVlA4TA4AAAAvAQAAAAcQEf0PRET/A0VYSUYaAAAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAA=";
const ORIENTATION = 0x0112;

/**
 * The EXIF orientation that is still to be done.
 * @param {Uint8Array} bytes of a picture file @returns {Promise<number>} 1 to 8; 1 where the browser does it, or nothing is said
 */
export async function turnOf(bytes) {
  const said = orientation(bytes);
  if (said === 1) return 1;
  const probe = await createImageBitmap(new Blob([Uint8Array.from(atob(PROBE), (letter) => letter.charCodeAt(0))]));
  return probe.width === 1 ? 1 : said;
}

/**
 * The transform of a canvas that sets a picture upright.
 * @param {number} turn 1 to 8 @param {number} width of the picture as it lies @param {number} height
 * @returns {[number, number, number, number, number, number]}
 */
export function turnedBy(turn, width, height) {
  /** @type {[number, number, number, number, number, number][]} */
  const ways = [
    [1, 0, 0, 1, 0, 0],
    [-1, 0, 0, 1, width, 0],
    [-1, 0, 0, -1, width, height],
    [1, 0, 0, -1, 0, height],
    [0, 1, 1, 0, 0, 0],
    [0, 1, -1, 0, height, 0],
    [0, -1, -1, 0, height, width],
    [0, -1, 1, 0, 0, width],
  ];
  return ways[turn - 1];
}

// The chunks of a WebP file (RFC 9649), and in the one called EXIF the entries of a TIFF header.
/** @param {Uint8Array} bytes */
function orientation(bytes) {
  const view = new DataView(bytes.buffer);
  /** @param {number} at */
  const text = (at) => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < 20 || text(0) !== "RIFF" || text(8) !== "WEBP") return 1;
  let at = 12;
  while (at + 8 < bytes.length && text(at) !== "EXIF")
    at += 8 + view.getUint32(at + 4, true) + (view.getUint32(at + 4, true) & 1);
  let start = at + 8;
  if (text(start) === "Exif") start += 6;
  const little = text(start).startsWith("II");
  if (start + 8 > bytes.length) return 1;
  const list = start + view.getUint32(start + 4, little);
  if (list + 2 > bytes.length) return 1;
  const count = view.getUint16(list, little);
  for (let entry = list + 2; entry < list + 2 + 12 * count && entry + 10 <= bytes.length; entry += 12) {
    if (view.getUint16(entry, little) !== ORIENTATION) continue;
    const said = view.getUint16(entry + 8, little);
    return said >= 1 && said <= 8 ? said : 1;
  }
  return 1;
}
