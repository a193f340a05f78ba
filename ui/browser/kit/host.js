// What an instrument asks of the page that it stands on, beside what it is called with: docs/anywhere.md has the contract. The app's
// own page is the host where there is no other; what another one does otherwise it puts on globalThis before it mounts an
// instrument, since each instrument is a script of its own.
import { appRoot } from "./root.js";

/**
 * @typedef {{href: string, open: (() => void) | null}} PageLink open: what a press does in the place of following the link
 * @typedef {{asset: (address: string, again?: boolean) => Promise<Response>, here: () => URL, copies: "link" | "view",
 *   copied: (link: URL) => string, page: (name: string) => PageLink | null}} Host asset: what lies at an address of ui/assets.py,
 *   `again` past what is kept; here: the page's address, to which a view is added; copies: what "Copy link" is called, and
 *   copied: what it writes down; page: where a page of this name lies, null where there is none
 */

/** @type {Host} */
const APP = {
  asset: (address, again = false) => fetch(new URL(address, appRoot()), { cache: again ? "reload" : "default" }),
  here() {
    const url = new URL(location.href);
    url.searchParams.delete("embed"); // who follows a link out of a frame has a window of their own
    return url;
  },
  copies: "link",
  copied: (link) => link.href,
  page(name) {
    /** @type {NodeListOf<HTMLAnchorElement>} */
    const all = document.querySelectorAll('[data-testid="stSidebar"] a[href]');
    const link = [...all].find((one) => one.textContent?.trim() === name);
    return link ? { href: link.href, open: () => link.click() } : null; // a press on it opens the page within the visit
  },
};

/** @returns {Host} */
export function host() {
  return { ...APP, .../** @type {{__aelabHost?: Partial<Host>}} */ (globalThis).__aelabHost };
}
