// The host of a site of static files (ui/anywhere/site.py): a page of it, its models and its parts, with the view in its address.
import { tellHeight } from "../kit/embedded.js";
import { viewOf, write } from "./address.js";
import { merged } from "./merged.js";
import { Parts, sortable, tellWords } from "./page.js";
import { modelPicker } from "./picker.js";

/**
 * @typedef {import("./merged.js").Given} Given
 * @typedef {{when: Record<string, string>, order: string[], start: string[], picks: Record<string, string>}} State what was written
 *   of a part of the page: the address of each set of models by their names, and the order in which the page shows models
 * @typedef {{page: string, shown: Given, states: State[], picker: import("./picker.js").Picker | null, words: string,
 *   code: Record<string, [module: string, sheet: string]>, pages: Record<string, string>}} Written
 */

const written = /** @type {Written} */ (JSON.parse(document.getElementById("written")?.textContent ?? ""));
const { picker } = written;
const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const at = (/** @type {string} */ address) => new URL(address, document.baseURI).href;

/** @type {{__aelabHost?: Partial<import("../kit/host.js").Host>}} */ (globalThis).__aelabHost = {
  page: (name) => (written.pages[name] === undefined ? null : { href: at(written.pages[name]), open: null }),
};

const parts = new Parts({
  module: async (name) => (await import(at(written.code[name][0]))).default,
  sheet: async (name) => (await fetch(at(written.code[name][1]))).text(),
  report(_, { of, turn, models, ...view }) {
    change((asks) => write(view, asks));
    if (models) pick(models);
  },
  trigger({ name, data }, _, run) {
    if (name === "steps") pick(picks().map((each) => (each === data[0].now ? run : each)));
  },
});

const asks = () => new URLSearchParams(location.search);

/** @param {(asks: URLSearchParams) => void} how the address is to be another */
function change(how) {
  const now = asks();
  how(now);
  history.replaceState(history.state, "", `${location.pathname}?${now}`.replace(/\?$/, "") + location.hash);
}

/** The part of the page that the address asks for, else the first. */
function state() {
  const asked = asks();
  /** @param {State} one */
  const fits = ({ when }) => Object.entries(when).filter(([key, value]) => asked.get(key) === value).length;
  return written.states.reduce((best, one) => (fits(one) > fits(best) ? one : best));
}

/** The models in view: those of the address, of the visit, or the page's own. */
function picks() {
  if (!picker) return [];
  const { order, start } = state();
  const kept = sessionStorage.getItem(`aelab ${picker.key}`)?.split(" ") ?? [];
  for (const some of [asks().getAll(picker.key), kept, start]) {
    const known = some.filter((name) => order.includes(name)).slice(-picker.most);
    if (known.length) return order.filter((name) => known.includes(name));
  }
  return start;
}

/** @param {string[]} names that are here, or are left out */
function pick(names) {
  if (!picker) return;
  const known = names.filter((name) => state().order.includes(name)).slice(-picker.most);
  if (!known.length) return;
  const tied = parts.parts.flatMap(({ data }) => data.tied ?? []); // what says nothing of other models
  sessionStorage.setItem(`aelab ${picker.key}`, known.join(" "));
  change((now) => {
    for (const name of [picker.key, ...tied]) now.delete(name);
    for (const name of known) now.append(picker.key, name);
  });
  show();
}

/** What was written for some models, or is put together of what was written for each. */
async function given() {
  const { picks: known, order } = state();
  const names = picks();
  const one = async (/** @type {string} */ key) => /** @type {Given} */ (await (await fetch(at(known[key]))).json());
  const whole = [...names].sort().join(" ");
  if (whole in known) return one(whole);
  if (!names.every((name) => name in known)) return one(Object.keys(known)[0]); // a part that is of no model
  const inOrder = order.filter((name) => names.includes(name));
  return merged(await Promise.all(inOrder.map(one)), inOrder, asks().get("on") ?? "");
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

/** Whether the address asks for what the page opens on. */
function own() {
  const [first] = written.states;
  return state() === first && [...picks()].sort().join(" ") === [...first.start].sort().join(" ");
}

/** @param {DocumentFragment | HTMLElement} page @param {Given} shown */
function open(page, shown) {
  for (const { data } of shown.parts) if (data.table) data.start = { ...data.start, ...viewOf(data.table, asks()) };
  parts.fill(page, shown.parts);
  if (page !== main) main.replaceChildren(page);
  parts.again();
  sortable(main);
  modelPicker(picker, picks(), pick);
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("nav.choices a") : null;
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
if (own()) open(main, written.shown);
else show();
tellHeight(document.body);
tellWords(written.page, written.words);
navigator.serviceWorker?.register(at("sw.js")).catch(() => {}); // without one, the site is what a network makes of it
