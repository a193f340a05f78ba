// The aggregated posterior q(z) of a code of two numbers, the mean of the posteriors of all test digits, on a square lattice of
// cells: added up, cut at the levels inside of which a share of it lies, and those levels as lines.

const REACH = 4; // sigmas of a posterior that are added
/** @type {Point[]} */
const CORNERS = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
]; // of a square of cells, in order

/**
 * Add one Gaussian to a density, of 1 on the whole plane and a share of it in every cell.
 * @param {Float32Array} density rows of `side` cells @param {number} side
 * @param {Point} middle in cells, from the left and from the top @param {Point} sigma in cells
 */
export function addPosterior(density, side, middle, sigma) {
  const [column, row] = [0, 1].map((j) => {
    const at = middle[j] - 0.5;
    const wide = Math.sqrt(sigma[j] * sigma[j] + 1 / 12); // 1/12: a cell's own width
    const first = Math.max(0, Math.ceil(at - REACH * wide));
    const values = [];
    for (let k = first; k < side && k <= at + REACH * wide; k++)
      values.push(Math.exp(-0.5 * ((k - at) / wide) ** 2) / (wide * Math.sqrt(2 * Math.PI)));
    return { first, values };
  });
  for (let r = 0; r < row.values.length; r++) {
    const start = (row.first + r) * side + column.first;
    for (let c = 0; c < column.values.length; c++) density[start + c] += row.values[r] * column.values[c];
  }
}

/**
 * For each share the level above which so much of the whole lies.
 * @param {Float32Array} density @param {number[]} shares rising
 * @param {number} whole what the density adds up to on the whole plane
 */
export function levelsHolding(density, shares, whole) {
  const sorted = density.slice().sort().reverse();
  let [sum, i] = [0, 0];
  return shares.map((share) => {
    while (i < sorted.length - 1 && sum < share * whole) sum += sorted[i++];
    return sorted[i];
  });
}

/**
 * Marching squares: where the level lies on the edges of each square of four neighbouring cells.
 * @param {Numbers} density @param {number} side @param {number} level
 * @returns {[Point, Point][]} pieces of the line, in cells from the left and from the top; the middle of the first cell is at
 *   (0.5, 0.5)
 */
export function contour(density, side, level) {
  /** @type {[Point, Point][]} */
  const pieces = [];
  for (let row = 0; row < side - 1; row++) {
    for (let column = 0; column < side - 1; column++) {
      const at = row * side + column;
      const corners = [density[at], density[at + 1], density[at + side + 1], density[at + side]];
      const crossings = crossed(corners, level).map(([x, y]) => /** @type {Point} */ ([column + 0.5 + x, row + 0.5 + y]));
      for (let k = 0; k + 1 < crossings.length; k += 2) pieces.push([crossings[k], crossings[k + 1]]);
    }
  }
  return pieces;
}

/** @param {number[]} corners @param {number} level @returns {Point[]} */
function crossed(corners, level) {
  const inside = corners.map((value) => value >= level);
  if (inside.every(Boolean) || !inside.some(Boolean)) return [];
  /** @type {Point[]} */
  const crossings = [];
  for (let k = 0; k < 4; k++) {
    const [a, b] = [k, (k + 1) % 4];
    if (inside[a] === inside[b]) continue;
    const share = (level - corners[a]) / (corners[b] - corners[a]);
    const [[ax, ay], [bx, by]] = [CORNERS[a], CORNERS[b]];
    crossings.push([ax + share * (bx - ax), ay + share * (by - ay)]);
  }
  return crossings;
}
