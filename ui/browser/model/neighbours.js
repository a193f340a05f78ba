// How well codes part the digits.

/**
 * The share of codes (n, d) whose digit is that of most of the k nearest other codes, as `aelab.metrics.knn_accuracy` has it: ties go
 * to the smaller digit.
 * @param {Float32Array} codes @param {ArrayLike<number>} labels @param {number} size d @param {number} [k]
 */
export function knnAccuracy(codes, labels, size, k = 10) {
  const count = labels.length;
  const nearest = new Float64Array(k);
  const digits = new Uint8Array(k);
  const votes = new Uint16Array(10);
  let right = 0;
  for (let i = 0; i < count; i++) {
    nearest.fill(Infinity);
    for (let other = 0; other < count; other++) {
      let sum = 0;
      for (let j = 0; j < size; j++) sum += (codes[i * size + j] - codes[other * size + j]) ** 2;
      if (sum >= nearest[k - 1] || other === i) continue;
      let place = k - 1;
      for (; place && nearest[place - 1] > sum; place--) {
        nearest[place] = nearest[place - 1];
        digits[place] = digits[place - 1];
      }
      nearest[place] = sum;
      digits[place] = labels[other];
    }
    votes.fill(0);
    for (const digit of digits) votes[digit]++;
    if (votes.indexOf(Math.max(...votes)) === labels[i]) right++;
  }
  return right / count;
}
