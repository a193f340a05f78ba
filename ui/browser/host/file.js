// The host of a page in one file: all that its components ask for stands in the document, and nothing is asked of anybody.
// INSTRUMENTS is put before it by ui/anywhere/file.py.
import { tellHeight } from "../kit/embedded.js";
import { locks } from "../kit/locked.js";
import { asked } from "../kit/marked.js";
import { Parts, sortable, tellWords } from "./page.js";
import { viewOf } from "../kit/address.js";

/**
 * @typedef {{parts: import("./page.js").Part[], sheets: Record<string, string>, page: string, here: string, words: string}} Written
 */

const written = /** @type {Written} */ (JSON.parse(textOf("written")));

/** @type {{__aelabHost?: Partial<import("../kit/host.js").Host>}} */ (globalThis).__aelabHost = {
  asset: async (address) => new Response(await bytesAt(address)),
  // an address of the disk leads nobody else here: what is copied is the view, to be put after the address of any app
  here: () => new URL(`aelab:${written.here}`),
  copies: "view",
  copied: ({ pathname, search }) => pathname + search,
  page: () => null,
};

/** @param {string} id */
function textOf(id) {
  return document.getElementById(id)?.textContent ?? "";
}

/** @param {string} address */
async function bytesAt(address) {
  const packed = Uint8Array.from(atob(textOf(address)), (letter) => letter.charCodeAt(0));
  if (document.getElementById(address)?.dataset.packed === undefined) return packed;
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

const parts = new Parts({
  module: async (name) => INSTRUMENTS[name](),
  sheet: (name) => written.sheets[name],
  report: () => {},
  trigger: () => {},
});
for (const { data } of written.parts)
  if (data.table) Object.assign(data.start, viewOf(data.table, new URLSearchParams(location.search)));
parts.fill(document, written.parts);
parts.again();
sortable(document);
document.documentElement.toggleAttribute("data-embed", new URLSearchParams(location.search).get("embed") === "true");
locks().follow(asked().lock);
tellHeight(document.body);
tellWords(written.page, written.words);
