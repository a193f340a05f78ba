// Style sheets that all instruments of the page share: what a lesson points at is ringed by one, what it hides is hidden by it, and
// another hides and greys what a link for a class does. Parts have the names of ui/parts.py.

const NAME = /^[\w-]+$/;
const SLIDERS = ".slider, .learn-setting";
const HOLDERS = `${SLIDERS}, .run-mean, .draw-pad, .draw-surface`; // of what has the name: its label and its value go with it
const OWNERS = /** @type {const} */ (["lesson", "class"]);

/** @typedef {typeof OWNERS[number]} Owner */

/** The sheet; it applies to the instruments that have adopted it. @param {Owner} owner @returns {CSSStyleSheet} */
export function marks(owner) {
  const page = /** @type {Document & {aelabMarks?: Record<string, CSSStyleSheet>}} */ (document);
  page.aelabMarks ??= Object.fromEntries(OWNERS.map((each) => [each, new CSSStyleSheet()]));
  return page.aelabMarks[owner];
}

/** Have the sheets apply to a shadow root, or to the document. @param {Node} root */
export function adoptMarks(root) {
  if (!(root instanceof ShadowRoot || root instanceof Document) || root.adoptedStyleSheets.includes(marks("class"))) return;
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, ...OWNERS.map(marks)];
  const { hide, lock } = asked();
  choose(hide, lock); // before the instrument is drawn: nothing that is hidden is seen for a moment
}

/** What the address hides and locks, by name. @returns {{hide: string[], lock: string[]}} */
export function asked() {
  const query = new URLSearchParams(location.search);
  const [hide, lock] = ["hide", "lock"].map((key) =>
    (query.getAll(key).at(-1) ?? "").split(",").filter((name) => NAME.test(name)),
  );
  return { hide, lock };
}

/**
 * Hide and grey parts of the page.
 * @param {string[]} hide @param {string[]} lock names @param {string[]} [besides] selectors of what else is hidden
 */
export function choose(hide, lock, besides = []) {
  const gone = [...besides, ...hide.map((name) => `.st-key-${name}`)].map((each) => `${each} { display: none !important; }`);
  const unseen = hide.map(withLabel).map((each) => `:is(${each}, ${each} *) { visibility: hidden !important; }`); // in its place
  const held = lock.map((name) => {
    const each = ringed(name);
    const inside = `:is(${each}, :is(${each}) *)`;
    return `${inside} { cursor: not-allowed !important; touch-action: auto !important; }
      :is(${named(name)}) { outline: 1px dashed #8a929c; outline-offset: 2px; }
      :is(${each}):not(:has(canvas)):not(canvas) { filter: grayscale(1); }
      ${inside}:is(button, select, input:not(.segmented *)) { opacity: 0.6; }`; // a segmented choice hides its radios
  });
  const rules = [...gone, ...unseen, ...held].join("\n");
  const sheet = /** @type {CSSStyleSheet & {aelabText?: string}} */ (marks("class"));
  if (sheet.aelabText !== rules) sheet.replaceSync(rules);
  sheet.aelabText = rules;
}

/** The selector of a part. @param {string} name */
export function named(name) {
  return `[data-testid="${name}"], .st-key-${name}`;
}

/** Of a part as it is pointed at or locked: a slider with its label, which a ring about it alone would strike through, and its value, into which one
 * may type. @param {string} name */
export function ringed(name) {
  return `:is(${named(name)}):not(:is(${SLIDERS}) *), :is(${SLIDERS}):has(${named(name)})`;
}

/** Of a part with its label. @param {string} name */
export function withLabel(name) {
  return `:is([data-testid="${name}"], [data-part="${name}"], :is(${HOLDERS}):has([data-testid="${name}"]))`;
}

/**
 * The first element of a test id that is shown, in the page or in an instrument.
 * @param {string} testid @returns {HTMLElement | null}
 */
export function marked(testid) {
  for (const root of roots())
    for (const found of root.querySelectorAll(named(testid)))
      if (found instanceof HTMLElement && found.getClientRects().length) return found;
  return null;
}

/** The document, and what is in each component. @returns {(Document | ShadowRoot)[]} */
export function roots() {
  return [document, ...[...document.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? [])];
}
