// An invisible component on every page: on a phone the sidebar lies over the page, and Streamlit leaves it there when a page is
// picked. And each page has one entry in the browser's history, and its words tell what they mean.
import { tellHeight } from "./kit/embedded.js";
import { glossary } from "./kit/glossary.js";
import { takeNoRoom } from "./kit/hidden.js";
import { foldMenu } from "./kit/menu.js";
import { oneEntryPerPage } from "./kit/one_entry.js";
import { hush } from "./kit/say.js";

/** @typedef {{page: string, words: string}} DrawerData the name of the page that is open, and where the glossary lies */
/** @type {Component<DrawerData> | null} */
let latest = null;
/** @type {ReturnType<typeof glossary> | null} */
let words = null;

/**
 * When the page that is open becomes another one on a narrow screen, the sidebar is closed.
 * @param {Component<DrawerData>} component
 */
export default function (component) {
  takeNoRoom(component);
  oneEntryPerPage();
  const turned = latest !== null && latest.data.page !== component.data.page;
  if (latest === null) tellHeight(document.querySelector('[data-testid="stMainBlockContainer"]'));
  // which also makes the place for what is said: one that comes with its words may not be heard
  if (latest === null || turned) hush();
  latest = component;
  words ??= glossary(() => {
    const { data, parentElement } = /** @type {Component<DrawerData>} */ (latest);
    const root = parentElement.getRootNode();
    const colours = getComputedStyle(root instanceof ShadowRoot ? root.host : parentElement);
    return { page: data.page, address: data.words, colours };
  });
  if (!turned) return;
  words.close();
  foldMenu();
}
