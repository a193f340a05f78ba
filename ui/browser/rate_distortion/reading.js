// The run in hand: its copies of the ten digits, as stored when it was trained, and its figures in nats.
import { tensorOf } from "../engine/safetensors.js";
import { element } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { digitCanvas } from "../kit/canvas.js";
import { runReady } from "../kit/store.js";
import { pixelsOf } from "../model/pixels.js";
import { bare, spelled } from "../kit/word.js";

const COPIES = 10;
const BLANK = new Float32Array(784);

/** @typedef {import("./rate_distortion.js").RunPoint} RunPoint */

/**
 * @param {RunPoint[]} points of the plane
 * @returns {{element: HTMLElement, show: (point: RunPoint) => void, describe: () => void}} show: the run of one
 */
export function reading(points) {
  const copiesBy = new Map(points.map(({ name }) => [name, copiesOf(name)]));
  for (const copies of copiesBy.values()) copies.catch(() => {}); // said where that run is shown
  const pictures = Array.from({ length: COPIES }, (_, label) =>
    digitCanvas({ label: `A copy of a ${label}`, scale: 0, testid: "plane-copy" }),
  );
  const [name, kind] = [element("p", { class: "name", "data-testid": "plane-run" }), element("p", { class: "tick" })];
  const over = element("p", { class: "tick", "data-testid": "plane-seeds", hidden: true });
  const trouble = element("p", { class: "problem", role: "alert", hidden: true });
  const rows = {
    distortion: figureRow("[Distortion]", "BCE of a decoded draw"),
    rate: figureRow("[Rate]", "KL from the prior"),
    elbo: figureRow("\u2212[ELBO]", "their sum", "sum-row"),
    bound: figureRow("[Importance-weighted bound]", ""),
    copy: figureRow("A copy\u2019s cost", "BCE of the decoded mean"),
  };
  const list = element("dl", { class: "reading-figures" }, ...Object.values(rows).map((row) => row.element));
  const copies = element("div", { class: "plane-copies" }, ...pictures.map((picture) => picture.element));
  /** @type {RunPoint | null} */
  let shown = null;

  /** @param {RunPoint} point */
  function show(point) {
    if (shown === point) return;
    shown = point;
    name.textContent = point.title;
    name.dataset.run = point.name;
    kind.textContent = [point.name, `\u03b2 = ${point.beta}`, ...(point.given ? ["given the digit"] : [])].join(", ");
    over.hidden = !point.seeds;
    over.textContent = `Means \u00b1 sample standard deviations (n \u2212 1) of ${point.seeds?.length} seeds; the copies are this run\u2019s.`;
    const { deviation = {} } = point;
    rows.distortion.set(point.distortion, deviation.distortion);
    rows.rate.set(point.rate, deviation.rate);
    rows.elbo.set(point.elbo, deviation.elbo ?? point.error);
    rows.bound.set(point.bound?.value ?? null, deviation.bound ?? point.bound?.se);
    rows.bound.say(point.bound ? boundWords(point.bound) : "not measured for this run");
    rows.copy.set(point.copy, deviation.copy);
    for (const picture of pictures) picture.element.dataset.run = point.name;
    trouble.hidden = true;
    copiesBy
      .get(point.name)
      ?.then((images) => shown === point && draw(images))
      .catch((error) => shown === point && fail(error));
  }

  /** @param {Numbers[]} images */
  function draw(images) {
    images.forEach((pixels, label) => pictures[label].draw(pixels));
  }

  /** @param {Error} error */
  function fail(error) {
    pictures.forEach((picture) => picture.draw(BLANK));
    trouble.hidden = false;
    trouble.textContent = error.message;
  }

  return {
    element: element("div", { class: "reading" }, name, kind, over, trouble, copies, list),
    show,
    describe: () => pictures.forEach((picture, label) => picture.describe(`${shown?.title}: its copy of a ${label}`)),
  };
}

/** @param {NonNullable<RunPoint["bound"]>} bound */
function boundWords({ k, images, negative_elbo: elbo }) {
  const on = images ? ` on ${images.toLocaleString("en")} digits` : "";
  return `k = ${k}${on}${elbo ? `, where \u2212ELBO is ${formatNumber(elbo, 2)}` : ""}`;
}

/** @param {string} run */
async function copiesOf(run) {
  const { copies } = await runReady(run, null, ["copies"]);
  const bytes = tensorOf(copies, "images");
  return Array.from({ length: COPIES }, (_, i) => pixelsOf(bytes, i));
}

/** @param {string} title @param {string} note @param {string} [kind] */
function figureRow(title, note, kind = "") {
  const [said, value] = [
    element("span", { class: "tick" }, note),
    element("b", { "data-testid": "plane-figure", "data-figure": bare(title) }),
  ];
  return {
    element: element(
      "div",
      { class: kind },
      element("dt", {}, ...spelled(title)),
      element("dd", {}, value),
      element("dd", { class: "said" }, said),
    ),
    /** @param {string} text */
    say: (text) => void (said.textContent = text),
    /** @param {number | null} number @param {number | null} [error] */
    set(number, error) {
      value.textContent =
        number === null ? "\u2013" : formatNumber(number, 2) + (error ? ` \u00b1 ${formatNumber(error, 2)}` : "");
      value.exact = number;
    },
  };
}
