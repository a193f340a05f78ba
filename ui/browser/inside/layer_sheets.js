// The layers of a model as a row of pictures for each side, each a button that opens large.
import { element } from "../kit/kit.js";
import { figures, largest, shapeText, tileSheet } from "./tiles.js";

/** @typedef {import("./tiles.js").Layer} Layer */

/**
 * @param {Layer[]} layers as `Model.activations` lists them
 * @param {(layer: number, tile: number, opener: HTMLElement) => void} onOpen a tile was pressed, or Enter on a layer
 * @returns {{element: HTMLElement, draw: (layers: Layer[], colours: Colours) => void, openers: HTMLElement[]}}
 *   draw at every move
 */
export function layerSheets(layers, onOpen) {
  const blocks = layers.map(({ name, shape }, layer) => {
    const [side, number, kind] = name.split(".");
    const sheet = tileSheet(shape, null);
    const scale = element("span", { class: "tick" });
    const opener = element(
      "button",
      {
        type: "button",
        class: "layer",
        "aria-haspopup": "dialog",
        "data-testid": "layer",
        "data-name": name,
        "data-shape": JSON.stringify(shape),
      },
      element("span", { class: "unseen" }, `${side} ${number}, `),
      element("span", { class: "layer-name" }, kind),
      element("span", { class: "tick" }, shapeText(shape)),
      sheet.element,
      scale,
    );
    opener.addEventListener("click", (event) => {
      const { left, top, width } = sheet.element.getBoundingClientRect();
      const each = sheet.element.width / width;
      const pressed = event.detail > 0; // by a pointer; a key opens the first tile
      onOpen(layer, pressed ? sheet.tileAt((event.clientX - left) * each, (event.clientY - top) * each) : 0, opener);
    });
    return { sheet, scale, opener };
  });
  /** @param {string} name @param {string} what */
  const side = (name, what) => {
    const mine = blocks.filter((_, i) => layers[i].name.startsWith(name.toLowerCase()));
    const head = element(
      "h2",
      {},
      element("span", { class: "name" }, name),
      ` `,
      element("span", { class: "second" }, `${mine.length} layers, ${what}`),
    );
    return element(
      "section",
      { class: "layer-side" },
      head,
      element("div", { class: "layer-row" }, ...mine.map(({ opener }) => opener)),
    );
  };
  return {
    element: element("div", {}, side("Encoder", "from the image to the code"), side("Decoder", "from the code to the image")),
    openers: blocks.map(({ opener }) => opener),
    draw(now, colours) {
      now.forEach(({ data }, i) => {
        const end = largest(data);
        blocks[i].sheet.draw(data, end, colours);
        blocks[i].scale.textContent = `\u00b1${figures(end)}`;
        blocks[i].opener.exact = end;
      });
    },
  };
}
