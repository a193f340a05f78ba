// One run: its copy of what is in hand with its score, its strip of scores, and its row of the table.
import { element } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { digitCanvas } from "../kit/canvas.js";
import { runReady } from "../kit/store.js";
import { likeliestLabel, meanSquaredError } from "../model/passes.js";
import { KINDS } from "./kinds.js";
import { formatScore, scoreStrip } from "./score_strip.js";
import { precision, shareAbove, thresholdFor } from "../model/scores.js";

/**
 * @typedef {Named & {spec: Spec, measured: Measured}} ScoredRun measured: what run.json keeps under
 *   "outliers"
 * @typedef {ReturnType<typeof runParts>} RunParts
 */

/**
 * @param {{run: ScoredRun, onReady: () => void,
 *   onThreshold: (threshold: number) => void, onChoose: () => void, onRelease: () => void}} options
 * @returns {{name: string, short: string, measured: Measured, column: HTMLElement, cells: HTMLElement[], strip: ReturnType<typeof scoreStrip>,
 *   judge: (pixels: Float32Array) => void, flag: (share: number, prevalence: number) => void, best: (kinds: string[]) => void,
 *   inHand: (is: boolean) => void, seen: () => string, describe: () => void}} column: the copy; cells: of the table; judge: copy and
 *   score an image; seen: the verdict in words;
 *   flag: at this share of test digits, where so many of all images are no digit; best: the
 *   kinds of which this run has the highest AUC; inHand: whether its ROC is the one shown
 */
export function runParts({ run, onReady, onThreshold, onChoose, onRelease }) {
  const { name, title, short, spec, measured } = run;
  const { column, digit, error, verdict, fail } = copyColumn(run);
  const strip = scoreStrip({ run, onInput: onThreshold, onRelease });
  const table = tableRow(run, strip.element, onChoose);
  /** @type {Model | null} */
  let model = null;
  /** @type {number | null} */
  let score = null;
  let flags = 0;
  runReady(name, spec, ["model"])
    .then((ready) => {
      model = ready.model;
      onReady();
    })
    .catch(fail);

  function say() {
    if (score === null) return;
    const above = shareAbove(measured, "digits", score);
    const flagged = score > thresholdFor(measured, flags);
    verdict.textContent = `${flagged ? "Flagged" : "Passes"}: top ${formatNumber(100 * above, 1)}%`;
    verdict.classList.toggle("flagged", flagged);
  }

  return {
    name,
    short,
    measured,
    column,
    cells: table.cells,
    strip,
    judge(pixels) {
      if (!model) return;
      const label = model.classes ? likeliestLabel(model, pixels) : undefined;
      const copy = model.reconstruct(pixels, label);
      score = meanSquaredError(copy, pixels);
      digit.element.pixels = copy; // the exact numbers behind the 256 greys, until the next image
      digit.draw(copy);
      error.textContent = formatScore(score);
      error.exact = score;
      strip.mark(score);
      say();
    },
    flag(share, prevalence) {
      flags = share;
      const threshold = thresholdFor(measured, share);
      strip.threshold(threshold, share);
      table.flag(threshold, share, prevalence);
      say();
    },
    best: table.best,
    inHand: table.inHand,
    seen: () => `${title}: ${verdict.textContent}, error ${error.textContent}`,
    describe() {
      digit.describe(`Copy by ${title}, error ${error.textContent}. ${verdict.textContent} of the test digits.`);
      strip.describe();
    },
  };
}

// The run's copy with its score, or what went wrong with the run in the copy's place.
/** @param {ScoredRun} run */
function copyColumn({ name, title, short }) {
  const digit = digitCanvas({ label: `Copy by ${title}`, scale: 0, testid: "output-digit", run: name });
  const [error, verdict] = [
    element("p", { class: "live", "data-testid": "score", dataset: { run: name } }),
    element("p", { class: "tick", "data-testid": "verdict", dataset: { run: name } }),
  ];
  const trouble = element("p", { class: "problem", role: "alert", hidden: true });
  const column = element(
    "div",
    { class: "picture", dataset: { run: name } },
    element("p", { class: "name", title: `${title}: ${name}` }, short),
    element("p", { class: "tick" }, name),
    digit.element,
    trouble,
    error,
    verdict,
  );
  return {
    column,
    digit,
    error,
    verdict,
    /** @param {Error} problem */
    fail(problem) {
      digit.element.hidden = true;
      trouble.hidden = false;
      trouble.textContent = problem.message;
    },
  };
}

// The run's row of the table: its threshold, its strip, and for each kind what is caught, the AUC and the precision.
/** @param {ScoredRun} run @param {HTMLElement} strip @param {() => void} onChoose */
function tableRow({ name, title, short, measured }, strip, onChoose) {
  const dataset = { run: name };
  const over = element("b", { "data-testid": "threshold-error", dataset });
  const choice = element(
    "button",
    {
      type: "button",
      class: "run-choice",
      title: `Show the ROC curves of ${title}: ${name}`,
      "data-testid": "run-choice",
      dataset,
      onclick: onChoose,
    },
    short,
  );
  const kinds = KINDS.map(({ key, name: kind }) => {
    const caught = element("b", { "data-testid": `caught-${key}`, dataset });
    const area = element(
      "span",
      { class: "auc", "data-testid": `auc-${key}`, dataset },
      `AUC ${formatNumber(measured.auc[key], 3)}`,
    );
    const right = element("span", { class: "auc", "data-testid": `precision-${key}`, dataset });
    return {
      key,
      caught,
      area,
      right,
      cell: element("div", { class: "cell", "data-testid": "kind-figures", dataset: { kind } }, caught, area, right),
    };
  });
  return {
    cells: [
      element(
        "div",
        { class: "run-cell", "data-part": "score-strip" },
        choice,
        element("span", { class: "tick" }, "error over ", over),
      ),
      strip,
      ...kinds.map(({ cell }) => cell),
    ],
    /** @param {number} threshold @param {number} share of test digits it flags @param {number} prevalence */
    flag(threshold, share, prevalence) {
      over.textContent = formatScore(threshold);
      for (const { key, caught, right } of kinds) {
        const rate = shareAbove(measured, key, threshold);
        const rightly = precision(share, rate, prevalence);
        caught.textContent = `${formatNumber(100 * rate, 1)}%`;
        right.textContent = Number.isNaN(rightly) ? "precision –" : `precision ${formatNumber(100 * rightly, 0)}%`;
      }
    },
    /** @param {string[]} best kinds of which this run has the highest AUC */
    best: (best) => kinds.forEach(({ key, area }) => area.classList.toggle("best", best.includes(key))),
    /** @param {boolean} is */
    inHand: (is) => choice.setAttribute("aria-pressed", String(is)),
  };
}
