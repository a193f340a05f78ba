// The standard normal prior N(0, I) of a code, in nats.

/** log p(z) of a code. @param {Numbers} code */
export function logPrior(code) {
  let squares = 0;
  for (let j = 0; j < code.length; j++) squares += code[j] * code[j];
  return -0.5 * (squares + code.length * Math.log(2 * Math.PI));
}

/**
 * KL(N(mean, sigma^2) || N(0, 1)) of one coordinate (Kingma & Welling 2014, appendix B).
 * @param {number} mean @param {number} logVar
 */
export function coordinateKL(mean, logVar) {
  return 0.5 * (mean * mean + Math.exp(logVar) - 1 - logVar);
}
