// What the digit costs: reconstruction + KL = negative ELBO, of the draw at hand and on average, and the same as a bar.
import { element } from "../kit/kit.js";
import { formatNumber, subscript } from "../model/numbers.js";
import { meanSquaredError } from "../model/passes.js";
import { boundRow } from "./bound.js";
import { figure } from "./nodes.js";
import { spelled } from "../kit/word.js";

const ROUND = 50; // nats: the bar's end is a whole multiple, so that it seldom moves
const ROOM = 1.25; // of the bar beyond the sum, for draws that cost more

/**
 * @typedef {{element: HTMLElement, read: (evidence: Evidence) => void, show: (evidence: Evidence, estimate: Estimate
 *   | null) => void, repaint: () => void, describe: () => void, destroy: () => void}} Ledger
 */

/**
 * @param {{variational: boolean, beta: number, draws: number,
 *   corner: HTMLElement}} options beta: of the run's training; draws: of the estimate; corner: beside the title
 * @returns {Ledger} read: another digit; show: another draw, or more of the estimate
 */
export function ledger({ variational, beta, draws, corner }) {
  const bar = costBar(variational);
  const elbo = variational && beta !== 1 ? "\u2212ELBO, " : ""; // the column has another sum in it too
  const here = sumRow(variational ? `${elbo}this draw` : "This digit", {
    reconstruction: "reconstruction-term",
    kl: "kl",
    total: "negative-elbo",
  });
  const average = sumRow("", { reconstruction: "mean-reconstruction", kl: "mean-kl", total: "mean-negative-elbo" });
  const weighted = sumRow(
    `Objective with \u03b2 = ${beta}`,
    { reconstruction: "objective-reconstruction", kl: "objective-kl", total: "objective" },
    beta,
  );
  const title = element("p", { class: "name" }, ...spelled("What it costs, in [nats|nat]"));
  const heads = ["Reconstruction term", "", "[KL] from the [prior]", "", elbo ? "Sum" : "Negative [ELBO]"].map((text) =>
    element("p", { class: "tick" }, ...spelled(text)),
  );
  const rows = [element("div", { class: "sum sum-heads" }, title, ...heads, corner), here.element];
  if (variational) rows.push(average.element);
  if (variational && beta !== 1) rows.push(weighted.element);
  const table = element("div", { class: `sums${variational ? "" : " plain"}` }, ...rows);
  const bound = variational ? boundRow(draws) : null;
  return {
    element: element("div", { class: "ledger", "data-testid": "costs" }, table, bar.element, ...(bound ? [bound.element] : [])),
    repaint: () => bound?.repaint(),
    describe: () => bound?.describe(),
    destroy: () => bound?.destroy(),
    read: (evidence) => bar.read(evidence),
    show(evidence, estimate) {
      const { reconstruction, klSum } = evidence;
      here.set(reconstruction, klSum);
      if (variational && estimate) {
        weighted.set(reconstruction, klSum);
        average.name(`${elbo}mean of ${estimate.count}${estimate.done ? " draws" : ` of ${estimate.most}`}`);
        const known = estimate.count > 1;
        average.set(known ? estimate.mean : null, klSum, known ? ` \u00b1 ${formatNumber(estimate.error, 2)}` : "");
        bound?.show(evidence, estimate);
      }
      bar.show(evidence, estimate);
    },
  };
}

/**
 * In the ledger's place for a linear output, which is no likelihood: nothing in nats.
 * @param {HTMLElement} corner @returns {Ledger}
 */
export function unpriced(corner) {
  const error = element("b", { class: "live", "data-testid": "copy-mse" });
  const why = "This output is linear: it gives pixels no probability, so a copy has no cost in nats.";
  const nothing = () => {};
  return {
    element: element(
      "div",
      { class: "ledger", "data-testid": "costs" },
      element("p", { class: "name" }, "No likelihood"),
      element("p", {}, `${why} MSE of this copy: `, error),
      corner,
    ),
    repaint: nothing,
    describe: nothing,
    destroy: nothing,
    read: nothing,
    show: ({ image, pixels }) => void (error.textContent = formatNumber(meanSquaredError(image, pixels), 4)),
  };
}

