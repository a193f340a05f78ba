// The menu of the pages, Streamlit's sidebar.

const NARROW = 768; // CSS pixels up to which Streamlit lays it over the page

/** Where it lies over the page it is closed, as Streamlit does not when another page is opened, nor for a dialog that was opened from it. */
export function foldMenu() {
  /** @type {HTMLElement | null} */
  const close = document.querySelector('[data-testid="stSidebarCollapseButton"] button');
  if (innerWidth <= NARROW) close?.click();
}
