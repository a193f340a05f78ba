// Which part of a map is looked at: squares, so that distances can be read off both axes.

/**
 * One scale for both axes, because distances are read off the map: a square about the middle of the points.
 * @param {ArrayLike<number>} points x, y, x, y, ... @param {number} outside share of them left out at each end of an axis
 * @returns {Extent}
 */
export function squareExtent(points, outside) {
  const [xlow, xhigh] = middleRange(points, 0, outside);
  const [ylow, yhigh] = middleRange(points, 1, outside);
  const half = 0.55 * Math.max(xhigh - xlow, yhigh - ylow, 1e-6);
  const [x, y] = [(xlow + xhigh) / 2, (ylow + yhigh) / 2];
  return { xmin: x - half, xmax: x + half, ymin: y - half, ymax: y + half };
}

/** @param {Numbers} points @param {number} axis @param {number} outside */
function middleRange(points, axis, outside) {
  const values = Float32Array.from({ length: points.length / 2 }, (_, i) => points[2 * i + axis]).sort();
  /** @param {number} share */
  const at = (share) => values[Math.round(share * (values.length - 1))];
  return [at(outside), at(1 - outside)];
}

/** The least extent that has these points, [x, y] each. @param {Point[]} points @returns {Extent} */
export function extentOf(points) {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return { xmin: Math.min(...xs), xmax: Math.max(...xs), ymin: Math.min(...ys), ymax: Math.max(...ys) };
}

/**
 * The least square that has a square and a place, with room at its edge; the square itself where it has the place, or where it would
 * be more than `most` times as wide.
 * @param {Extent} square @param {Point} place @param {number} most @returns {Extent}
 */
export function holding(square, [px, py], most) {
  if (holds(square, extentOf([[px, py]]))) return square;
  const wide = square.xmax - square.xmin;
  const edge = 0.05 * wide;
  const all = {
    xmin: Math.min(square.xmin, px - edge),
    xmax: Math.max(square.xmax, px + edge),
    ymin: Math.min(square.ymin, py - edge),
    ymax: Math.max(square.ymax, py + edge),
  };
  const half = span(all) / 2;
  if (2 * half > most * wide) return square;
  const [x, y] = [(all.xmin + all.xmax) / 2, (all.ymin + all.ymax) / 2];
  return { xmin: x - half, xmax: x + half, ymin: y - half, ymax: y + half };
}

/** The longer side of an extent. @param {Extent} extent */
export const span = ({ xmin, xmax, ymin, ymax }) => Math.max(xmax - xmin, ymax - ymin);

/** Whether all of `part` lies in `whole`. @param {Extent} whole @param {Extent} part */
export const holds = (whole, part) =>
  part.xmin >= whole.xmin && part.xmax <= whole.xmax && part.ymin >= whole.ymin && part.ymax <= whole.ymax;

/**
 * How many codes, from the first of the test set on, are needed so that `most` of them are in sight, or all that there are.
 * @param {{points: ArrayLike<number>, count: number}} codes @param {Extent} extent @param {number} most
 */
export function dotsThatFit({ points, count }, { xmin, xmax, ymin, ymax }, most) {
  let [i, seen] = [0, 0];
  for (; i < count && seen < most; i++) {
    const [x, y] = [points[2 * i], points[2 * i + 1]];
    if (x >= xmin && x <= xmax && y >= ymin && y <= ymax) seen++;
  }
  return i;
}
