// The picture of a photo with the frame around its digit, and what the hand does to it: frame, move, wipe.
import { element, onDrag } from "../kit/kit.js";
import { contextOf } from "../kit/canvas.js";
import { button } from "../kit/controls.js";
import { boxBetween, boxMoved, wipe } from "../model/crop.js";

const STILL = 4; // CSS pixels: who moves less means to tap
const BRUSH = 10; // CSS pixels, the radius of what a tap wipes away
const LEAST = 12; // pixels of the picture: no frame is smaller
const STEP = 0.02; // of the picture: what an arrow key moves
/** @type {Record<string, Point>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @typedef {import("../model/crop.js").Box} Box
 * @typedef {import("./upload.js").Picture} Picture
 * @typedef {import("./photo_pad.js").Hand} Hand
 * @typedef {import("./photo_pad.js").Photo} Photo
 */

// The picture with its frame; what lies outside is dimmed.
export function photoFrame() {
  const canvas = element("canvas", { role: "img", "aria-label": "Your picture" });
  const context = contextOf(canvas);
  const corners = ["nw", "ne", "sw", "se"].map((at) => element("i", { class: `photo-corner ${at}` }));
  const label = "Frame around the digit. Arrow keys move it, with Shift they resize it.";
  const frame = element(
    "div",
    { class: "photo-frame", tabindex: 0, role: "group", "aria-label": label, "data-testid": "upload-frame" },
    ...corners,
  );
  const wiper = button("", () => {}, { testid: "upload-wipe" });
  wiper.className = "photo-wiper"; // for the keys alone: a pointer taps where it is
  wiper.setAttribute("aria-label", "Wipe a speck away here. Arrow keys move, with Shift faster.");
  const surface = element("div", { class: "photo-surface", "data-testid": "upload-picture" }, canvas, frame, wiper);
  return {
    element: element("div", { class: "photo-room" }, surface),
    surface,
    frame,
    wiper,
    /** @param {Photo} photo */
    show({ picture, hand: { frame: box, discs } }) {
      const { width, height } = picture;
      const longer = Math.max(width, height);
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
      surface.style.setProperty("--across", String(width / longer));
      surface.style.setProperty("--down", String(height / longer));
      context.drawImage(picture.canvas, 0, 0);
      const clean = discs.length ? picture.grey.slice() : picture.grey;
      for (const disc of discs) cover(context, picture, wipe(clean, width, disc), disc);
      context.fillStyle = "rgb(0 0 0 / 55%)";
      const [left, top, right, bottom] = box;
      context.fillRect(0, 0, width, top);
      context.fillRect(0, bottom, width, height - bottom);
      context.fillRect(0, top, left, bottom - top);
      context.fillRect(right, top, width - right, bottom - top);
      /** @param {number} part @param {number} whole */
      const share = (part, whole) => `${(100 * part) / whole}%`;
      Object.assign(frame.style, { left: share(left, width), top: share(top, height) });
      Object.assign(frame.style, { width: share(right - left, width), height: share(bottom - top, height) });
    },
  };
}

