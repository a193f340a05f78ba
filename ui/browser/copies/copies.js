// What runs made of the first test digit of each class when they were trained: rows of pictures, and nothing to move.
import { element, instrument } from "../kit/kit.js";
import { digitCanvas } from "../kit/canvas.js";
import { runReady } from "../kit/store.js";
import { TenDigits } from "../digits/ten_digits.js";
import { COLUMNS, line } from "../digits/line.js";
import { pixelsOf } from "../model/pixels.js";

/** `data`: rows [{name, says}] in order, says: what is written at a row's end; originals: whether the delivered digits are those copied. */
export default function (component) {
  return instrument(component, (root) => {
    const kept = new Map();
    const node = element("div", { class: "copies lines" });
    root.append(node);
    return {
      update({ data: { rows, originals } }) {
        const wanted = [...(originals ? [{ name: "Original", says: "", from: originalImages }] : []), ...rows.map((row) => ({ ...row, from: copiedImages }))];
        const lines = wanted.map(({ name, says, from }) => {
          if (!kept.has(name)) kept.set(name, pictureRow(name, from));
          const row = kept.get(name);
          row.note.textContent = says;
          return row.element;
        });
        node.replaceChildren(...lines);
      },
    };
  });
}

function pictureRow(name, from) {
  const pictures = Array.from({ length: COLUMNS }, (_, label) => digitCanvas({ scale: 0, testid: "copied-digit", run: name, label: `${name}: the ${label}` }));
  const row = line({ name, pictures: pictures.map((picture) => picture.element) });
  from(name)
    .then((images) => images.forEach((pixels, label) => pictures[label].draw(pixels)))
    .catch(row.fail);
  return row;
}

async function copiedImages(name) {
  const { copies } = await runReady(name, null, ["copies"]);
  const bytes = copies.get("images").data;
  return Array.from({ length: COLUMNS }, (_, i) => pixelsOf(bytes, i));
}

async function originalImages() {
  const { digits } = await runReady("@digits", null, ["digits"]);
  const ten = new TenDigits(digits, null);
  return Array.from({ length: COLUMNS }, (_, label) => ten.of(label).pixels);
}
