// Pictures of a layer's numbers: maps side by side, a long vector as a grid, a short one as bars. All numbers of a layer
// are on one scale, whose ends are minus and plus the largest magnitude in it: mid-grey (in bars the line) is 0.
import { contextOf, fitCanvas, magnify, pictured } from "../kit/canvas.js";
import { element } from "../kit/kit.js";
import { formatNumber } from "../model/numbers.js";

const BOXES = { maps: { width: 232, height: 136 }, vector: { width: 150, height: 128 } }; // units a picture may take
const FEW = 32; // numbers that are told apart better as bars than as cells
const EACH_BAR = 18;

/** @typedef {{name: string, shape: number[], data: Float32Array}} Layer as `Model.activations` lists them */

/** The largest magnitude in a layer, the end of its scale. @param {Numbers} data */
export function largest(data) {
  let most = 0;
  for (let i = 0; i < data.length; i++) {
    const magnitude = Math.abs(data[i]);
    if (magnitude > most) most = magnitude;
  }
  return most;
}

/**
 * How the numbers of a layer lie as tiles: maps keep their height and width, a vector is one tile, row by row.
 * @param {number[]} shape [C, H, W] or [n]
 * @returns {{tiles: number, height: number, width: number, bars: boolean}}
 */
export function tiling(shape) {
  if (shape.length === 3) return { tiles: shape[0], height: shape[1], width: shape[2], bars: false };
  const n = shape[0];
  const root = Math.ceil(Math.sqrt(n));
  let width = root;
  while (width <= 2 * root && n % width) width++;
  if (n % width) width = root; // no rectangle fits: the last row stays short
  return { tiles: 1, height: Math.ceil(n / width), width, bars: n <= FEW };
}

/**
 * Paint one tile's numbers as opaque greys.
 * @param {ImageData} image @param {number} left @param {number} top where in the image
 * @param {{height: number, width: number}} tile @param {Float32Array} data @param {number} start of the tile in data
 * @param {number} end of the scale
 */
function paintTile(image, left, top, { height, width }, data, start, end) {
  const bytes = image.data;
  const gain = end > 0 ? 127.5 / end : 0;
  for (let y = 0, i = start; y < height; y++) {
    for (let x = 0, j = 4 * ((top + y) * image.width + left); x < width && i < data.length; x++, i++, j += 4) {
      bytes[j] = bytes[j + 1] = bytes[j + 2] = 127.5 + gain * data[i]; // a clamped array rounds by itself
      bytes[j + 3] = 255;
    }
  }
}

// The largest whole magnification at which all tiles fit, with the columns it takes.
/** @param {{tiles: number, height: number, width: number}} tiling @param {{width: number, height: number}} box */
function arrange({ tiles, height, width }, box) {
  for (let scale = 10; scale > 1; scale--) {
    const rows = Math.floor((box.height / scale + 1) / (height + 1));
    if (rows < 1) continue;
    const columns = Math.ceil(tiles / rows);
    if ((columns * (width + 1) - 1) * scale <= box.width) return { scale, columns };
  }
  return { scale: 1, columns: Math.max(1, Math.floor((box.width + 1) / (width + 1))) };
}

/**
 * A canvas with all tiles of a layer. One real pixel for each number, a pixel between tiles; CSS magnifies it whole.
 * @param {number[]} shape @param {string | null} label see `pictured` @param {number} [barHeight] units, where they are bars
 * @returns {{element: HTMLCanvasElement, draw: (data: Float32Array, end: number, colours: Colours) => void,
 *   tileAt: (x: number, y: number) => number}}
 *   draw takes the end of the scale and `palette`'s colours; tileAt takes pixels of the canvas
 */
