// From run to run by one number of their recipe: one control for beta, one for the size of the code. They stay while the runs change.
import { element, instrument } from "../kit/kit.js";
import { button, segmented } from "../kit/controls.js";
import { spelled } from "../kit/word.js";

/** @type {Record<string, string>} what each number is called, as a word of the glossary */
const WORDS = { beta: "[beta]", size: "[size|code]" };

/**
 * word: of the number; now: the name of the run in view; choices: the runs in order of the number, `value` as it is written
 * @typedef {{word: string, now: string, choices: (Named & {value: string})[]}} Step
 */

/** @param {Component<Step[]>} component */
export default function (component) {
  return instrument(component, (root) => {
    const node = element("div", { class: "steps" });
    root.append(node);
    /** @type {Map<string, ReturnType<typeof stepper>>} by their number and its choices */
    let kept = new Map();
    return {
      /** @param {Component<Step[]>} now */
      update({ data, setTriggerValue }) {
        const before = kept;
        const focused = /** @type {ShadowRoot} */ (node.getRootNode()).activeElement
          ?.closest(".step")
          ?.getAttribute("data-testid");
        kept = new Map(
          data.map((step) => {
            const id = JSON.stringify([step.word, step.choices]);
            return [id, before.get(id) ?? stepper(step)];
          }),
        );
        data.forEach((step, i) => [...kept.values()][i].show(step.now, (run) => setTriggerValue("run", run)));
        if ([...kept.keys()].join() === [...before.keys()].join()) return;
        node.replaceChildren(...Array.from(kept.values(), ({ element }) => element));
        if (focused) for (const step of kept.values()) step.take(focused);
      },
    };
  });
}

/** @param {Step} step */
function stepper({ word, choices }) {
  const testid = `step-${word}`;
  let at = 0;
  /** @type {(run: string) => void} */
  let tell = () => {};
  const cells = segmented({
    label: `Step through ${word}, all else the same`,
    options: choices.map(({ name, value }) => ({ value: name, label: value })),
    value: "",
    testid,
    onChange: (name) => go(choices.findIndex((choice) => choice.name === name)),
  });
  /** @param {number} next */
  function go(next) {
    at = next;
    cells.set(choices[at].name);
    mark();
    tell(choices[at].name);
  }
  const [less, more] = [-1, 1].map((way) =>
    button(way < 0 ? "\u2039" : "\u203a", () => go(at + way), {
      testid: `${testid}-${way < 0 ? "less" : "more"}`,
      title: `${way < 0 ? "Smaller" : "Larger"} ${word}`,
    }),
  );
  function mark() {
    [less.disabled, more.disabled] = [at === 0, at === choices.length - 1];
  }
  [...cells.element.querySelectorAll("label")].forEach((label, i) => (label.title = `${choices[i].title}: ${choices[i].name}`));
  return {
    element: element(
      "div",
      { class: "step", "data-testid": `${testid}-control` },
      element("span", { class: "second" }, ...spelled(WORDS[word] ?? word)),
      less,
      cells.element,
      more,
    ),
    /** @param {string} now @param {(run: string) => void} next what to do with the run that is chosen */
    show(now, next) {
      tell = next;
      at = choices.findIndex(({ name }) => name === now);
      cells.set(now);
      mark();
    },
    /** The focus, if it was in the control of that name before. @param {string} focused */
    take(focused) {
      if (focused === `${testid}-control`)
        /** @type {HTMLElement | null} */ (cells.element.querySelector("input:checked"))?.focus();
    },
  };
}
