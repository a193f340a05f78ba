// What part of the plane is shown, and where on the screen a rate and a distortion lie.

const ROOM = 0.1; // of the extent, beside the outermost points
const [LEFT, RIGHT, TOP, BOTTOM] = [60, 1, 8, 42]; // CSS pixels outside the frame

/**
 * @typedef {{rate: number, distortion: number, seeds?: [rate: number, distortion: number][]}} Place nats
 * @typedef {ReturnType<typeof scales>} Scales
 */

/**
 * @param {Place[]} points those that the window must hold @param {boolean} whole whether it begins at a rate of 0,
 *   as for all runs
 * @returns {{xmin: number, xmax: number, ymin: number, ymax: number}} nats
 */
export function extentOf(points, whole) {
  const own = points.flatMap(({ rate, distortion, seeds = [] }) => [[rate, distortion], ...seeds]);
  const [rates, distortions] = [own.map(([rate]) => rate), own.map(([, distortion]) => distortion)];
  const [low, high] = [Math.min(...rates), Math.max(...rates)];
  const [least, most] = [Math.min(...distortions), Math.max(...distortions)];
  const [across, up] = [ROOM * (high - low || 1), ROOM * (most - least || 1)];
  return { xmin: whole ? 0 : low - across, xmax: high + across, ymin: least - up, ymax: most + up };
}

/**
 * @param {{xmin: number, xmax: number, ymin: number, ymax: number}} extent @param {number} width
 * @param {number} height CSS pixels
 * @returns where the frame is, and a rate, a distortion or both in it; inside: whether a point is in sight
 */
export function scales(extent, width, height) {
  const [left, right, top, bottom] = [LEFT, width - RIGHT, TOP, height - BOTTOM];
  /** @param {number} rate */
  const x = (rate) => left + ((rate - extent.xmin) / (extent.xmax - extent.xmin)) * (right - left);
  /** @param {number} distortion */
  const y = (distortion) => bottom - ((distortion - extent.ymin) / (extent.ymax - extent.ymin)) * (bottom - top);
  return {
    extent,
    left,
    right,
    top,
    bottom,
    x,
    y,
    /** @type {(point: Place) => Point} */
    at: ({ rate, distortion }) => [x(rate), y(distortion)],
    /** @type {(point: Place) => boolean} */
    inside: ({ rate, distortion }) =>
      rate >= extent.xmin && rate <= extent.xmax && distortion >= extent.ymin && distortion <= extent.ymax,
  };
}

/**
 * The two ends, in nats, of the line of equal sum `total` = rate + distortion inside an extent; null where it has none.
 * @param {Extent} extent @param {number} total
 */
export function equalSum({ xmin, xmax, ymin, ymax }, total) {
  const [from, to] = [Math.max(xmin, total - ymax), Math.min(xmax, total - ymin)];
  return from < to
    ? [
        { rate: from, distortion: total - from },
        { rate: to, distortion: total - to },
      ]
    : null;
}
