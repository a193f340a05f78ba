// Elements of SVG, and where a pointer is in their units.

/** @param {string} tag @param {Record<string, string | number>} attributes @param {...(Node | string)} children @returns {SVGElement} */
export function svg(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

/** A pointer's place as shares of a drawing's box, from its upper left corner. @param {Element} drawing @param {PointerEvent} event @returns {Point} */
export function shareOf(drawing, { clientX, clientY }) {
  const { left, top, width, height } = drawing.getBoundingClientRect();
  return [(clientX - left) / width, (clientY - top) / height];
}

/** Follow a pointer from press to release. @param {Element} drawing @param {(event: PointerEvent) => void} at */
export function follow(drawing, at) {
  /** @type {(name: string, listen: (event: PointerEvent) => void) => void} */
  const on = (name, listen) => drawing.addEventListener(name, /** @type {EventListener} */ (listen));
  let down = false;
  on("pointerdown", (event) => {
    down = event.button === 0;
    if (!down) return;
    drawing.setPointerCapture(event.pointerId);
    at(event);
  });
  on("pointermove", (event) => down && at(event));
  for (const end of ["pointerup", "pointercancel"]) on(end, () => (down = false));
}
