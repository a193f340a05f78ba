// Errors against the level of noise, as they were measured, and where the names at the curves' ends stand.

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
 * Heights in order, at least `apart` from each other and at most `lowest`, moved as little as that takes: those that crowd
 * share the middle of where they should be (isotonic regression by pooling adjacent violators).
 * @param {number[]} heights @param {number} apart @param {number} lowest @returns {number[]}
 */
export function spreadOut(heights, apart, lowest) {
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
  return groups.flatMap((group) => Array(group.count).fill(Math.min(mean(group), most))).map((start, i) => start + i * apart);
}

/**
 * Where the names of lines stand beside their ends: the one of the greatest value on top, and so on down.
 * @param {number[]} values what they are ordered by @param {number[]} ends heights of the lines' ends, from the top
 * @param {number} apart @param {number} lowest as `spreadOut` has them @returns {number[]} the height of each name
 */
export function placeNames(values, ends, apart, lowest) {
  const places = spreadOut(
    [...ends].sort((a, b) => a - b),
    apart,
    lowest,
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
