// Components that show nothing.

/**
 * Take an invisible component's box out of Streamlit's column, where it would be one more gap.
 * @param {{parentElement: HTMLElement}} component what Streamlit hands to the default export
 */
export function takeNoRoom({ parentElement }) {
  const root = parentElement.getRootNode();
  (root.host ?? parentElement).closest('[data-testid="stElementContainer"]')?.style.setProperty("display", "none");
}
