// "Link for a class": what of this page the students do not see, and what they see and cannot change. The page itself shows it meanwhile.
import { button } from "../kit/controls.js";
import { copyButton } from "../kit/copy_link.js";
import { element, withCode } from "../kit/kit.js";
import { asked, choose, marked, named } from "../kit/marked.js";
import { host } from "../kit/host.js";
import { post } from "../kit/post.js";
import { appRoot } from "../kit/root.js";

/** What ui/parts.py says of a part. @typedef {[words: string, control: boolean, where: string]} Part */
/** @typedef {{hide: Set<string>, lock: Set<string>}} Chosen */

const SETS = "presets"; // they set whatever is locked

/**
 * The button that opens the panel.
 * @param {(lock: string[]) => void} locked another choice of what is locked
 * @returns {{element: HTMLElement, open: (by: HTMLElement) => void, follow: (parts: string) => void}} open: for a button, which has the
 *   focus again when it closes; follow: this is where the parts of the page lie
 */
export function classLinkButton(locked) {
  let address = "";
  /** @type {ReturnType<typeof classLink> | null} */
  let panel = null;
  const press = button("Link for a class", () => open(press), {
    testid: "class-link",
    title: "Hide or lock parts of this page for those who open the link",
  });
  press.classList.add("of-class");
  press.setAttribute("aria-expanded", "false");
  const node = element("div", { class: "of-class" }, press);

  /** @param {HTMLElement} by */
  async function open(by) {
    if (panel) return panel.close();
    const parts = await (await host().asset(address)).json();
    panel = classLink(parts, locked, () => {
      panel = null;
      press.setAttribute("aria-expanded", "false");
      by.focus();
    });
    panel.element.classList.toggle("beside", by !== press);
    node.append(panel.element);
    press.setAttribute("aria-expanded", "true");
    panel.open();
  }

  return {
    element: node,
    open,
    follow(parts) {
      if (parts !== address) panel?.close(); // another page
      address = parts;
    },
  };
}

/**
 * The panel over the page.
 * @param {Record<string, Part>} parts of the page @param {(lock: string[]) => void} locked another choice of what is locked
 * @param {() => void} done it was closed
 */
export function classLink(parts, locked, done) {
  const before = asked();
  const chosen = { hide: new Set(before.hide), lock: new Set(before.lock) };
  const shown = Object.entries(parts).filter(([name, [, , where]]) => there(name, where) || chosen.hide.has(name));
  const says = element("p", { role: "status", "data-testid": "class-link-says" });
  const open = element("a", { class: "button", target: "_blank", rel: "noopener", "data-testid": "class-link-open" }, "Open it");
  const { copy, shown: written } = copyButton(
    "Copy link",
    "Link copied",
    () => server.reached(linkOf(chosen)),
    "class-link-copy",
  );
  const server = serverAddress();
  copy.classList.add("primary");
  const rows = shown.map(([name, part]) => row(name, part, chosen, show));
  const close = button("Close", () => panel.hidePopover(), { testid: "class-link-close" });
  const panel = element(
    "section",
    { class: "class-link", popover: "manual", "aria-label": "Link for a class", "data-testid": "class-link-panel", tabindex: -1 },
    element("h2", {}, "Link for a class"),
    element("p", { class: "second" }, "The page shows what the students will see. It is yours again when you close this."),
    element(
      "div",
      { class: "class-parts" },
      element("table", {}, heads(), element("tbody", {}, ...rows.map(({ line }) => line))),
    ),
    says,
    server.element,
    element("div", { class: "class-row" }, copy, open, button("Hide all", all), button("Hide nothing", nothing), close),
    written,
  );
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    panel.hidePopover();
  });
  panel.addEventListener("toggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState !== "closed") return;
    choose(before.hide, before.lock);
    locked(before.lock);
    panel.remove();
    done();
  });

  function all() {
    for (const [name] of shown) chosen.hide.add(name);
    chosen.lock.clear();
    show();
  }

  function nothing() {
    for (const each of [chosen.hide, chosen.lock]) each.clear();
    show();
  }

  function show() {
    for (const each of rows) each.show();
    const hidden = [...chosen.hide].filter((name) => !(name in parts) || name !== "presenting"); // where this panel is
    choose(hidden, [...chosen.lock], hidden.map((name) => parts[name]?.[2]).filter(Boolean));
    locked([...chosen.lock]);
    says.textContent = sentence(parts, chosen);
    open.href = linkOf(chosen);
  }

  return {
    element: panel,
    close: () => panel.hidePopover(),
    open() {
      panel.showPopover();
      panel.focus();
      show();
      server.ask();
    },
  };
}

