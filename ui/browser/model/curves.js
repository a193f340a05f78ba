// Lines of measured values: errors against the level of noise, where the names at their ends stand, which line a pointer is near.

/**
 * Mean error at a level, on the straight line between the two measured levels around it.
 * @param {{levels: number[]} & Record<string, any>} curves the errors of each kind, at every level @param {string} kind
 * @param {number} level @returns {number}
 */
export function errorAt(curves, kind, level) {
  const { levels } = curves;
  let i = 1;
  while (i < levels.length - 1 && levels[i] < level) i++;
  const share = (level - levels[i - 1]) / (levels[i] - levels[i - 1]);
  return curves[kind][i - 1] + share * (curves[kind][i] - curves[kind][i - 1]);
}

/**
 * Heights in order, at least `apart` from each other, at most `lowest` and at least `highest`, moved as little as that takes: those
 * that crowd share the middle of where they should be (isotonic regression by pooling adjacent violators).
 * @param {number[]} heights @param {number} apart @param {number} lowest @param {number} [highest] @returns {number[]}
 */
export function spreadOut(heights, apart, lowest, highest = -Infinity) {
  /** @type {{sum: number, count: number}[]} */
  const groups = [];
  heights.forEach((height, i) => {
    const last = { sum: height - i * apart, count: 1 };
    for (let before = groups.at(-1); before && mean(last) < mean(before); before = groups.at(-1)) {
      groups.pop();
      last.sum += before.sum;
      last.count += before.count;
    }
    groups.push(last);
  });
  const most = lowest - (heights.length - 1) * apart;
  return groups
    .flatMap((group) => Array(group.count).fill(Math.min(Math.max(mean(group), highest), most)))
    .map((start, i) => start + i * apart);
}

/**
 * Where the names of lines stand beside their ends: the one of the greatest value on top, and so on down.
 * @param {number[]} values what they are ordered by @param {number[]} ends heights of the lines' ends, from the top
 * @param {number} apart @param {number} lowest @param {number} [highest] as `spreadOut` has them
 * @returns {number[]} the height of each name
 */
export function placeNames(values, ends, apart, lowest, highest) {
  const places = spreadOut(
    [...ends].sort((a, b) => a - b),
    apart,
    lowest,
    highest,
  );
  const order = values.map((_, i) => i).sort((a, b) => values[b] - values[a]);
  /** @type {number[]} */
  const heights = [];
  order.forEach((line, place) => {
    heights[line] = places[place];
  });
  return heights;
}

/** @param {{sum: number, count: number}} group */
function mean({ sum, count }) {
  return sum / count;
}

/**
 * What an axis has to show of lines: all their values with a little room, from 0 on where that is not far off.
 * @param {{x: number[], y: number[]}[]} lines @param {"x" | "y"} axis @returns {[low: number, high: number]}
 */
export function reach(lines, axis) {
  const values = lines.flatMap((line) => line[axis]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (axis === "x") return [low, high > low ? high : low + 1];
  const room = 0.06 * (high - low || Math.abs(high) || 1);
  return [low >= 0 && low < 0.4 * high ? 0 : low - room, high + room];
}

/**
 * The line nearest to a place, -1 where all are farther than `most`.
 * @param {Point[][]} lines the points of each @param {Point} at @param {number} most @returns {number}
 */
export function nearestLine(lines, at, most) {
  let [nearest, least] = [-1, most];
  lines.forEach((points, i) => {
    for (let k = 1; k < points.length; k++) {
      const away = toSegment(points[k - 1], points[k], at);
      if (away < least) [nearest, least] = [i, away];
    }
  });
  return nearest;
}

/** Which of the points of a line is nearest to a place across. @param {Point[]} points @param {number} x */
export function nearestIndex(points, x) {
  return points.reduce((best, point, i) => (Math.abs(point[0] - x) < Math.abs(points[best][0] - x) ? i : best), 0);
}

/**
 * Where a line that climbs from (0, 0) to (top, top) meets x + y = top; of an ROC curve it is the equal error rate.
 * @param {{x: number[], y: number[]}} line @param {number} top @returns {number} its x there
 */
export function diagonalCrossing({ x, y }, top) {
  const next = x.findIndex((value, i) => value + y[i] >= top);
  if (next <= 0) return x[Math.max(next, 0)];
  const [before, after] = [x[next - 1] + y[next - 1], x[next] + y[next]];
  return x[next - 1] + ((top - before) / (after - before)) * (x[next] - x[next - 1]);
}

/** How far a place is from a straight piece. @param {Point} from @param {Point} to @param {Point} at */
function toSegment([x1, y1], [x2, y2], [x, y]) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const along = Math.min(Math.max(((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1), 0), 1);
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
}
