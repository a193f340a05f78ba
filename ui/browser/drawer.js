// An invisible component on every page: on a phone the sidebar lies over the page, and Streamlit leaves it there when a page is
// picked. And each page has one entry in the browser's history.
import { takeNoRoom } from "./kit/hidden.js";
import { oneEntryPerPage } from "./kit/one_entry.js";
import { hush } from "./kit/say.js";

const NARROW = 768; // CSS pixels up to which Streamlit lays the sidebar over the page
/** @type {string | null} */
let page = null;

/**
 * When the page that is open becomes another one on a narrow screen, the sidebar is closed.
 * @param {Component<string>} component
 */
export default function (component) {
  takeNoRoom(component);
  oneEntryPerPage();
  const turned = page !== null && page !== component.data;
  if (page !== component.data) hush(); // which also makes the place for what is said: one that comes with its words may not be heard
  page = component.data;
  /** @type {HTMLElement | null} */
  const close = document.querySelector('[data-testid="stSidebarCollapseButton"] button');
  if (turned && innerWidth <= NARROW) close?.click();
}
