// A picture file in hand, and beside it what a model sees of it: a frame to drag around the digit, ink and paper turned round, specks
// wiped away. All of it is worked out here, while the hand moves.
import { element, onePerFrame } from "../kit/kit.js";
import { digitCanvas } from "../kit/canvas.js";
import { button } from "../kit/controls.js";
import { centred } from "../model/centring.js";
import { cropped, wipe } from "../model/crop.js";
import { findInk } from "../model/photo.js";
import { followHands, photoFrame, wipeByKeys } from "./photo_frame.js";

const SMUDGE = "Nothing stands out from the paper in this frame.";
const HOW = "Drag a frame around the digit. Tap a speck to wipe it away.";
const KEYS = "Arrow keys move the frame, with Shift they resize it. After it comes a ring: arrow keys move it, Space wipes.";

/**
 * @typedef {import("./upload.js").Picture} Picture
 * @typedef {import("../model/crop.js").Box} Box
 * @typedef {{frame: Box, invert: boolean | null, discs: [number, number, number][]}} Hand what was done to a picture: invert is null
 *   while nobody has turned ink and paper round
 * @typedef {{picture: Picture, hand: Hand, steps: Hand[]}} Photo steps: how it was before
 */

/** @param {Picture} picture @returns {Photo} */
export function photoOf(picture) {
  return { picture, hand: { frame: [0, 0, picture.width, picture.height], invert: null, discs: [] }, steps: [] };
}

/**
 * What was done to a picture, for `aelab.mnist_form.by_hand`: shares of its width and height.
 * @param {Photo} photo @returns {{frame: number[], invert: boolean | null, specks: number[][]} | null} null where nothing was
 */
export function handOf({ picture: { width, height }, hand: { frame, invert, discs } }) {
  const [left, top, right, bottom] = frame;
  if (invert === null && !discs.length && right - left === width && bottom - top === height) return null;
  /** @param {number} part @param {number} whole */
  const share = (part, whole) => Number((part / whole).toFixed(4));
  return {
    frame: frame.map((part, i) => share(part, i % 2 ? height : width)),
    invert,
    specks: discs.map(([x, y, radius]) => [share(x, width), share(y, height), share(radius, width)]),
  };
}

/**
 * @param {{onInput: (pixels: Float32Array) => void, onRelease: () => void}} options onInput: at every move that leaves a digit to see
 * @returns {{element: HTMLElement, open: (photo: Photo) => Centred | null}} open: take up a photo; null where no digit is found
 */
export function photoPad({ onInput, onRelease }) {
  /** @type {Photo | null} */
  let photo = null;
  /** @type {Centred | null} */
  let latest = null;
  const view = photoFrame();
  const seen = digitCanvas({ label: "What a model sees: nothing yet", scale: 0, testid: "upload-seen" });
  const said = element("p", { class: "tick", "data-testid": "upload-said" });
  const turn = button("Turn ink and paper round", () => step((now) => ({ ...now, invert: turned(now) })), {
    testid: "upload-invert",
  });
  const undo = button("Undo", back, { testid: "upload-undo" });
  const words = element(
    "div",
    {},
    element("p", { class: "name" }, "What a model sees"),
    said,
    element("p", { class: "tick photo-how" }, HOW),
    element("p", { class: "tick photo-keys" }, KEYS),
  );
  const node = element(
    "div",
    { class: "photo-pad", hidden: true },
    view.element,
    element("div", { class: "photo-seen" }, seen.element, words),
    element("div", { class: "photo-buttons" }, turn, undo),
  );

  /** @param {Hand} hand */
  const turned = ({ invert }) => (invert === null ? !(latest?.inverted ?? true) : null);

  function look() {
    if (!photo) return;
    const { picture, hand, steps } = photo;
    latest = seenOf(picture, hand);
    view.show(photo);
    Object.assign(seen.element, { pixels: latest?.image ?? new Float32Array(784) });
    seen.draw(latest?.image ?? new Float32Array(784));
    said.textContent = !latest ? SMUDGE : latest.inverted ? "Dark ink on lighter paper." : "Light ink on darker paper.";
    turn.setAttribute("aria-pressed", String(hand.invert !== null));
    undo.disabled = steps.length === 0;
  }

  const read = onePerFrame(() => {
    look();
    if (latest) onInput(latest.image);
  }, describe);

  function describe() {
    seen.describe(`What a model sees: ${said.textContent}`);
  }

  /** @param {(now: Hand) => Hand} change */
  function step(change) {
    if (!photo) return;
    photo.steps.push(photo.hand);
    photo.hand = change(photo.hand);
    read();
    onRelease();
  }

  function back() {
    const before = photo?.steps.pop();
    if (!photo || !before) return;
    photo.hand = before;
    read();
    onRelease();
  }

  followHands(view, () => photo, { step, moved: read, released: onRelease });
  wipeByKeys(view, () => photo, step);
  node.addEventListener("keydown", (event) => {
    if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation(); // the page's own steps are others
    back();
  });
  return {
    element: node,
    open(taken) {
      photo = taken;
      node.hidden = false;
      look();
      describe();
      return latest;
    },
  };
}

/** @param {Picture} picture @param {Hand} hand @returns {Centred | null} */
function seenOf({ grey, width }, { frame, invert, discs }) {
  const clean = discs.length ? grey.slice() : grey;
  for (const disc of discs) wipe(clean, width, disc);
  const [across, down] = [frame[2] - frame[0], frame[3] - frame[1]];
  const found = findInk(cropped(clean, width, frame), across, down, invert);
  try {
    return found && centred(found.ink, across, down, found.inverted);
  } catch {
    return null; // too faint
  }
}
