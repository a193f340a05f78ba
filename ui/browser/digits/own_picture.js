// A picture of one's own: drawn on a pad, or read from a file.
import { drawPad, FORGET } from "./drawing.js";
import { handOf, photoOf, photoPad } from "./photo_pad.js";
import { pictureFile } from "./picture_file.js";

/**
 * @typedef {{pixels: Float32Array, title: string, file: boolean}} Own 784 numbers in [0, 1]; title: as the page calls it
 * @typedef {{strokes: Point[][], last: Own | null, file: Own | null, photo: import("./photo_pad.js").Photo | null}} Kept last: of
 *   drawings and files; file: the last of files, which is there again when what is drawn over it is wiped off; photo: the file, and
 *   what was done to it
 */

/**
 * Where a page keeps its visitor's own picture. It outlives the instrument, so that it is there again when the page is come back
 * to: no address can hold it.
 * @returns {Kept}
 */
export function nothingKept() {
  const empty = () => ({ strokes: [], last: null, file: null, photo: null });
  /** @type {Kept} */
  const kept = empty();
  addEventListener(FORGET, () => Object.assign(kept, empty()));
  return kept;
}

/**
 * @param {Kept} kept
 * @param {{testid: string, onDrawing: (own: Own | null) => void, onStart?: () => void, onFile: (own: Own) => void,
 *   onTrouble?: () => void, onRelease: () => void}} options onDrawing: at every move, null once nothing is drawn; onStart: a file
 *   was chosen; onFile: it was read, and then at every move that changes it; onTrouble: it could not be; onRelease: the hand lets
 *   go, or a file was read
 * @returns {{pad: HTMLElement, photo: HTMLElement, drawn: () => boolean, drawing: () => Own | null, clear: () => void,
 *   upload: HTMLElement[], said: HTMLElement, hand: () => ReturnType<typeof handOf>}} hand: what was done to the file that is
 *   shown, null where that is nothing; photo: the file in hand, hidden where there is none; drawn: whether there is ink on
 *   the pad; drawing: take up what is on it; clear: empty it, as its own button does; upload: the button with its file chooser;
 *   said: what was wrong with a file
 */
export function ownPicture(kept, { testid, onDrawing, onStart, onFile, onTrouble, onRelease }) {
  const pad = drawPad({ onInput: () => onDrawing(drawing()), onRelease, strokes: kept.strokes });
  const photo = photoPad({ onInput: seen, onRelease });
  const { parts, said } = pictureFile({
    testid,
    onStart,
    onPicture(picture) {
      kept.photo = photoOf(picture);
      const found = photo.open(kept.photo);
      photo.element.scrollIntoView({ block: "nearest" });
      if (!found) throw new Error("The picture is blank: nothing stands out from its background.");
      seen(found.image);
      onRelease();
    },
    onTrouble,
  });
  if (kept.photo) photo.open(kept.photo);
  photo.element.hidden = !kept.last?.file;

  /** @param {Float32Array} pixels */
  function seen(pixels) {
    kept.last = kept.file = { pixels, title: "your picture", file: true };
    onFile(kept.last);
  }

  function drawing() {
    const centred = pad.centred();
    if (!centred) {
      kept.last = kept.file;
      return null;
    }
    kept.last = { pixels: centred.image, title: "drawn here", file: false };
    return kept.last;
  }

  return {
    pad: pad.element,
    photo: photo.element,
    drawn: () => pad.centred() !== null,
    drawing,
    clear: pad.clear,
    upload: parts,
    said,
    hand: () => (kept.photo && kept.last?.file ? handOf(kept.photo) : null),
  };
}
