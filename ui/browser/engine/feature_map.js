// Where the numbers of a layer's output lie: channels last, inside a border of zeros that nothing ever writes to.

/** A buffer for maps of shape [C, H, W], or for a flat vector [n], which is n channels of a single pixel. */
export class FeatureMap {
  /** @param {number[]} shape @param {number} border */
  constructor(shape, border) {
    this.shape = shape;
    const [channels, height, width] = shape.length === 3 ? shape : [shape[0], 1, 1];
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.border = shape.length === 3 ? border : 0;
    this.rowLength = (this.width + 2 * this.border) * this.channels;
    this.count = this.channels * this.height * this.width;
    this.length = this.rowLength * (this.height + 2 * this.border);
    /** @type {Float32Array} */
    this.data = new Float32Array(0); // of this length once there is memory for it
    /** @type {Int32Array | null} */
    this.found = null;
  }

  /** Take memory. @param {import("./kernels.js").Arena} arena */
  lieIn(arena) {
    this.data = arena.floats(this.length);
  }

  /** Index in `data` of each number, in PyTorch's order: channel, row, column. */
  get places() {
    if (this.found) return this.found;
    const places = new Int32Array(this.count);
    let i = 0;
    for (let c = 0; c < this.channels; c++) {
      for (let y = 0; y < this.height; y++) {
        for (let x = 0; x < this.width; x++) places[i++] = this.at(c, y, x);
      }
    }
    return (this.found = places);
  }

  /**
   * Index in `data` of channel c at row y and column x; rows and columns from -border reach into the zeros.
   * @param {number} c @param {number} y @param {number} x
   */
  at(c, y, x) {
    return (y + this.border) * this.rowLength + (x + this.border) * this.channels + c;
  }

  /** Fill from numbers in PyTorch's order. @param {ArrayLike<number>} values */
  load(values) {
    const { data, places } = this;
    for (let i = 0; i < places.length; i++) data[places[i]] = values[i];
  }

  /** A copy in PyTorch's order. */
  copy() {
    const { data, places } = this;
    const values = new Float32Array(places.length);
    for (let i = 0; i < places.length; i++) values[i] = data[places[i]];
    return values;
  }
}

/**
 * A step that copies x[from[i]] to y[to[i]]. A few thousand numbers: about 2 microseconds, so the order may change here.
 * @param {Float32Array} x @param {ArrayLike<number>} from @param {Float32Array} y @param {ArrayLike<number>} to
 */
export function compileMove(x, from, y, to) {
  return () => {
    for (let i = 0; i < from.length; i++) y[to[i]] = x[from[i]];
  };
}

/**
 * A step that applies `activate(data, start, end)` to a map in place, row by row, so that the border stays zero.
 * @param {(data: Float32Array, start: number, end: number) => void} activate @param {FeatureMap} map
 */
export function compileActivation(activate, map) {
  const length = map.width * map.channels;
  return () => {
    for (let y = 0; y < map.height; y++) {
      const start = map.at(0, y, 0);
      activate(map.data, start, start + length);
    }
  };
}
