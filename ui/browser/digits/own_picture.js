// A picture of one's own: drawn on a pad, or read from a file.
import { drawPad } from "./drawing.js";
import { pictureFile } from "./picture_file.js";

/**
 * @typedef {{pixels: Float32Array, title: string, file: boolean}} Own 784 numbers in [0, 1]; title: as the page calls it
 * @typedef {{strokes: Point[][], last: Own | null}} Kept last: of drawings and files
 */

/**
 * Where a page keeps its visitor's own picture. It outlives the instrument, so that it is there again when the page is come back
 * to: no address can hold it.
 * @returns {Kept}
 */
export function nothingKept() {
  return { strokes: [], last: null };
}

/**
 * @param {Kept} kept
 * @param {{testid: string, onDrawing: (own: Own | null) => void, onStart?: () => void, onFile: (own: Own) => void,
 *   onTrouble?: () => void, onRelease: () => void}} options onDrawing: at every move, null once nothing is drawn; onStart: a file
 *   was chosen; onFile: it was read; onTrouble: it could not be; onRelease: the hand lets go, or a file was read
 * @returns {{pad: HTMLElement, drawn: () => boolean, drawing: () => Own | null, clear: () => void, upload: HTMLElement[],
 *   said: HTMLElement}} drawn: whether there is ink on the pad; drawing: take up what is on it; clear: empty it, as its own button
 *   does; upload: the button with its file chooser; said: what was wrong with a file
 */
export function ownPicture(kept, { testid, onDrawing, onStart, onFile, onTrouble, onRelease }) {
  const pad = drawPad({ onInput: () => onDrawing(drawing()), onRelease, strokes: kept.strokes });
  const { parts, said } = pictureFile({
    testid,
    onStart,
    onPicture(pixels) {
      kept.last = { pixels, title: "your picture", file: true };
      onFile(kept.last);
      onRelease();
    },
    onTrouble,
  });

  function drawing() {
    const centred = pad.centred();
    if (!centred) return null;
    kept.last = { pixels: centred.image, title: "drawn here", file: false };
    return kept.last;
  }

  return { pad: pad.element, drawn: () => pad.centred() !== null, drawing, clear: pad.clear, upload: parts, said };
}
