// How far the code in hand is from the test codes, in words: the same on a path, between corners and of a sum.
import { element } from "../kit/kit.js";

/**
 * @param {{run: string, near: Nearness, testid: string}} options
 * @returns {{element: HTMLElement, tell: (distance: number) => void, text: () => string}} text: what it says, in one line
 */
export function distanceNote({ run, near, testid }) {
  const [title, words] = [element("strong"), element("span")];
  const note = element("div", { class: "ip-note", "data-testid": testid, "data-run": run }, title, " ", words);
  return {
    element: note,
    tell(distance) {
      const said = near.of(distance);
      note.classList.toggle("on", said.step > 0);
      note.parentElement?.classList.toggle("noted", said.step > 0); // by :has() a move would cost a third of a millisecond more
      title.textContent = said.title;
      words.textContent = said.text;
    },
    text: () => `${title.textContent} ${words.textContent}`.trim(),
  };
}
