// One style sheet that all instruments of the page share: what a lesson points at is ringed by it, and what it hides is hidden.

/** The sheet; it applies to the instruments that have adopted it. @returns {CSSStyleSheet} */
export function marks() {
  const page = /** @type {Document & {aelabMarks?: CSSStyleSheet}} */ (document);
  page.aelabMarks ??= new CSSStyleSheet();
  return page.aelabMarks;
}

/** Have the sheet apply to a shadow root, or to the document. @param {Node} root */
export function adoptMarks(root) {
  if ((root instanceof ShadowRoot || root instanceof Document) && !root.adoptedStyleSheets.includes(marks()))
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, marks()];
}

/**
 * The first element of a test id that is shown, in the page or in an instrument.
 * @param {string} testid @returns {HTMLElement | null}
 */
export function marked(testid) {
  const hosts = [...document.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? []);
  for (const root of [document, ...hosts])
    for (const found of root.querySelectorAll(`[data-testid="${testid}"]`))
      if (found instanceof HTMLElement && found.getClientRects().length) return found;
  return null;
}
