// Play along a range from 0 to 1. For a reader who asked for less motion a press is one step instead.
import { button } from "./controls.js";
import { element, reducedMotion } from "./kit.js";

const SPEEDS = ["0.5", "1", "2"];

/**
 * @param {object} hand
 * @param {() => number} hand.at where it is @param {(t: number) => void} hand.go @param {() => void} hand.released
 * @param {() => number} hand.next where a step leads
 * @param {number} hand.seconds from end to end at speed 1
 * @param {boolean} [hand.back] there and back until it is stopped; otherwise from the start, or from where it is, to the end
 * @param {string} [hand.testid]
 * @returns start, and stop: whoever else moves the hand
 */
export function player({ at, go, released, next, seconds, back = false, testid = "play" }) {
  let [running, way, last] = [0, 1, 0];
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const play = button("", press, { testid });
  const speed = element(
    "select",
    { class: "field", "aria-label": "Speed" },
    ...SPEEDS.map((s) => element("option", { value: s, selected: s === "1" }, `${s}\u00d7`)),
  );

  function show() {
    play.textContent = reducedMotion() ? "Step" : running ? "Pause" : "Play";
    speed.hidden = reducedMotion();
  }

  function press() {
    if (!running) return start();
    stop();
    released();
  }

  function start() {
    if (running) return;
    if (reducedMotion()) {
      go(next());
      return released();
    }
    if (!back && at() >= 1) go(0);
    last = performance.now();
    running = requestAnimationFrame(run);
    show();
  }

  /** @param {number} now */
  function run(now) {
    const t = at() + (way * Math.max(0, now - last) * Number(speed.value)) / (1000 * seconds);
    last = now;
    if (back && (t >= 1 || t <= 0)) way = t >= 1 ? -1 : 1;
    running = requestAnimationFrame(run);
    go(Math.min(Math.max(t, 0), 1));
    if (back || t < 1) return;
    stop();
    released();
  }

  function stop() {
    cancelAnimationFrame(running);
    running = 0;
    show();
  }

  calm.addEventListener("change", stop);
  show();
  return {
    element: element("div", { class: "player" }, play, speed),
    press,
    start,
    stop,
    destroy() {
      stop();
      calm.removeEventListener("change", stop);
    },
  };
}
