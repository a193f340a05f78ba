// The mean of the test digits nearest to the ring, beside the decoded digit: a decoder of few numbers draws about that, and so it blurs.
import { tensorOf } from "../engine/safetensors.js";
import { element } from "../kit/kit.js";
import { digitCanvas } from "../kit/canvas.js";
import { meanBetween, meanOf } from "../model/near_mean.js";
import { meanSquaredError } from "../model/passes.js";
import { formatNumber } from "../model/numbers.js";

const WAIT = "\u2013";

/** @returns element: to be laid out; fill: take the pictures once they are there; tell: writes and paints, at every redraw */
export function nearMean() {
  const title = "Mean of the 20 nearest test digits";
  const picture = digitCanvas({ scale: 0, testid: "mean-digit", label: title, class: "mean-digit" });
  const heading = element("p", {}, title);
  const error = element("b", { "data-testid": "mean-error" }, WAIT);
  const says = element("p", { class: "tick" }, "MSE ", error, " between it and the decoded digit");
  const mean = new Float32Array(784);
  /** @type {((codes: Codes, place: Point) => void) | null} writes the mean at a place of the map */
  let find = null;
  return {
    element: element("div", { class: "run-mean" }, picture.element, element("div", {}, heading, says)),
    /** @param {Tensors} pictures `images` of all test digits, or the `means` of a lattice and its `extent` */
    fill(pictures) {
      if (pictures.has("images")) {
        const images = tensorOf(pictures, "images");
        find = (codes) => meanOf(images, codes.nearestIndices, mean);
        return;
      }
      const [xmin, xmax, ymin, ymax] = tensorOf(pictures, "extent");
      const means = tensorOf(pictures, "means");
      const lattice = { means, side: Math.round(Math.sqrt(means.length / 784)), extent: { xmin, xmax, ymin, ymax } };
      heading.textContent = `Mean of the nearest test digits, stored for ${lattice.side} \u00d7 ${lattice.side} places`;
      find = (_, place) => meanBetween(lattice, place, mean);
    },
    /** @param {Codes} codes whose nearest were just found @param {Point} place of the map @param {Numbers} pixels decoded */
    tell(codes, place, pixels) {
      if (!find) return;
      find(codes, place);
      picture.draw(mean);
      error.textContent = formatNumber(meanSquaredError(mean, pixels), 4);
    },
  };
}
