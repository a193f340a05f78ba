// From one view that the lectern told to the next, so that a hand that is told sixteen times a second moves at sixty.
import { reducedMotion } from "../kit/kit.js";

const FLIGHT = 70; // ms: about the time to the next one
const RESTS = 250; // ms without another one after which the hand has let go

/** @returns {{to: (aims: [View, Record<string, any>][]) => void, stop: () => void}} */
export function glide() {
  let frame = 0;
  let [began, last] = [0, 0];
  /** @type {{view: View, from: Record<string, any>, to: Record<string, any>}[]} */
  let ways = [];
  const step = () => {
    const now = performance.now();
    const share = reducedMotion() ? 1 : Math.min(1, (now - began) / FLIGHT);
    for (const { view, from, to } of ways)
      view.lead(
        Object.fromEntries(
          Object.entries(to).map(([name, value]) => [name, share < 1 ? between(from[name], value, share) : value]),
        ),
      );
    if (share < 1) frame = requestAnimationFrame(step);
    else {
      frame = 0;
      last = window.setTimeout(() => ways.forEach(({ view }) => view.settle()), RESTS);
    }
  };
  return {
    to(aims) {
      clearTimeout(last);
      cancelAnimationFrame(frame);
      began = performance.now();
      ways = aims.map(([view, to]) => ({ view, from: { ...view.told() }, to }));
      if (ways.some(({ from, to }) => Object.keys(to).some((name) => String(from[name] ?? "") !== String(to[name] ?? ""))))
        step();
    },
    stop() {
      clearTimeout(last);
      cancelAnimationFrame(frame);
    },
  };
}

/** Fractions go along; what is whole, or a name, or as many numbers as were not there, is there at once. @param {any} from @param {any} to @param {number} share @returns {any} */
export function between(from, to, share) {
  if (typeof from === "number" && typeof to === "number" && !(Number.isInteger(from) && Number.isInteger(to)))
    return from + share * (to - from);
  if (Array.isArray(to) && from?.length === to.length && to.some((each) => typeof each === "number" && !Number.isInteger(each)))
    return to.map((each, i) => between(from[i], each, share));
  return to;
}