/** @param {Context} context @param {Picture} picture @param {number} at the paper's place @param {[number, number, number]} disc */
function cover(context, { canvas, width }, at, [x, y, radius]) {
  const [red, green, blue] = contextOf(canvas).getImageData(at % width, Math.floor(at / width), 1, 1).data;
  context.fillStyle = `rgb(${red} ${green} ${blue})`;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

/**
 * Mouse, finger, pen and keys on the frame: a corner is dragged; a drag inside moves a frame that is smaller than the picture, any
 * other draws a new one; a tap wipes.
 * @param {ReturnType<typeof photoFrame>} view @param {() => Photo | null} photoNow
 * @param {{step: (change: (now: Hand) => Hand) => void, moved: () => void, released: () => void}} to
 */
export function followHands({ surface, frame }, photoNow, { step, moved, released }) {
  /** @type {{from: Point, first: Hand, way: ReturnType<typeof grip>, dragging: boolean} | null} */
  let held = null;
  /** @param {Photo} photo */
  const scale = ({ picture }) => picture.width / surface.clientWidth; // of the picture's pixels in one of CSS
  onDrag(surface, {
    start(x, y, event) {
      const photo = photoNow();
      if (!photo) return;
      const reach = event.pointerType === "touch" ? 22 : 12;
      const from = /** @type {Point} */ ([x * scale(photo), y * scale(photo)]);
      held = { from, first: photo.hand, way: grip(photo, from, reach * scale(photo)), dragging: false };
    },
    move(x, y) {
      const photo = photoNow();
      if (!photo || !held) return;
      const to = /** @type {Point} */ ([x * scale(photo), y * scale(photo)]);
      if (!held.dragging) {
        if (Math.hypot(to[0] - held.from[0], to[1] - held.from[1]) < STILL * scale(photo)) return;
        held.dragging = true;
        photo.steps.push(held.first);
      }
      photo.hand = { ...held.first, frame: held.way(to) };
      moved();
    },
    end() {
      const photo = photoNow();
      if (!photo || !held) return;
      const { dragging, from } = held;
      held = null;
      if (dragging) return released();
      step((now) => ({ ...now, discs: [...now.discs, [...from, BRUSH * scale(photo)]] }));
    },
  });
  let stepped = false;
  frame.addEventListener("keydown", (event) => {
    const [way, photo] = [ARROWS[event.key], photoNow()];
    if (!way || !photo || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (!stepped) photo.steps.push(photo.hand);
    stepped = true;
    photo.hand = { ...photo.hand, frame: nudged(photo, way, event.shiftKey) };
    moved();
  });
  frame.addEventListener("keyup", (event) => {
    if (stepped && event.key in ARROWS) released();
    stepped = stepped && !(event.key in ARROWS);
  });
}

/**
 * A ring that arrow keys move over the picture; what is in it is wiped away by Space or Enter, as a button is pressed.
 * @param {ReturnType<typeof photoFrame>} view @param {() => Photo | null} photoNow @param {(change: (now: Hand) => Hand) => void} step
 */
export function wipeByKeys({ surface, wiper }, photoNow, step) {
  let at = /** @type {Point} */ ([0.5, 0.5]); // shares of the picture
  const place = () => Object.assign(wiper.style, { left: `${100 * at[0]}%`, top: `${100 * at[1]}%` });
  place();
  wiper.addEventListener("keydown", (event) => {
    const way = ARROWS[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const sides = [surface.clientWidth, surface.clientHeight];
    const [x, y] = way.map((along, axis) => at[axis] + (along * STILL * (event.shiftKey ? 5 : 1)) / sides[axis]);
    at = [Math.min(Math.max(x, 0), 1), Math.min(Math.max(y, 0), 1)];
    place();
  });
  wiper.addEventListener("click", () => {
    const photo = photoNow();
    if (!photo) return;
    const { width, height } = photo.picture;
    const radius = (BRUSH * width) / surface.clientWidth;
    step((now) => ({ ...now, discs: [...now.discs, [at[0] * width, at[1] * height, radius]] }));
  });
}

/**
 * What a drag from a point does to the frame.
 * @param {Photo} photo @param {Point} from @param {number} reach of a corner @returns {(to: Point) => Box}
 */
function grip({ picture: { width, height }, hand: { frame } }, from, reach) {
  const [left, top, right, bottom] = frame;
  /** @type {[number, number]} */
  const size = [width, height];
  const x = Math.abs(from[0] - left) < Math.abs(from[0] - right) ? left : right;
  const y = Math.abs(from[1] - top) < Math.abs(from[1] - bottom) ? top : bottom;
  if (Math.abs(from[0] - x) <= reach && Math.abs(from[1] - y) <= reach)
    return (to) => boxBetween([left + right - x, top + bottom - y], to, size, LEAST);
  const whole = right - left === width && bottom - top === height;
  const inside = from[0] > left && from[0] < right && from[1] > top && from[1] < bottom;
  if (inside && !whole) return (to) => boxMoved(frame, [to[0] - from[0], to[1] - from[1]], size);
  return (to) => boxBetween(from, to, size, LEAST);
}

/** @param {Photo} photo @param {Point} way @param {boolean} resize @returns {Box} */
function nudged({ picture: { width, height }, hand: { frame } }, [dx, dy], resize) {
  const by = Math.max(1, Math.round(STEP * Math.max(width, height)));
  if (!resize) return boxMoved(frame, [dx * by, dy * by], [width, height]);
  return boxBetween([frame[0], frame[1]], [frame[2] + dx * by, frame[3] + dy * by], [width, height], LEAST);
}
