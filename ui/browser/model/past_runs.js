// The last runs of a visit, side by side: what each was set to, in words, and what they differ in.

/**
 * @typedef {Record<string, any>} Settings of a view of the instrument train
 * @typedef {{settings: Settings, epoch: number, train: number, test: number, kl: number | null, near: number, points: number[],
 *   labels: number[], mark: number}} Past kl: of all coordinates; near: the 10-NN accuracy; points x, y, x, y, ... of the map, from 0 to
 *   255; mark: which run of the visit it was
 */

const MOST = 8; // runs that are kept
const GRAIN = 255;

/** @type {Record<string, (settings: Settings) => string>} of each setting, "" where it has no part in the run */
const WORDS = {
  model: ({ model }) => model.toUpperCase(),
  size: ({ size }) => `${size} number${size > 1 ? "s" : ""}`,
  beta: ({ model, beta }) => (model === "vae" ? `beta ${beta}` : ""),
  warmup: ({ model, warmup }) => (model === "vae" && warmup ? `warm-up ${warmup}` : ""),
  noise: ({ noise, level }) => (noise === "none" ? "no noise" : `${noise.replaceAll("-", ", ")} ${level}`),
  rate: ({ rate }) => `rate ${rate}`,
  widths: ({ widths }) => `layers ${widths.replaceAll("-", ", ")}`,
  activation: ({ activation }) => activation,
  batch: ({ batch }) => `batch ${batch}`,
  seed: ({ seed }) => `seed ${seed}`,
};

/**
 * What each run is called among the others: the settings in which they differ, or what it is where there are none.
 * @param {Settings[]} runs @returns {string[]}
 */
export function apart(runs) {
  const names = Object.keys(WORDS).filter((name) => new Set(runs.map(WORDS[name])).size > 1);
  const said = names.length ? names : ["model", "size", "beta"];
  return runs.map((run) => {
    const words = said.map((name) => WORDS[name](run)).filter(Boolean);
    return (words.length ? words : [WORDS.model(run)]).join(", ");
  });
}

/**
 * With a run in its place: that of its mark, else at the end; the oldest go.
 * @param {Past[]} runs @param {Past} run @returns {Past[]}
 */
export function withRun(runs, run) {
  const known = runs.some(({ mark }) => mark === run.mark);
  return (known ? runs.map((each) => (each.mark === run.mark ? run : each)) : [...runs, run]).slice(-MOST);
}

/** Points of a map in the least that draws it small. @param {ArrayLike<number>} points @param {Extent} extent */
export function coarse(points, { xmin, xmax, ymin, ymax }) {
  const [low, span] = [
    [xmin, ymin],
    [xmax - xmin, ymax - ymin],
  ];
  return Array.from(points, (value, i) => Math.round(Math.min(1, Math.max(0, (value - low[i % 2]) / span[i % 2])) * GRAIN));
}

/** Where such points lie. @type {Extent} */
export const COARSE = { xmin: 0, xmax: GRAIN, ymin: 0, ymax: GRAIN };
