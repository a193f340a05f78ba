// Draws of the prior on a map, each in the colour of the digit that lives where it fell.
import { disc, haloText } from "../kit/canvas.js";
import { drawGlass, glassDots } from "./glass.js";

const SPECK = 30; // CSS pixels: where two sigma of the prior are less, a glass shows them
const LENS = 60; // its radius
const SIGMAS = 3.2; // of the prior that it holds

/** @typedef {import("../model/prior_draws.js").Draws} Draws */

/**
 * @param {Context} context @param {Frame} frame @param {CodeMap} codes @param {Draws} draws
 * @param {Set<number>} isolated the digits shown, empty for all @param {Colours} colours
 * @returns {() => void} draws what goes over the numerals
 */
export function drawDraws(context, frame, codes, draws, isolated, colours) {
  const kept = Array.from(draws.digits.keys()).filter((i) => !isolated.size || isolated.has(draws.digits[i]));
  const shown = { points: kept.flatMap((i) => [draws.points[2 * i], draws.points[2 * i + 1]]), count: kept.length };
  /** @param {number} i */
  const colour = (i) => colours.digits[draws.digits[kept[i]]];
  for (let i = 0; codes.metric && i < shown.count; i++) {
    const [x, y] = [frame.x(shown.points[2 * i]), frame.y(shown.points[2 * i + 1])];
    disc(context, x, y, 4.5, colours.page);
    disc(context, x, y, 3.5, colour(i));
  }
  const lens = codes.metric && 2 * frame.scale < SPECK;
  return () => {
    if (lens) drawLens(context, frame, codes, { ...shown, colour }, colours);
    tellDraws(context, draws, colours);
  };
}

/**
 * Where all draws fall on a speck of the map: the speck, larger.
 * @param {Context} context @param {Frame} frame @param {CodeMap} codes
 * @param {{points: Numbers, count: number, colour: (i: number) => string}} draws @param {Colours} colours
 */
function drawLens(context, frame, codes, draws, colours) {
  const zoom = LENS / (SIGMAS * frame.scale);
  drawGlass(context, frame, [frame.x(0), frame.y(0)], SIGMAS * frame.scale, zoom, {
    radius: LENS,
    colours,
    paint(to) {
      glassDots(context, frame, codes, to, () => colours.muted, 2.5);
      glassDots(context, frame, draws, to, draws.colour, 3.5);
    },
  });
}

// How many there are, and how many fell where nothing lives.
/** @param {Context} context @param {Draws} draws @param {Colours} colours */
function tellDraws(context, { digits, gap, far }, colours) {
  context.font = `13px ${colours.font}`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  const lines = [`${digits.length} draws of N(0, I):`, `${gap} in a gap, ${far} far from any code`];
  lines.forEach((line, i) => haloText(context, line, 8, 13 + 18 * i, { fill: colours.ink, halo: colours.page }));
}
