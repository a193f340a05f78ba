// An invisible component: on a phone the sidebar lies over the page, and Streamlit leaves it there when a page is picked.
import { takeNoRoom } from "./kit/hidden.js";

const NARROW = 768; // CSS pixels up to which Streamlit lays the sidebar over the page
let page = null;

/** `data`: the page that is open. When it becomes another one on a narrow screen, the sidebar is closed. */
export default function (component) {
  takeNoRoom(component);
  const turned = page !== null && page !== component.data;
  page = component.data;
  if (turned && innerWidth <= NARROW) document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
}
