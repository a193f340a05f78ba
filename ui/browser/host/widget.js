// The host of an instrument in a notebook, by anywidget's contract; ui/widget.py is its other half. Weights, codes, modules and sheets are
// models of their own, one for all widgets of the notebook; the view goes both ways.
import { dress, onColours } from "./dress.js";
import { glossary } from "../kit/glossary.js";
import { sharedViews } from "../kit/shared.js";
import { offerPart } from "../kit/shelf.js";
import { Parts } from "./page.js";

/**
 * @typedef {{get: (name: string) => any, set: (name: string, value: unknown) => void, save_changes: () => void,
 *   on: (event: string, call: () => void) => void, off: (event: string, call: () => void) => void,
 *   widget_manager: {get_model: (id: string) => Promise<WidgetModel>}}} WidgetModel
 * @typedef {{name: string, data: Record<string, any>, offers: import("../kit/shelf.js").Offer[], kept: Record<string, string>,
 *   code: string, sheet: string, words: string, here: string, call: string, colours: Record<"light" | "dark", Record<string, string>>}} Shown
 *   kept: which model has the bytes of an address; here, call: where it is in the app, and the line of Python that made it, but for its view
 * @typedef {{bytes: Record<string, () => Promise<WidgetModel>>, code: Record<string, ReturnType<typeof moduleOf>>, words?: unknown,
 *   model?: WidgetModel, place: Element}} Notebook what its widgets share, of which each is a script of its own; the last that was touched
 */

const shared = /** @type {{__aelabNotebook?: Notebook, __aelabHost?: Partial<import("../kit/host.js").Host>}} */ (globalThis);
const notebook = (shared.__aelabNotebook ??= { bytes: {}, code: {}, place: document.body });

/** @param {string} address */
async function asset(address) {
  const model = await notebook.bytes[address]();
  const { body } = new Response(model.get("data"));
  return new Response(model.get("packed") ? body?.pipeThrough(new DecompressionStream("gzip")) : body);
}

/** @param {string} address */
const textAt = async (address) => (await asset(address)).text();

/** @param {string} text @returns {Promise<{default: import("./page.js").Instrument}>} */
const moduleOf = (text) => import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));

/** The line of Python that makes a widget as it stands. @param {WidgetModel} model */
function python(model) {
  const { call, data } = /** @type {Shown} */ (model.get("shown"));
  const moved = Object.entries(model.get("view")).map(([part, value]) => [part, JSON.stringify(value)]);
  const said = moved.filter(([part, value]) => value !== "null" && value !== JSON.stringify(data.start[part]));
  return `${[call, ...said.map((each) => each.join("="))].join(", ")})`;
}

/** @param {{model: WidgetModel, el: HTMLElement}} view */
function render({ model, el }) {
  const { name, data, offers, kept, code, sheet, words, colours } = /** @type {Shown} */ (model.get("shown"));
  for (const [address, id] of Object.entries(kept)) notebook.bytes[address] = () => model.widget_manager.get_model(id);
  shared.__aelabHost = {
    asset,
    here: () => new URL(`aelab:${notebook.model?.get("shown").here}`), // to be put after the address of any app
    copies: "view",
    copied: () => python(/** @type {WidgetModel} */ (notebook.model)),
    page: () => null,
  };
  offers.forEach(offerPart);
  const place = document.createElement("div");
  for (const kind of ["pointerover", "focusin"])
    place.addEventListener(kind, () => Object.assign(notebook, { model, place }), true);
  notebook.words ??= glossary(() => ({ page: "", address: words, colours: getComputedStyle(notebook.place) }));
  el.append(place);

  let known = model.get("view"); // that the instrument shows
  const parts = new Parts({
    module: async () => (await (notebook.code[code] ??= textAt(code).then(moduleOf))).default,
    sheet: () => textAt(sheet),
    report(_, said) {
      known = Object.fromEntries(Object.keys(data.table).map((part) => [part, said[part] ?? null]));
      model.set("view", known);
      model.save_changes();
    },
    trigger: () => {},
  });
  const begin = () => {
    parts.end();
    place.innerHTML = `<div data-component="${name}"></div>`;
    parts.fill(place, [{ name, key: name, data: { ...data, start: { ...data.start, ...model.get("view") } } }]);
    // JupyterLab's keys (A adds a cell, D D deletes one) are not for who works an instrument
    for (const host of place.querySelectorAll("*")) host.setAttribute("data-lm-suppress-shortcuts", "true");
    parts.again();
  };
  function moved() {
    const view = Object.entries(model.get("view"));
    const others = view.filter(([part, value]) => JSON.stringify(value) !== JSON.stringify(known[part]));
    known = model.get("view");
    const [, there] = sharedViews().find(([root]) => place.contains(/** @type {ShadowRoot} */ (root.getRootNode()).host)) ?? [];
    // a preset, and what the instrument opens on, it takes up when it is built
    const anew = !there || others.some(([part, value]) => value === null || part === "try");
    if (others.length) anew ? begin() : there.take(Object.fromEntries(others));
  }
  const seen = () => place.isConnected && dress(place, colours) && parts.again();
  const size = new ResizeObserver(seen);
  const plain = onColours(place, seen);
  requestAnimationFrame(() => (dress(place, colours), begin(), size.observe(place))); // once it stands in the document
  model.on("change:view", moved);
  return () => (model.off("change:view", moved), size.disconnect(), plain(), parts.end(), place.remove());
}

export default { render };
