// What runs made of the first test digit of each class when they were trained: rows of pictures, and nothing to move.
import { tensorOf } from "../engine/safetensors.js";
import { element, instrument } from "../kit/kit.js";
import { digitCanvas } from "../kit/canvas.js";
import { runReady } from "../kit/store.js";
import { TenDigits } from "../digits/ten_digits.js";
import { COLUMNS, line } from "../digits/line.js";
import { pixelsOf } from "../model/pixels.js";

/**
 * Rows in order, says: what is written at a row's end; originals: whether the delivered digits are those copied.
 * @typedef {{rows: (Named & {says: string})[], originals: boolean}} CopiesData
 */

/** @param {Component<CopiesData>} component */
export default function (component) {
  return instrument(component, (root) => {
    /** @type {Map<string, ReturnType<typeof pictureRow>>} */
    const kept = new Map();
    const node = element("div", { class: "copies lines" });
    root.append(node);
    return {
      /** @param {Component<CopiesData>} now */
      update({ data: { rows, originals } }) {
        const first = originals ? [{ name: "Original", title: "", short: "Original", says: "", from: originalImages }] : [];
        const wanted = [...first, ...rows.map((row) => ({ ...row, from: copiedImages }))];
        const lines = wanted.map(({ says, from, ...run }) => {
          const called = `${run.name} ${run.short}`;
          const row = kept.get(called) ?? pictureRow(run, from);
          kept.set(called, row);
          row.note.textContent = says;
          return row.element;
        });
        node.replaceChildren(...lines);
      },
    };
  });
}

/** @param {Named} run @param {(name: string) => Promise<Numbers[]>} from */
function pictureRow({ name, title, short }, from) {
  const pictures = Array.from({ length: COLUMNS }, (_, label) =>
    digitCanvas({ scale: 0, testid: "copied-digit", run: name, label: `${title || short}: the ${label}` }),
  );
  const row = line({ name: short, hint: title && `${title}: ${name}`, pictures: pictures.map((picture) => picture.element) });
  from(name)
    .then((images) => images.forEach((pixels, label) => pictures[label].draw(pixels)))
    .catch(row.fail);
  return row;
}

/** @param {string} name */
async function copiedImages(name) {
  const { copies } = await runReady(name, null, ["copies"]);
  const bytes = tensorOf(copies, "images");
  return Array.from({ length: COLUMNS }, (_, i) => pixelsOf(bytes, i));
}

async function originalImages() {
  const { digits } = await runReady("@digits", null, ["digits"]);
  const ten = new TenDigits(digits, null);
  return Array.from({ length: COLUMNS }, (_, label) => ten.of(label).pixels);
}
