// The host of a site of static files (ui/anywhere/site.py): a page of it, with its view in its address, and kept for when there is no network.
import { tellHeight } from "../kit/embedded.js";
import { viewOf, write } from "../kit/address.js";
import { asking, asks, at, change, keepPicks, picking, picks, said, written } from "./asked.js";
import { classLink } from "./class_link.js";
import { lesson } from "./lesson.js";
import { sayUnfetched, sayWhatIsMissing } from "./missing.js";
import { keepSite } from "./offline.js";
import { Parts, sortable, tellWords } from "./page.js";
import { modelPicker } from "./picker.js";

/** @typedef {import("./asked.js").Given} Given */

const main = /** @type {HTMLElement} */ (document.querySelector("main"));

/** @type {{__aelabHost?: Partial<import("../kit/host.js").Host>}} */ (globalThis).__aelabHost = {
  page: (name) => (written.pages[name] === undefined ? null : { href: at(written.pages[name]), open: null }),
};

const host = {
  module: async (/** @type {string} */ name) => (await import(at(written.code[name][0]))).default,
  sheet: async (/** @type {string} */ name) => (await fetch(at(written.code[name][1]))).text(),
};

const parts = new Parts({
  ...host,
  report(_, { of, turn, models, ...view }) {
    change((now) => write(view, now));
    if (models) repick(models);
  },
  trigger({ name, data }, _, run) {
    if (name === "steps") repick(picks().map((each) => (each === data[0].now ? run : each)));
  },
});

/** @param {string[]} names of models */
async function repick(names) {
  const tied = parts.parts.flatMap(({ data }) => data.tied ?? []); // what says nothing of other models
  const how = picking(names, tied);
  if (!how) return modelPicker(written.picker, picks(), repick); // the last one stays
  await show(how);
}

let drawn = false;

/**
 * Show what the address asks for, once it has come.
 * @param {(asked: URLSearchParams) => void} [how] the address is to be another then
 */
async function show(how = () => {}) {
  const found = await asking(how);
  if (!found) return; // something else was asked for since
  sayUnfetched(found.given ? null : found.asked, drawn);
  if (found.given || !drawn) open(found.given ?? written.shown);
  else modelPicker(written.picker, picks(), repick);
  if (found.given) keepPicks();
}

/** @param {Given} shown @param {boolean} [here] its text stands in the page already */
function open(shown, here = false) {
  for (const { data } of shown.parts) if (data.table) data.start = { ...data.start, ...viewOf(data.table, asks()) };
  const made = document.createElement("template");
  if (!here) made.innerHTML = shown.html;
  parts.fill(here ? main : made.content, shown.parts);
  if (!here) main.replaceChildren(made.content);
  parts.again();
  sortable(main);
  modelPicker(written.picker, picks(), repick);
  drawn = true;
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("nav.choices a, .print") : null;
  if (link?.className === "print") print();
  if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const { search } = new URL(link.href);
  show((now) => {
    for (const [key, value] of new URLSearchParams(search)) now.set(key, value);
  });
});

const { theme, embed } = Object.fromEntries(asks());
if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
document.documentElement.toggleAttribute("data-embed", embed === "true");
classLink();
sayWhatIsMissing();
const led =
  embed !== "true" &&
  lesson(host, () => {
    parts.end();
    drawn = false;
    show();
  });
if (!led && said()) open(written.shown, true);
else if (!led) show();
tellHeight(document.body);
tellWords(written.page, written.words);
keepSite(() => !drawn || Boolean(/** @type {{__aelabBusy?: number}} */ (globalThis).__aelabBusy));
