// The rows of pictures above the runs: the ten digits, the ten with noise, the ten draws.
import { element, palette } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";
import { digitCanvas, disc, fitCanvas, onResize, pictured } from "../kit/canvas.js";
import { noiseWords } from "../digits/noise_words.js";
import { COLUMNS, line } from "../digits/line.js";

const REACH = 4; // standard deviations from the middle of a draw's picture to its edge

/**
 * The ten digits as buttons; a press asks for another of that class.
 * @param {{one: string, onPick: (label: number) => void}} options one: what a digit of the source is called
 */
export function originalsRow({ one, onPick }) {
  const pictures = Array.from({ length: COLUMNS }, () => digitCanvas({ label: null, scale: 0, testid: "compare-original" }));
  const cells = pictures.map((picture, label) =>
    element("button", { type: "button", class: "original", onclick: () => onPick(label) }, picture.element),
  );
  const row = line({ name: "Original", subtitle: "press for another", pictures: cells });
  row.note.textContent = "mean MSE to the originals";
  row.note.dataset.part = "compare-figure";
  return {
    element: row.element,
    /** @param {import("../digits/ten_digits.js").TenDigits} digits */
    show(digits) {
      pictures.forEach((picture, label) => {
        const digit = digits.of(label);
        picture.draw(digit.pixels);
        const name = `Digit ${label}, ${one} ${digit.index}`;
        picture.element.dataset.index = String(digit.index);
        cells[label].setAttribute("aria-label", `${name}: show another ${label}`);
      });
    },
  };
}

/** The same digits with noise: what the encoders see. @param {import("../digits/noise_words.js").NoiseKinds} kinds */
export function noisyRow(kinds) {
  const pictures = Array.from({ length: COLUMNS }, (_, label) =>
    digitCanvas({ label: `The ${label} with noise`, scale: 0, testid: "compare-noisy" }),
  );
  const row = line({ name: "With noise", pictures: pictures.map((picture) => picture.element) });
  row.element.dataset.part = "compare-noisy";
  row.value.dataset.part = "compare-figure";
  return {
    element: row.element,
    /** @param {Numbers[]} images @param {string} noise @param {number} level @param {number} mse */
    draw(images, noise, level, mse) {
      pictures.forEach((picture, i) => picture.draw(images[i]));
      row.subtitle.textContent = level > 0 ? noiseWords(kinds[noise], level) : "σ = 0: as they are";
      row.value.textContent = formatNumber(mse, 4);
    },
    describe: () => pictures.forEach((picture, label) => picture.describe(`The ${label}, ${row.subtitle.textContent}`)),
  };
}

/** The first two numbers of each draw on circles of one and two standard deviations of the prior. */
export function drawsRow() {
  const canvases = Array.from({ length: COLUMNS }, (_, i) =>
    element("canvas", { class: "draw-of-prior", ...pictured(`Draw ${i + 1}`), "data-testid": "compare-draw" }),
  );
  const row = line({ name: "Drawn", subtitle: "the first two numbers; circles at 1 and 2 sd", pictures: canvases });
  row.note.textContent = "Is there a prior in its loss?";
  /** @type {number[][]} */
  let draws = [];
  /** @type {Colours} */
  let colours;
  let [temperature, side] = [1, 0];

  const draw = () => {
    if (side && colours)
      canvases.forEach(
        (canvas, i) =>
          draws[i] &&
          plot(
            fitCanvas(canvas, side),
            side,
            colours,
            draws[i].map((epsilon) => temperature * epsilon),
          ),
      );
  };
  const stop = onResize(canvases[0], (width) => {
    side = width;
    draw();
  });
  return {
    element: row.element,
    /** @param {Float32Array[]} epsilons @param {number} heat */
    draw(epsilons, heat) {
      [draws, temperature] = [epsilons.map((epsilon) => Array.from(epsilon.subarray(0, 2))), heat];
      draw();
    },
    describe: () =>
      canvases.forEach((canvas, i) => {
        const [x, y = 0] = draws[i].map((epsilon) => formatNumber(temperature * epsilon));
        canvas.setAttribute("aria-label", `Draw ${i + 1}: its code begins ${x}, ${y}`);
      }),
    repaint() {
      colours = palette(row.element);
      draw();
    },
    destroy: stop,
  };
}

/** @param {Context} context @param {number} side @param {Colours} colours @param {number[]} draw */
function plot(context, side, { ink, edge, hairline }, [x, y = 0]) {
  const scale = side / (2 * REACH);
  /** @param {number} value */
  const at = (value) => side / 2 + Math.max(-REACH, Math.min(REACH, value)) * scale * 0.95; // a dot at the edge stays whole
  context.lineWidth = 1;
  context.strokeStyle = hairline;
  context.strokeRect(0.5, 0.5, side - 1, side - 1);
  context.strokeStyle = edge;
  for (const radius of [1, 2]) {
    context.beginPath();
    context.arc(side / 2, side / 2, radius * scale, 0, 2 * Math.PI);
    context.stroke();
  }
  disc(context, at(x), at(-y), Math.max(2, side / 20), ink);
}