/** What a copy costs, in words. @param {Evidence | undefined} evidence */
export function costWords(evidence) {
  if (!evidence) return "";
  const { image, pixels, reconstruction, klSum } = evidence;
  if (reconstruction === null) return `MSE of the copy ${formatNumber(meanSquaredError(image, pixels), 4)}`;
  const [whole, ...parts] = [reconstruction + klSum, reconstruction, klSum].map((nats) => formatNumber(nats, 2));
  return `The copy costs ${whole} nats: reconstruction ${parts[0]}, KL ${parts[1]}`;
}

// reconstruction + weight * KL = total; `after` follows the two numbers that were sampled.
/** @param {string} text @param {Record<string, string>} testids @param {number} [weight] */
function sumRow(text, testids, weight = 1) {
  const name = element("p", { class: "sum-name" }, text);
  const [reconstruction, kl, total] = Object.values(testids).map((id) => figure(id, 2, "live"));
  const plus = weight === 1 ? "+" : `+ ${weight} \u00d7`;
  const marks = [plus, "="].map((mark) => element("span", { class: "sum-sign" }, mark));
  return {
    element: element("div", { class: "sum" }, name, reconstruction.element, marks[0], kl.element, marks[1], total.element),
    /** @param {string} now */
    name: (now) => name.textContent !== now && (name.textContent = now),
    /** @param {number | null} error @param {number} divergence @param {string} [after] */
    set(error, divergence, after = "") {
      reconstruction.set(error, after);
      kl.set(divergence);
      total.set(error === null ? null : error + weight * divergence, after);
    },
  };
}

// The sum as lengths: the floor of the reconstruction term, what is above it, KL; a mark at the mean over draws.
/** @param {boolean} variational */
function costBar(variational) {
  const mark = element("i", { class: "cost-mark", hidden: true });
  const lane = element(
    "div",
    { class: "cost-lane", "aria-hidden": "true", "data-testid": "cost-bar" },
    element("i", { class: "cost-floor" }),
    element("i", { class: "cost-excess" }),
    element("i", { class: "cost-kl" }),
    mark,
  );
  const [floor, excess, kl] = ["floor", "excess", "kl"].map((kind) => {
    const text = element("span");
    return { text, item: element("p", {}, element("i", { class: `cost-${kind}` }), text) };
  });
  floor.text.dataset.testid = "entropy-floor";
  const meaning = element("p", { class: "cost-meaning" }, element("i", { class: "cost-mark" }), "mean over draws");
  const legend = element("div", { class: "cost-legend" }, floor.item, excess.item, ...(variational ? [kl.item, meaning] : []));
  let end = ROUND;
  return {
    element: element("div", { class: "cost" }, lane, legend),
    /** @param {Evidence} evidence */
    read(evidence) {
      end = 0; // the next draw sets it
      floor.text.textContent = `${formatNumber(evidence.floor, 2)} even for a perfect copy: entropy of the pixels`;
      floor.text.exact = evidence.floor;
      const parts =
        evidence.kl?.length === 2
          ? ` = ${Array.from(evidence.kl, (v, j) => `${formatNumber(v, 2)} (z${subscript(j + 1)})`).join(" + ")}`
          : "";
      kl.text.textContent = `${formatNumber(evidence.klSum, 2)} KL${parts}`;
    },
    /** @param {Evidence} evidence @param {Estimate | null} estimate */
    show({ floor: least, reconstruction: cost, klSum }, estimate) {
      const reconstruction = cost ?? 0;
      const sum = reconstruction + klSum;
      if (sum > end) end = Math.ceil((ROOM * sum) / ROUND) * ROUND;
      const parts = { floor: least, excess: reconstruction - least, kl: klSum };
      for (const [name, value] of Object.entries(parts)) lane.style.setProperty(`--${name}`, String(value / end));
      excess.text.textContent = `${formatNumber(reconstruction - least, 2)} for what the copy misses`;
      mark.hidden = !estimate || !(estimate.count > 1);
      if (estimate && !mark.hidden) mark.style.setProperty("--at", String((estimate.mean + klSum) / end));
    },
  };
}