export function tileSheet(shape, label, barHeight = 80) {
  const layout = tiling(shape);
  if (layout.bars) return barSheet(shape[0], label, barHeight);
  const { tiles, height, width } = layout;
  const { scale, columns } = arrange(layout, shape.length === 3 ? BOXES.maps : BOXES.vector);
  const rows = Math.ceil(tiles / columns);
  const canvas = element("canvas", {
    class: "tile-sheet",
    ...pictured(label),
    width: columns * (width + 1) - 1,
    height: rows * (height + 1) - 1,
  });
  magnify(canvas, canvas.width, canvas.height, scale);
  const context = contextOf(canvas);
  const image = context.createImageData(canvas.width, canvas.height);
  /** @param {number} tile @returns {Point} */
  const place = (tile) => [(tile % columns) * (width + 1), Math.floor(tile / columns) * (height + 1)];
  return {
    element: canvas,
    draw(data, end) {
      for (let tile = 0; tile < tiles; tile++) paintTile(image, ...place(tile), layout, data, tile * height * width, end);
      context.putImageData(image, 0, 0);
    },
    tileAt(x, y) {
      const column = Math.min(columns - 1, Math.floor(x / (width + 1)));
      const row = Math.min(rows - 1, Math.floor(y / (height + 1)));
      return Math.min(tiles - 1, Math.max(0, row * columns + column));
    },
  };
}

/** @param {number} n @param {string | null} label @param {number} height @returns {ReturnType<typeof tileSheet>} */
function barSheet(n, label, height) {
  const canvas = element("canvas", { class: "tile-sheet", ...pictured(label) });
  const width = Math.min(BOXES.maps.width, Math.max(96, n * EACH_BAR));
  return {
    element: canvas,
    draw: (data, end, colours) => drawBars(canvas, width, height, data, end, colours),
    tileAt: () => 0,
  };
}

// Plus is up, minus down, and the height of the canvas is the scale.
/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 * @param {Float32Array} data
 * @param {number} end
 * @param {Colours} colours
 */
function drawBars(canvas, width, height, data, end, colours) {
  Object.assign(canvas.style, { width: `${width / 16}rem`, height: `${height / 16}rem` });
  const context = fitCanvas(canvas, width, height);
  const each = width / data.length;
  const middle = Math.round(height / 2);
  context.fillStyle = colours.edge;
  context.fillRect(0, middle, width, 1);
  context.fillStyle = colours.ink;
  for (let i = 0; i < data.length; i++) {
    const length = end > 0 ? (data[i] / end) * (middle - 1) : 0;
    context.fillRect((i + 0.2) * each, length > 0 ? middle - length : middle + 1, 0.6 * each, Math.abs(length));
  }
}

const LARGE = 224; // 28 x 8, 14 x 16, 7 x 32

/**
 * One tile, large. @returns {{element: HTMLCanvasElement, draw: (shape: number[], data: Float32Array, tile: number,
 *   end: number, colours: Colours) => {low: number, high: number}}} draw returns the tile's own smallest and largest number
 */
export function largeTile() {
  const canvas = element("canvas", { class: "tile-sheet", ...pictured("One tile, large"), "data-testid": "large-tile" });
  const context = contextOf(canvas);
  return {
    element: canvas,
    draw(shape, data, tile, end, colours) {
      const layout = tiling(shape);
      const size = layout.height * layout.width;
      const part = layout.tiles > 1 ? data.subarray(tile * size, (tile + 1) * size) : data;
      if (layout.bars) {
        drawBars(canvas, LARGE, LARGE, part, end, colours);
      } else {
        const scale = Math.max(1, Math.floor(LARGE / Math.max(layout.width, layout.height)));
        if (canvas.width !== layout.width || canvas.height !== layout.height) {
          [canvas.width, canvas.height] = [layout.width, layout.height];
        }
        magnify(canvas, layout.width, layout.height, scale);
        const image = context.createImageData(layout.width, layout.height);
        paintTile(image, 0, 0, layout, part, 0, end);
        context.putImageData(image, 0, 0);
      }
      let low = Infinity;
      let high = -Infinity;
      for (const value of part) {
        if (value < low) low = value;
        if (value > high) high = value;
      }
      return { low, high };
    },
  };
}

/** A layer's shape as people write it: 16 × 14 × 14. @param {number[]} shape */
export function shapeText(shape) {
  return shape.join(" \u00d7 ");
}

/** A number of a layer with three figures or so, whatever its size. @param {number} value */
export function figures(value) {
  return formatNumber(value, Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}
