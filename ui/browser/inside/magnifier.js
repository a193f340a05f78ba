// One tile of a layer, large, above the page but not in its way: the noise can be dragged while it is open.
import { button } from "../kit/controls.js";
import { element } from "../kit/kit.js";
import { figures, largest, largeTile, tiling } from "./tiles.js";

const EDGE = 8; // CSS pixels kept free around it

/**
 * @param {() => void} onChange another tile is shown
 * @returns {{element: HTMLElement, open: (layer: number, tile: number, opener: HTMLElement) => void, close: () => void,
 *   draw: (layers: import("./tiles.js").Layer[], colours: Colours) => void}}
 *   draw at every move; it does nothing while the magnifier is closed. Arrow keys go from tile to tile, Escape closes and
 *   gives the focus back to the layer.
 */
export function magnifier(onChange) {
  const picture = largeTile();
  const title = element("span", { class: "layer-name" });
  const which = element("span", { class: "tick" });
  const numbers = element("p", { "data-testid": "large-numbers" });
  const close = button("Close", () => shut());
  const back = button("\u2190", () => step(-1), { title: "Previous tile" });
  const forth = button("\u2192", () => step(1), { title: "Next tile" });
  const node = element(
    "div",
    {
      class: "magnifier",
      popover: "manual",
      role: "dialog",
      "aria-label": "One tile, large",
      tabindex: "-1",
      "data-testid": "magnifier",
    },
    element("div", { class: "magnifier-head" }, title, which),
    picture.element,
    numbers,
    element("div", { class: "magnifier-foot" }, back, forth, close),
  );
  /** @type {{layer: number, tile: number, tiles: number, opener: HTMLElement} | null} */
  let shown = null;

  /** @param {number} by */
  const step = (by) => {
    if (!shown) return;
    shown.tile = (shown.tile + by + shown.tiles) % shown.tiles;
    onChange();
  };
  const shut = () => {
    if (!shown) return;
    const { opener } = shown;
    shown = null;
    node.hidePopover();
    opener.removeAttribute("aria-expanded");
    if (opener.isConnected) opener.focus({ preventScroll: true });
  };
  node.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    step(event.key === "ArrowLeft" ? -1 : 1);
  });

  return {
    element: node,
    open(layer, tile, opener) {
      shown?.opener.removeAttribute("aria-expanded");
      shown = { layer, tile, tiles: tiling(JSON.parse(opener.dataset.shape ?? "[0]")).tiles, opener };
      opener.setAttribute("aria-expanded", "true");
      onChange();
      if (!node.matches(":popover-open")) node.showPopover();
      place(node, opener);
      node.focus({ preventScroll: true });
    },
    close: shut,
    draw(layers, colours) {
      if (!shown) return;
      const { name, shape, data } = layers[shown.layer];
      const end = largest(data);
      const { low, high } = picture.draw(shape, data, shown.tile, end, colours);
      const many = shown.tiles > 1;
      title.textContent = name;
      which.textContent = many
        ? `map ${shown.tile + 1} of ${shown.tiles}`
        : shape.length === 3
          ? "one map"
          : `${shape[0]} numbers`;
      numbers.textContent = `min ${figures(low)}, max ${figures(high)}; scale \u00b1${figures(end)}`;
      back.hidden = forth.hidden = !many;
      picture.element.setAttribute("aria-label", `${name}, ${which.textContent}: ${numbers.textContent}`);
    },
  };
}

// Beside the layer it came from, inside the window; on a phone the style sheet puts it at the lower edge.
/** @param {HTMLElement} node @param {HTMLElement} opener */
function place(node, opener) {
  const layer = opener.getBoundingClientRect();
  const { width, height } = node.getBoundingClientRect();
  const right = layer.right + EDGE;
  const left = right + width + EDGE <= innerWidth ? right : layer.left - width - EDGE;
  const top = Math.min(layer.top, innerHeight - height - EDGE);
  node.style.setProperty("--x", `${Math.max(EDGE, left)}px`);
  node.style.setProperty("--y", `${Math.max(EDGE, top)}px`);
}
