// Play along a path, there and back. For a reader who asked for less motion a press is one step instead.
import { element, reducedMotion } from "../kit/kit.js";
import { button } from "../kit/controls.js";

const SECONDS = 4; // from end to end at speed 1
const SPEEDS = ["0.5", "1", "2"];

/**
 * @param {{at: () => number, frames: () => number, go: (t: number) => void, released: () => void}} hand
 * @returns stop: whoever else moves the hand
 */
export function player({ at, frames, go, released }) {
  let [running, way, last] = [0, 1, 0];
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const play = button("", press, { testid: "play" });
  const speed = element(
    "select",
    { class: "field ip-speed", "aria-label": "Speed" },
    ...SPEEDS.map((s) => element("option", { value: s, selected: s === "1" }, `${s}\u00d7`)),
  );

  function show() {
    play.textContent = reducedMotion() ? "Step" : running ? "Pause" : "Play";
    speed.hidden = reducedMotion();
  }

  function press() {
    if (reducedMotion()) return step();
    if (running) {
      stop();
      return released();
    }
    last = performance.now();
    running = requestAnimationFrame(run);
    show();
  }

  function step() {
    const last = frames() - 1;
    const next = Math.floor(at() * last + 1e-6) + 1;
    go(next > last ? 0 : next / last);
    released();
  }

  /** @param {number} now */
  function run(now) {
    let t = at() + (way * Math.max(0, now - last) * Number(speed.value)) / (1000 * SECONDS);
    last = now;
    if (t >= 1 || t <= 0) way = t >= 1 ? -1 : 1;
    t = Math.min(Math.max(t, 0), 1);
    running = requestAnimationFrame(run);
    go(t);
  }

  function stop() {
    cancelAnimationFrame(running);
    running = 0;
    show();
  }

  calm.addEventListener("change", stop);
  show();
  return {
    element: element("div", { class: "ip-player" }, play, speed),
    stop,
    destroy() {
      stop();
      calm.removeEventListener("change", stop);
    },
  };
}
