import { test } from "node:test";
import { Estimate, bounds, crossEntropy, pixelEntropy } from "../../ui/browser/model/evidence.js";
import { logPrior } from "../../ui/browser/model/gaussian.js";
import { golden, near } from "./golden.js";

test("cross-entropy from logits is PyTorch's, also where a sigmoid would overflow", () => {
  for (const { logits, x, cost } of golden.evidence) near([crossEntropy(logits, x) / cost], [1], 1e-6, "cost");
});

test("its least value is the pixels' entropy", () => {
  for (const { x, entropy } of golden.evidence) near([pixelEntropy(x)], [entropy], 1e-4, "entropy");
});

test("the prior's density is PyTorch's", () => {
  for (const { code, logPrior: expected } of golden.priors) near([logPrior(code)], [expected], 1e-5, "log p(z)");
});

test("the bound of k draws is the mean of -logsumexp over their groups", () => {
  near(bounds(golden.bound.logWeights, 4), golden.bound.bounds, 1e-9, "bound");
});

test("the mean of draws and its standard error are SciPy's", () => {
  const { costs, means, errors } = golden.estimate;
  const estimate = new Estimate(/** @type {any} */ ({ z: [0] }), new Float32Array(0));
  /** @type {number[][]} */
  const [found, apart] = [[], []];
  costs.forEach((cost, i) => {
    estimate.add(cost, -cost);
    if ([0, 1, 11].includes(i)) found.push(estimate.mean);
    if ([1, 11].includes(i)) apart.push(estimate.error);
  });
  near(found, means, 1e-9, "mean");
  near(apart, errors, 1e-9, "error");
});
