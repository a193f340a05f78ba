// The mean of the test digits whose codes are nearest to a place: of the digits themselves, or from stored means on a lattice.

/**
 * The mean picture of some test digits.
 * @param {Numbers} images 784 bytes each @param {Numbers} places of the digits among them
 * @param {Float32Array} mean 784 numbers in [0, 1], written here
 */
export function meanOf(images, places, mean) {
  mean.fill(0);
  for (let k = 0; k < places.length; k++) {
    const start = 784 * places[k];
    for (let j = 0; j < 784; j++) mean[j] += images[start + j];
  }
  for (let j = 0; j < 784; j++) mean[j] /= 255 * places.length;
}

/**
 * Between the four means about a place of the map, by the place's distances from them along both axes; beyond the lattice that of
 * its edge.
 * @param {{means: Numbers, side: number, extent: Extent}} lattice `means`: side x side pictures of 784 bytes, rows from ymax down
 * @param {Point} place @param {Float32Array} mean 784 numbers in [0, 1], written here
 */
export function meanBetween({ means, side, extent: { xmin, xmax, ymin, ymax } }, [x, y], mean) {
  /** @param {number} share */
  const along = (share) => {
    const at = Math.min(Math.max(share * (side - 1), 0), side - 1);
    const low = Math.min(Math.floor(at), side - 2);
    return { low, part: at - low };
  };
  const [column, row] = [along((x - xmin) / (xmax - xmin)), along((ymax - y) / (ymax - ymin))];
  const start = 784 * (row.low * side + column.low);
  const [right, below] = [784, 784 * side];
  for (let j = 0; j < 784; j++) {
    const at = start + j;
    const upper = (1 - column.part) * means[at] + column.part * means[at + right];
    const lower = (1 - column.part) * means[at + below] + column.part * means[at + below + right];
    mean[j] = ((1 - row.part) * upper + row.part * lower) / 255;
  }
}
