// The host of a site of static files (ui/anywhere/site.py): a page of it, with its view in its address, and kept for when there is no network.
import { tellHeight } from "../kit/embedded.js";
import { viewOf, write } from "../kit/address.js";
import { asks, at, change, given, own, pick, picks, said, written } from "./asked.js";
import { classLink } from "./class_link.js";
import { lesson } from "./lesson.js";
import { sayWhatIsMissing } from "./missing.js";
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
function repick(names) {
  const tied = parts.parts.flatMap(({ data }) => data.tied ?? []); // what says nothing of other models
  if (pick(names, tied)) show();
}

async function show() {
  const shown = await given().catch(() => written.shown);
  const made = document.createElement("template");
  made.innerHTML = shown.html;
  if (shown === written.shown && !own()) {
    const notice = Object.assign(document.createElement("p"), { className: "notice" });
    notice.textContent =
      "What was asked for could not be fetched: this is what the page opens on. Without a network it has what was seen before.";
    made.content.prepend(notice);
  }
  open(made.content, shown);
}

/** @param {DocumentFragment | HTMLElement} page @param {Given} shown */
function open(page, shown) {
  for (const { data } of shown.parts) if (data.table) data.start = { ...data.start, ...viewOf(data.table, asks()) };
  parts.fill(page, shown.parts);
  if (page !== main) main.replaceChildren(page);
  parts.again();
  sortable(main);
  modelPicker(written.picker, picks(), repick);
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("nav.choices a, .print") : null;
  if (link?.className === "print") print();
  if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const { search } = new URL(link.href);
  change((now) => {
    for (const [key, value] of new URLSearchParams(search)) now.set(key, value);
  });
  show();
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
    show();
  });
if (!led && said()) open(main, written.shown);
else if (!led) show();
tellHeight(document.body);
tellWords(written.page, written.words);
keepSite(() => !parts.parts.length || Boolean(/** @type {{__aelabBusy?: number}} */ (globalThis).__aelabBusy));
