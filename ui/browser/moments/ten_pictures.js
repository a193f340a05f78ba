// What a model makes of ten digits, one of each class, as it learns.
import { digitCanvas } from "../kit/canvas.js";
import { element } from "../kit/kit.js";

/** @param {string} run */
export function tenPictures(run) {
  const pixels = new Float32Array(784);
  const pictures = Array.from({ length: 10 }, (_, digit) =>
    digitCanvas({ label: `What the model makes of a ${digit}`, scale: 0, testid: "learn-reconstruction", run }),
  );
  const node = element("div", { class: "moments-ten" }, ...pictures.map(({ element: canvas }) => canvas));
  return {
    element: node,
    /** @param {import("../model/moments.js").Moments} moments @param {number} t */
    show(moments, t) {
      pictures.forEach((picture, digit) => picture.draw(moments.picture(t, digit, pixels)));
    },
  };
}
