// What part of the plane is shown, and where on the screen a rate and a distortion lie.

const ROOM = 0.1; // of the extent, beside the outermost points
const [LEFT, RIGHT, TOP, BOTTOM] = [60, 1, 8, 42]; // CSS pixels outside the frame

/**
 * @typedef {{name: string, rate: number, distortion: number}} Point nats
 * @param {Point[]} points those that the window must hold @param {boolean} whole whether it begins at a rate of 0, as for all runs
 * @returns {{xmin: number, xmax: number, ymin: number, ymax: number}} nats
 */
export function extentOf(points, whole) {
  const [rates, distortions] = ["rate", "distortion"].map((key) => points.map((point) => point[key]));
  const [low, high] = [Math.min(...rates), Math.max(...rates)];
  const [least, most] = [Math.min(...distortions), Math.max(...distortions)];
  const [across, up] = [ROOM * (high - low || 1), ROOM * (most - least || 1)];
  return { xmin: whole ? 0 : low - across, xmax: high + across, ymin: least - up, ymax: most + up };
}

/**
 * @param {{xmin: number, xmax: number, ymin: number, ymax: number}} extent @param {number} width @param {number} height CSS pixels
 * @returns {object} {extent, left, right, top, bottom, x(rate), y(distortion), at(point): [x, y], inside(point)}
 */
export function scales(extent, width, height) {
  const [left, right, top, bottom] = [LEFT, width - RIGHT, TOP, height - BOTTOM];
  const x = (rate) => left + ((rate - extent.xmin) / (extent.xmax - extent.xmin)) * (right - left);
  const y = (distortion) => bottom - ((distortion - extent.ymin) / (extent.ymax - extent.ymin)) * (bottom - top);
  return {
    extent, left, right, top, bottom, x, y,
    at: ({ rate, distortion }) => [x(rate), y(distortion)],
    inside: ({ rate, distortion }) => rate >= extent.xmin && rate <= extent.xmax && distortion >= extent.ymin && distortion <= extent.ymax,
  };
}

/** The two ends, in nats, of the line of equal sum `total` = rate + distortion inside an extent; null where it has none. */
export function equalSum({ xmin, xmax, ymin, ymax }, total) {
  const [from, to] = [Math.max(xmin, total - ymax), Math.min(xmax, total - ymin)];
  return from < to ? [{ rate: from, distortion: total - from }, { rate: to, distortion: total - to }] : null;
}