function heads() {
  return element(
    "thead",
    {},
    element("tr", {}, ...["Part of the page", "Hide", "Lock"].map((name) => element("th", { scope: "col" }, name))),
  );
}

/** @param {string} name @param {Part} part @param {Chosen} chosen @param {() => void} changed */
function row(name, [words, control], chosen, changed) {
  /** @param {"hide" | "lock"} what */
  const box = (what) =>
    element("input", {
      type: "checkbox",
      "aria-label": `${what === "hide" ? "Hide" : "Lock"} ${words}`,
      "data-testid": `class-link-${what}-${name}`,
      onchange: () => {
        toggle(chosen, what, name);
        changed();
      },
    });
  const [hide, lock] = [box("hide"), control ? box("lock") : null];
  return {
    line: element(
      "tr",
      {},
      element("th", { scope: "row" }, words[0].toUpperCase() + words.slice(1)),
      element("td", {}, hide),
      element("td", {}, ...(lock ? [lock] : [])),
    ),
    show() {
      hide.checked = chosen.hide.has(name);
      if (lock) lock.checked = chosen.lock.has(name);
    },
  };
}

/** What is hidden need not be locked; and with the first lock goes what would set it all the same. @param {Chosen} chosen @param {"hide" | "lock"} what @param {string} name */
function toggle(chosen, what, name) {
  const [own, other] = what === "hide" ? [chosen.hide, chosen.lock] : [chosen.lock, chosen.hide];
  if (!own.delete(name)) own.add(name);
  if (own.has(name)) other.delete(name);
  if (what === "lock" && chosen.lock.size === 1 && chosen.lock.has(name) && !chosen.hide.has(SETS)) chosen.lock.add(SETS);
}

/** What the students will see, in words. @param {Record<string, Part>} parts @param {Chosen} chosen */
function sentence(parts, { hide, lock }) {
  const [hidden, locked] = [hide, lock].map((names) => [...names].filter((name) => name in parts).map((name) => parts[name][0]));
  const [gone, held] = [hidden, locked].map(listed);
  if (!gone && !held) return "Students see the whole page, and may move all of it.";
  const sees = gone ? `Students see this page without ${gone}` : "Students see the whole page";
  return held ? `${sees}; they see ${held}, but cannot change ${locked.length === 1 ? "it" : "them"}.` : `${sees}.`;
}

/** @param {string[]} words */
function listed(words) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}

/** Whether there is something of a part on the page. @param {string} name @param {string} where */
function there(name, where) {
  return where ? document.querySelector(where) !== null : marked(name) !== null || document.querySelector(named(name)) !== null;
}

/**
 * The address of the server in the link, where the one that this window has may not be the one that a class reaches. It can be put right.
 * @returns {{element: HTMLElement, ask: () => Promise<void>, reached: (link: string) => string}}
 */
function serverAddress() {
  const own = appRoot();
  let root = own;
  const field = element("input", { class: "field", spellcheck: "false", "data-testid": "class-link-address" });
  field.addEventListener("change", () => ask(field.value));
  const note = element("p", { class: "second", role: "status" });
  const node = element(
    "div",
    { class: "class-address", hidden: true },
    element("label", {}, "Server, as the class reaches it", field),
    note,
  );

  async function ask(asked = own) {
    try {
      const said = await post("room/address", { root: asked });
      root = field.value = said.root;
      note.replaceChildren(...withCode(said.note));
    } catch (error) {
      note.textContent = error instanceof Error ? error.message : String(error);
    }
    if (root !== own || note.textContent) node.hidden = false;
  }

  return { element: node, ask, reached: (link) => (link.startsWith(own) ? root + link.slice(own.length) : link) };
}

/** @param {Chosen} chosen */
function linkOf({ hide, lock }) {
  const url = host().here();
  for (const [key, names] of Object.entries({ hide, lock })) {
    if (names.size) url.searchParams.set(key, [...names].join(","));
    else url.searchParams.delete(key);
  }
  url.searchParams.delete("present");
  return url.href.replaceAll("%2C", ",");
}
