// The principal axes of a few numbers, from all codes.

const SWEEPS = 60; // more than any matrix of eight numbers needs

/**
 * PCA of codes (n, d), as `aelab.latent.principal_plane` has it: the largest entry of each axis is positive.
 * @param {Float32Array} codes @param {number} size d
 * @returns {{mean: Float32Array, components: Float32Array, variance: Float32Array, ratio: Float32Array}} (d,), (d, d) row by row,
 *   (d,) along each axis, and its share of the whole, 0 where codes are all one
 */
export function principalPlane(codes, size) {
  const count = codes.length / size;
  const mean = new Float64Array(size);
  for (let i = 0; i < codes.length; i++) mean[i % size] += codes[i] / count;
  const covariance = Array.from({ length: size }, () => new Float64Array(size));
  for (let at = 0; at < codes.length; at += size) {
    for (let a = 0; a < size; a++)
      for (let b = 0; b < size; b++) covariance[a][b] += ((codes[at + a] - mean[a]) * (codes[at + b] - mean[b])) / (count - 1);
  }
  const { values, vectors } = eigen(covariance);
  const order = Array.from(values.keys()).sort((a, b) => values[b] - values[a]);
  const whole = values.reduce((sum, value) => sum + value, 0);
  const components = order.flatMap((k) => {
    const axis = vectors.map((row) => row[k]);
    const largest = axis.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
    return axis.map((value) => (largest < 0 ? -value : value));
  });
  const variance = Float32Array.from(order, (k) => Math.max(0, values[k]));
  const ratio = variance.map((value) => (whole > 0 ? value / whole : 0));
  return { mean: Float32Array.from(mean), components: Float32Array.from(components), variance, ratio };
}

/**
 * Of a symmetric matrix, by turns of one pair of axes after the other (Jacobi 1846).
 * @param {Float64Array[]} matrix spent @returns {{values: Float64Array, vectors: Float64Array[]}} vectors in columns
 */
function eigen(matrix) {
  const size = matrix.length;
  const vectors = matrix.map((_, i) => Float64Array.from({ length: size }, (_, j) => Number(i === j)));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        if (Math.abs(matrix[p][q]) < 1e-300) continue;
        const ratio = (matrix[q][q] - matrix[p][p]) / (2 * matrix[p][q]);
        const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.hypot(ratio, 1));
        const cosine = 1 / Math.hypot(tangent, 1);
        const sine = tangent * cosine;
        for (const row of [...matrix, ...vectors])
          [row[p], row[q]] = [cosine * row[p] - sine * row[q], sine * row[p] + cosine * row[q]];
        const [above, below] = [matrix[p], matrix[q]];
        for (let j = 0; j < size; j++)
          [above[j], below[j]] = [cosine * above[j] - sine * below[j], sine * above[j] + cosine * below[j]];
      }
    }
  }
  return { values: Float64Array.from(matrix, (row, i) => row[i]), vectors };
}
