// Components that show nothing.

/**
 * Take an invisible component's box out of the page's column, where it would be one more gap.
 * @param {{parentElement: HTMLElement}} component what Streamlit hands to the default export
 */
export function takeNoRoom(component) {
  boxOf(component)?.style.setProperty("display", "none");
}

/** Give it its box back. @param {{parentElement: HTMLElement}} component */
export function takeRoom(component) {
  boxOf(component)?.style.removeProperty("display");
}

/** @param {{parentElement: HTMLElement}} component @returns {HTMLElement | null} */
function boxOf({ parentElement }) {
  const root = parentElement.getRootNode();
  return (root instanceof ShadowRoot ? root.host : parentElement).closest('[data-testid="stElementContainer"], [data-component]');
}
