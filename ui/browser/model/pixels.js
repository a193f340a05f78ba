// Images as they are delivered, in bytes, and as models take them, in [0, 1].

/**
 * One image out of many.
 * @param {Tensor["data"]} bytes 784 for each image @param {number} place of the image among them, from 0
 * @returns {Float32Array} 784 numbers in [0, 1]
 */
export function pixelsOf(bytes, place) {
  return Float32Array.from(bytes.subarray(784 * place, 784 * (place + 1)), (byte) => byte / 255);
}
