// Where a code starts from: the mean of a digit's codes, a test digit, a draw of the prior; and the way back.
import { element } from "../kit/kit.js";
import { button } from "../kit/controls.js";
import { gaussian } from "../model/random.js";

const DIGITS = Array.from({ length: 10 }, (_, digit) => digit);

/**
 * @param {{variational: boolean, codes: Codes, hand: import("./code_in_hand.js").CodeInHand, view: View}} parts
 * @returns back: the buttons Undo and Reset; mark: the code came from there; allow: whether there is a way back
 */
export function startBar({ variational, codes, hand, view }) {
  const means = DIGITS.map((digit) => {
    const attributes = { type: "button", title: `Mean code of the ${digit}s`, "data-testid": `start-mean-${digit}` };
    return element("button", { ...attributes, onclick: () => hand.startFrom({ kind: "mean", digit }) }, String(digit));
  });
  means.forEach((node, digit) => (node.disabled = Number.isNaN(codes.meanCode(digit)[0]))); // a digit the test set lacks
  const meanRow = element(
    "div",
    { class: "legend means", role: "group", "aria-label": "Start from the mean code of a digit" },
    ...means,
  );
  const test = button("Test digit", () => hand.startFrom({ kind: "test", index: Math.floor(Math.random() * codes.count) }), {
    testid: "start-test",
    title: "The code of a random test digit",
  });
  const prior = button("Prior sample", drawPrior, { testid: "start-prior", title: "z = temperature \u00d7 N(0, I)" });
  const undo = button("Undo", () => hand.undo(), { testid: "undo", title: "Ctrl+Z" });
  const reset = button("Reset", () => hand.reset(), { testid: "reset", title: "Back to the start" });
  const words = [element("span", {}, "Start from mean"), element("span", { class: "aside" }, "or a random")];

  function drawPrior() {
    const { temperature, seed } = view.now;
    hand.startAt(
      Float64Array.from(hand.code, () => temperature * gaussian()),
      { kind: "prior", temperature, seed },
    );
  }

  return {
    element: element(
      "div",
      { class: "code-bar", "data-testid": "start-bar" },
      words[0],
      meanRow,
      words[1],
      test,
      ...(variational ? [prior] : []),
    ),
    back: [undo, reset],
    /** @param {import("./code_in_hand.js").Origin} from */
    mark: (from) =>
      means.forEach((node, digit) => node.setAttribute("aria-pressed", String(from.kind === "mean" && from.digit === digit))),
    /** @param {boolean} canUndo @param {boolean} canReset */
    allow(canUndo, canReset) {
      undo.disabled = !canUndo;
      reset.disabled = !canReset;
    },
  };
}
