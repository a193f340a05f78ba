// A button that takes a picture file, and a place for what was wrong with it.
import { element } from "../kit/kit.js";
import { button } from "../kit/controls.js";
import { PICTURE_TYPES, readPicture } from "./upload.js";

/**
 * @param {{testid: string, onStart?: () => void, onPicture: (picture: import("./upload.js").Picture) => void, onTrouble?: () => void}} options
 *   onStart: a file was chosen; onPicture: it was read, and an Error thrown is
 *   told; onTrouble: it could not be
 * @returns {{parts: HTMLElement[], said: HTMLElement}} parts: the button, and the file chooser that nobody sees
 */
export function pictureFile({ testid, onStart, onPicture, onTrouble }) {
  const said = element("p", { class: "problem", role: "alert", hidden: true });
  const chooser = { type: "file", accept: PICTURE_TYPES, hidden: true, "data-testid": `${testid}-file` };
  const file = element("input", { ...chooser, onchange: () => read(file.files?.[0]) });

  /** @param {File | undefined} picture */
  async function read(picture) {
    file.value = ""; // so that the same file can be chosen again
    if (!picture) return;
    onStart?.();
    try {
      onPicture(await readPicture(picture));
    } catch (error) {
      said.textContent = /** @type {Error} */ (error).message;
      said.hidden = false;
      onTrouble?.();
    }
  }

  return { parts: [button("Upload", () => file.click(), { testid: `${testid}-upload` }), file], said };
}
