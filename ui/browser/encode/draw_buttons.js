// Ways to get another epsilon: a draw, the mean, draw after draw, the one before.
import { element, reducedMotion } from "../kit/kit.js";
import { button } from "../kit/controls.js";

const PAUSE = 600; // ms between two draws, long enough to see the digit

/**
 * @param {{draw: () => void, mean: () => void, undo: () => void, released: () => void}} on draw and mean: another epsilon,
 *   not yet told to Python; released: the hand let go
 * @returns {{element: HTMLElement, stop: () => void, undoable: (is: boolean) => void, destroy: () => void}} stop: whoever else
 *   moves the hand
 */
export function drawButtons({ draw, mean, undo, released }) {
  let running = 0;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  /** @param {() => void} move */
  const once = (move) => () => {
    stop();
    move();
    released();
  };
  const play = button("Play", press, { testid: "play", title: "A new draw, again and again" });
  const back = button("Undo", () => (stop(), undo()), { testid: "undo" });

  function show() {
    play.hidden = reducedMotion(); // each press of the other button is one step
    play.textContent = running ? "Pause" : "Play";
  }

  function press() {
    if (running) {
      stop();
      return released();
    }
    running = setInterval(draw, PAUSE);
    draw();
    return show();
  }

  function stop() {
    clearInterval(running);
    running = 0;
    show();
  }

  calm.addEventListener("change", stop);
  show();
  const group = { class: "epsilon-buttons", role: "group", "aria-label": "Epsilon" };
  return {
    element: element(
      "div",
      group,
      button("Draw \u03b5", once(draw), { testid: "draw-epsilon" }),
      button("\u03b5 = 0", once(mean), { testid: "zero-epsilon", title: "The mean itself" }),
      play,
      back,
    ),
    stop,
    undoable: (is) => void (back.disabled = !is),
    destroy() {
      stop();
      calm.removeEventListener("change", stop);
    },
  };
}
