// Whether the page rests: nothing that an instrument asked for is still to come, to be drawn or to be worked out. Tests wait for
// that instead of looking at pixels again and again (tests/gestures.py). It is one number for the whole page, since each
// component is a script of its own, and no attribute: under the hand it costs an addition.

const page = () => /** @type {{__aelabBusy?: number}} */ (globalThis);

/** Something is under way from now on. */
export function workBegins() {
  page().__aelabBusy = (page().__aelabBusy ?? 0) + 1;
}

/** It has ended: once for every `workBegins`. */
export function workEnds() {
  page().__aelabBusy = (page().__aelabBusy ?? 1) - 1;
}
