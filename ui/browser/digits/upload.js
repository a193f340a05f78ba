// A picture file of the reader's own -> its grey levels, without leaving the browser.
import { contextOf, offscreen } from "../kit/canvas.js";
import { turnOf, turnedBy } from "./webp_turn.js";

const MOST_BYTES = 20e6;
const MOST_PIXELS = 64e6; // a small file can unpack to gigabytes, so its header is asked before it is decoded
const WORK_SIDE = 640; // larger pictures are scaled down first: 20 pixels is all that is kept, and the hand is not kept waiting

/** What the file chooser offers. */
export const PICTURE_TYPES = "image/png,image/jpeg,image/webp";

/** @typedef {{grey: Uint8Array, width: number, height: number, canvas: HTMLCanvasElement}} Picture canvas: in its colours */

/**
 * @param {Blob} file PNG, JPEG or WebP
 * @returns {Promise<Picture>} rejects with an Error that says what is wrong with the file
 */
export async function readPicture(file) {
  if (file.size > MOST_BYTES) throw new Error(`The file has ${(file.size / 1e6).toFixed(0)} MB; at most 20 MB can be read.`);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const size = pictureSize(bytes);
  if (!size) throw new Error("The file is not a PNG, JPEG or WebP picture.");
  const [width, height] = size;
  if (width * height > MOST_PIXELS)
    throw new Error(`The picture has ${width} × ${height} pixels; at most ${MOST_PIXELS / 1e6} million can be read.`);
  if (!(width > 0 && height > 0)) throw new Error("The picture is damaged: it has no width or no height.");
  const shrink = Math.max(width, height) > WORK_SIDE;
  const resize = width > height ? { resizeWidth: WORK_SIDE } : { resizeHeight: WORK_SIDE };
  const bitmap = await createImageBitmap(file, shrink ? { ...resize, resizeQuality: "high" } : {}).catch(() => {
    throw new Error("The picture is damaged and cannot be shown.");
  });
  const turn = await turnOf(bytes);
  const lies = turn > 4; // on its side
  const canvas = offscreen(lies ? bitmap.height : bitmap.width, lies ? bitmap.width : bitmap.height);
  const context = contextOf(canvas);
  context.setTransform(...turnedBy(turn, bitmap.width, bitmap.height));
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return { grey: flattened(data), width: canvas.width, height: canvas.height, canvas };
}

// One grey channel; transparency is laid on white, or on black where the ink itself is light (as aelab.data does it).
/** @param {Uint8ClampedArray} rgba */
function flattened(rgba) {
  const onWhite = greyOn(rgba, 255);
  let [low, high] = [255, 0];
  for (const v of onWhite) [low, high] = [Math.min(low, v), Math.max(high, v)];
  return high - low >= 16 ? onWhite : greyOn(rgba, 0);
}

// ITU-R 601-2 luma, the weights of Pillow's "L"
/** @param {Uint8ClampedArray} rgba @param {number} paper */
function greyOn(rgba, paper) {
  const grey = new Uint8Array(rgba.length / 4);
  for (let i = 0, j = 0; i < grey.length; i++, j += 4) {
    const luma = (rgba[j] * 19595 + rgba[j + 1] * 38470 + rgba[j + 2] * 7471) / 65536;
    grey[i] = Math.round(paper + (luma - paper) * (rgba[j + 3] / 255));
  }
  return grey;
}

// Width and height as the header states them, or null where the bytes are none of the three formats.
/** @param {Uint8Array} bytes @returns {[number, number] | null} */
function pictureSize(bytes) {
  const view = new DataView(bytes.buffer);
  /** @param {number} at @param {number} length */
  const text = (at, length) => String.fromCharCode(...bytes.subarray(at, at + length));
  if (bytes.length > 24 && text(1, 3) === "PNG") return [view.getUint32(16), view.getUint32(20)];
  if (bytes.length > 4 && view.getUint16(0) === 0xffd8) return jpegSize(bytes, view);
  if (bytes.length > 30 && text(0, 4) === "RIFF" && text(8, 4) === "WEBP") return webpSize(view, text(12, 4));
  return null;
}

/** @param {Uint8Array} bytes @param {DataView} view @returns {[number, number] | null} */
function jpegSize(bytes, view) {
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; at += 2 + view.getUint16(at + 2)) {
    while (bytes[at + 1] === 0xff && at + 10 < bytes.length) at++; // a marker may be preceded by any number of fill bytes (ITU T.81, B.1.1.2)
    const marker = bytes[at + 1];
    const startOfFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (startOfFrame) return [view.getUint16(at + 7), view.getUint16(at + 5)];
  }
  return null;
}

/** @param {DataView} view @param {string} chunk @returns {[number, number] | null} */
function webpSize(view, chunk) {
  /** @param {number} at */
  const short = (at) => view.getUint16(at, true);
  /** @param {number} at */
  const long = (at) => (view.getUint32(at, true) & 0xffffff) + 1;
  if (chunk === "VP8X") return [long(24), long(27)];
  if (chunk === "VP8L") return [(short(21) & 0x3fff) + 1, ((view.getUint32(21, true) >>> 14) & 0x3fff) + 1];
  return chunk === "VP8 " ? [short(26) & 0x3fff, short(28) & 0x3fff] : null;
}
