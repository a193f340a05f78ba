// Where names and slopes can stand without covering a line, a point or one another.

const LINE = 16; // height of a line of text
const GAP = 3; // about each text
const STEP = 5; // between the places along a line that a text keeps clear of

/**
 * @typedef {"start" | "middle" | "end"} Anchor as in SVG
 * @typedef {[left: number, right: number, top: number, bottom: number]} Box
 */

/** Texts in a frame, each beside an anchor in the first of some directions that is free; nowhere where none is. */
export class Labels {
  /**
   * @param {{left: number, right: number, top: number, bottom: number}} frame
   * @param {(text: string) => number} measure width in CSS pixels
   */
  constructor(frame, measure) {
    this.frame = frame;
    this.measure = measure;
    /** @type {Box[]} */
    this.taken = [];
    /** @type {Point[]} places of lines and points */
    this.ink = [];
  }

  /** @param {...Point} places */
  keepClearOf(...places) {
    this.ink.push(...places);
  }

  /** @param {Point} from @param {Point} to */
  keepClearOfLine([x1, y1], [x2, y2]) {
    const steps = Math.max(1, Math.ceil(Math.hypot(x2 - x1, y2 - y1) / STEP));
    for (let i = 0; i <= steps; i++) this.ink.push([x1 + ((x2 - x1) * i) / steps, y1 + ((y2 - y1) * i) / steps]);
  }

  /**
   * Take the place of a text that is written whatever lies there.
   * @param {string[]} lines @param {Point} at @param {Anchor} anchor
   */
  take(lines, at, anchor) {
    this.taken.push(this.box(lines, at, anchor));
  }

  /**
   * @param {string[]} lines @param {[number, number]} anchor
   * @param {[number, number][]} ways unit vectors to try, the best first
   * @param {number[]} distances from the anchor to the text's edge
   * @returns {{at: [number, number], anchor: "start" | "middle" | "end"} | null}
   */
  place(lines, [x, y], ways, distances) {
    for (const distance of distances) {
      for (const [dx, dy] of ways) {
        const anchor = Math.abs(dx) < 0.3 ? "middle" : dx > 0 ? "start" : "end";
        const half = (lines.length * LINE) / 2;
        /** @type {Point} */
        const at = [x + dx * distance, y + dy * (distance + (Math.abs(dx) < 0.3 ? half - 4 : half / 2))];
        const box = this.box(lines, at, anchor);
        if (!this.free(box)) continue;
        this.taken.push(box);
        return { at, anchor };
      }
    }
    return null;
  }

  /** @param {string[]} lines @param {Point} at @param {Anchor} anchor @returns {Box} */
  box(lines, [x, y], anchor) {
    const width = Math.max(...lines.map(this.measure));
    const left = anchor === "start" ? x : anchor === "end" ? x - width : x - width / 2;
    const half = (lines.length * LINE) / 2;
    return [left - GAP, left + width + GAP, y - half, y + half];
  }

  /** @param {Box} box */
  free([left, right, top, bottom]) {
    const { frame } = this;
    if (left < frame.left || right > frame.right || top < frame.top || bottom > frame.bottom) return false;
    if (this.taken.some(([l, r, t, b]) => l < right && r > left && t < bottom && b > top)) return false;
    return !this.ink.some(([x, y]) => x > left && x < right && y > top && y < bottom);
  }
}
