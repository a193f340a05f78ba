// A grey picture as the hand changes it: a part of it, and specks wiped away.

/** @typedef {[left: number, top: number, right: number, bottom: number]} Box in the picture's pixels */

/**
 * What lies within a box.
 * @param {Uint8Array} grey rows of `width` @param {number} width @param {Box} box @returns {Uint8Array}
 */
export function cropped(grey, width, [left, top, right, bottom]) {
  const out = new Uint8Array((right - left) * (bottom - top));
  for (let y = top; y < bottom; y++) out.set(grey.subarray(y * width + left, y * width + right), (y - top) * (right - left));
  return out;
}

/**
 * Cover a disc with the paper around it: its own rim's middle grey.
 * @param {Uint8Array} grey rows of `width`, changed in place @param {number} width @param {[x: number, y: number, radius: number]} disc
 * @returns {number} the place whose grey was taken
 */
export function wipe(grey, width, [x, y, radius]) {
  const height = grey.length / width;
  const inside = [];
  const rim = [];
  for (let v = Math.max(0, Math.floor(y - radius - 1)); v <= Math.min(height - 1, y + radius + 1); v++) {
    for (let u = Math.max(0, Math.floor(x - radius - 1)); u <= Math.min(width - 1, x + radius + 1); u++) {
      const far = Math.hypot(u + 0.5 - x, v + 0.5 - y);
      if (far <= radius) inside.push(v * width + u);
      else if (far <= radius + 1.5) rim.push(v * width + u);
    }
  }
  rim.sort((a, b) => grey[a] - grey[b]);
  const at = rim[rim.length >> 1];
  for (const i of inside) grey[i] = grey[at];
  return at;
}

/**
 * The box between two points, inside the picture and at least `least` long both ways.
 * @param {Point} a @param {Point} b @param {[width: number, height: number]} size @param {number} least @returns {Box}
 */
export function boxBetween(a, b, size, least) {
  const [from, to] = [0, 1].map((axis) => {
    const [low, high] = [Math.min(a[axis], b[axis]), Math.max(a[axis], b[axis])];
    const start = Math.min(Math.max(0, Math.round(low)), Math.max(0, size[axis] - least));
    return [start, Math.min(size[axis], Math.max(Math.round(high), start + least))];
  });
  return [from[0], to[0], from[1], to[1]];
}

/**
 * A box moved, as far as the picture goes.
 * @param {Box} box @param {Point} by @param {[width: number, height: number]} size @returns {Box}
 */
export function boxMoved([left, top, right, bottom], [dx, dy], [width, height]) {
  const x = Math.round(Math.min(Math.max(dx, -left), width - right));
  const y = Math.round(Math.min(Math.max(dy, -top), height - bottom));
  return [left + x, top + y, right + x, bottom + y];
}
