// About a point that is a mean over seeds: a bar from the least of their values to the greatest, and a small dot for each.
import { formatNumber } from "../model/numbers.js";
import { segment, svg } from "./svg.js";

const APART = 7; // units between the bars of two lines at one place,
const WIDEST = 35; // and between the first and the last of many
const SEED = 2; // radius of a seed's dot

/** @typedef {import("./line_chart.js").ChartLine} ChartLine */

/** The values about a point, none where it is a single run. @param {ChartLine} line @param {number} k @returns {number[]} */
export function valuesAbout({ seeds }, k) {
  return seeds && seeds[k].length > 1 ? seeds[k] : [];
}

/**
 * How far to the side of its places a line with bars is drawn where there are several, or the bars of one would cover another's.
 * @param {ChartLine[]} lines @param {number} i which of them
 */
export function aside(lines, i) {
  const barred = lines.filter(({ seeds }) => seeds?.some((values) => values.length > 1));
  const place = barred.indexOf(lines[i]);
  if (place < 0 || barred.length < 2) return 0;
  return (place - (barred.length - 1) / 2) * Math.min(APART, WIDEST / (barred.length - 1));
}

/** The farthest to the right that any line is drawn of its places. @param {ChartLine[]} lines */
export const farthest = (lines) => Math.max(...lines.map((_, i) => aside(lines, i)));

/** All values of a line, its points' and those that they are means of. @param {ChartLine} line */
export const withSeeds = ({ x, y, seeds }) => ({ x, y: [...y, ...(seeds?.flat() ?? [])] });

/** Where the bar about a point ends: its highest place and its lowest. @param {number[]} values @param {(value: number) => number} y */
export const barEnds = (values, y) => [y(Math.max(...values)), y(Math.min(...values))];

/**
 * @param {ChartLine} line @param {Point[]} points where its own are @param {(value: number) => number} y
 * @returns {SVGElement[]}
 */
export function spreadNodes(line, points, y) {
  const own = { "data-line": line.name };
  return points.flatMap(([x], k) => {
    const values = valuesAbout(line, k);
    if (!values.length) return [];
    const [top, bottom] = barEnds(values, y);
    return [
      segment([x, top], [x, bottom], "line-bar", { ...own, "data-testid": "spread-bar" }),
      ...values.map((value) =>
        svg("circle", { cx: x, cy: y(value), r: SEED, class: "line-seed", ...own, "data-testid": "seed-dot" }),
      ),
    ];
  });
}

/** What a bar says: "3 seeds, 100.9 to 102.0". @param {number[]} values @param {number} decimals */
export function spreadText(values, decimals) {
  const ends = [Math.min(...values), Math.max(...values)].map((value) => formatNumber(value, decimals));
  return `${values.length} seeds, ${ends.join(" to ")}`;
}
