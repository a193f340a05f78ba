// The colours of the page that an instrument stands on, where that is none of ours: a notebook's, light or dark.

/**
 * Have an element wear the colours of what is around it, and what goes with them.
 * @param {HTMLElement} place @param {Record<"light" | "dark", Record<string, string>>} colours custom properties
 * @returns {boolean} whether they are others than before
 */
export function dress(place, colours) {
  const above = [];
  for (let node = place.parentElement; node; node = node.parentElement) above.push(getComputedStyle(node));
  const [red, green, blue] = (above[0].color.match(/[\d.]+/g) ?? [0, 0, 0]).map(Number);
  const own = colours[0.299 * red + 0.587 * green + 0.114 * blue > 128 ? "dark" : "light"]; // by the type
  const behind = above
    .map((style) => style.backgroundColor)
    .find((colour) => !/^(transparent|rgba\(.*, 0(\.\d+)?\))$/.test(colour));
  const paper = behind ?? (above[0].getPropertyValue("--vscode-editor-background") || own["--st-background-color"]);
  const before = place.style.cssText;
  const worn = { ...own, "--st-background-color": paper, "--st-text-color": above[0].color };
  for (const [name, value] of Object.entries(worn)) place.style.setProperty(name, value);
  return place.style.cssText !== before;
}

/**
 * Have it called when the page's colours become others: a page says so on its root or its body, and its sheets may come later.
 * @param {HTMLElement} place @param {() => void} call
 * @returns {() => void} stop
 */
export function onColours(place, call) {
  const said = new MutationObserver(call);
  for (const root of [document.documentElement, document.body]) said.observe(root, { attributes: true });
  place.style.transition = "color 1ms"; // whose end tells of other colours
  place.addEventListener("transitionend", ({ target }) => target === place && call());
  return () => said.disconnect();
}
