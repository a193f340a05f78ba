// Where a pointer is in a drawing, and the drawing that follows it.

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
