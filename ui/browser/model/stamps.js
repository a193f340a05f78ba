// Small discs as pixels. A path for each is most of a frame where thousands move; of discs of one size there are only so many pictures,
// and each is worked out once and then laid down.

const PLACES = 8; // in a pixel, each way, at which a disc has a picture of its own: it stands within a sixteenth of a pixel
const SAMPLES = 16; // lines of a pixel by which its share in a disc is counted

/**
 * @typedef {{whole: Int32Array, part: Int32Array, share: Uint8Array}} Stamp pixels that a disc covers, by how far they are from that of
 *   its centre: wholly, and in part with the share of each, 0 to 255
 * @typedef {{width: number, stamps: Stamp[]}} Stamps by the place in a pixel, of a picture with so many pixels in a row
 */

/**
 * The pictures of a disc. @param {number} radius in pixels @param {number} width pixels in a row of what they are laid on
 * @returns {Stamps}
 */
export function stampsOf(radius, width) {
  const reach = Math.ceil(radius);
  const beside = Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach);
  const pixels = beside.flatMap((y) => beside.map((x) => ({ x, y })));
  const stamps = Array.from({ length: PLACES * PLACES }, (_, place) => {
    const [x, y] = [(place % PLACES) / PLACES, Math.floor(place / PLACES) / PLACES];
    const shares = pixels.map((pixel) => Math.round(255 * covered(pixel.x - x, pixel.y - y, radius)));
    /** @param {(share: number) => boolean} chosen */
    const places = (chosen) =>
      Int32Array.from(
        pixels.filter((_, p) => chosen(shares[p])),
        (pixel) => pixel.y * width + pixel.x,
      );
    /** @param {number} share */
    const partly = (share) => share > 0 && share < 255;
    return { whole: places((share) => share === 255), part: places(partly), share: Uint8Array.from(shares.filter(partly)) };
  });
  return { width, stamps };
}

/** The share of a pixel that is in a disc about 0. @param {number} left @param {number} top @param {number} radius */
function covered(left, top, radius) {
  let inside = 0;
  for (let line = 0; line < SAMPLES; line++) {
    const y = top + (line + 0.5) / SAMPLES;
    const half = Math.sqrt(Math.max(radius * radius - y * y, 0)); // of the disc's width at this height
    inside += Math.max(0, Math.min(left + 1, half) - Math.max(left, -half));
  }
  return inside / SAMPLES;
}

/**
 * Lay a disc on pixels, in a colour that hides what is below. All that it covers must lie on them.
 * @param {Int32Array} words RGBA, a word a pixel (the first byte the lowest), alpha not multiplied in, as an ImageData has it
 * @param {Stamps} stamps for their width
 * @param {number} x @param {number} y of its centre, in pixels from the corner, not below 0 @param {number} colour a word
 */
export function lay(words, { width, stamps }, x, y, colour) {
  const [across, down] = [(x * PLACES + 0.5) | 0, (y * PLACES + 0.5) | 0];
  const { whole, part, share } = stamps[(across % PLACES) + PLACES * (down % PLACES)];
  const at = ((down / PLACES) | 0) * width + ((across / PLACES) | 0);
  for (let i = 0; i < whole.length; i++) words[at + whole[i]] = colour;
  for (let i = 0; i < part.length; i++) words[at + part[i]] = over(words[at + part[i]], colour, share[i]);
}

/**
 * A colour over another: Porter & Duff 1984, in whole numbers, red and blue at once.
 * @param {number} under @param {number} colour opaque @param {number} share of it, 0 to 255
 */
function over(under, colour, share) {
  const below = under >>> 24;
  if (below === 0) return (share << 24) | (colour & 0xffffff);
  const alpha = below === 255 ? 255 : share + ((below * (255 - share) * 257 + 0x8000) >> 16);
  const part = below === 255 ? share + (share >> 7) : ((256 * share) / alpha) | 0; // of 256
  const redBlue = Math.imul(under & 0xff00ff, 256 - part) + Math.imul(colour & 0xff00ff, part) + 0x800080;
  const green = Math.imul(under & 0x00ff00, 256 - part) + Math.imul(colour & 0x00ff00, part) + 0x008000;
  return (alpha << 24) | ((redBlue >>> 8) & 0xff00ff) | ((green >>> 8) & 0x00ff00);
}
