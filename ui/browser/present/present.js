// What a lecturer sets for the room: presenting, light or dark, the view as a QR code. It stands in the sidebar; while presenting,
// over the page.
import { element, instrument } from "../kit/kit.js";
import { button } from "../kit/controls.js";
import { asked } from "../kit/marked.js";
import { shared, shareNews } from "../kit/shared.js";
import { View } from "../kit/view.js";
import { classLinkButton } from "./class_link.js";
import { locks } from "../kit/locked.js";
import { prefer } from "./scheme.js";

/** @typedef {ViewData & {pages: string[], page: string, parts: string}} PresentData parts: where those of the page lie, ui/parts.py */

/** @param {Component<PresentData>} component */
export default function (component) {
  return instrument(component, (root, { data, setTriggerValue }, report) => {
    const view = new View(data, {
      moved: show,
      seen: () => (now.present ? "Presenting: Escape leaves." : "Not presenting."),
      report,
    });
    const { now } = view;
    const turn = () => view.choose({ present: now.present === null ? "1" : null });
    const presenting = button("", turn, { testid: "present", title: "Key P; Escape leaves" });
    const code = button("QR code", () => setTriggerValue("code", address()), {
      testid: "qr-code",
      title: "This page on another screen",
    });
    const locked = locks();
    const ofClass = classLinkButton(locked.follow);
    shared().classLink = ofClass.open; // a lesson stands in the sidebar's place
    shareNews();
    const other = () => (root.dataset.theme === "dark" ? "light" : "dark");
    const theme = button("", () => view.choose({ theme: other() }), { testid: "theme" });
    const pages = element("select", {
      class: "field",
      "aria-label": "Page",
      "data-testid": "pages",
      onchange: () => open(pages.value),
    });
    const grown = element("i", {});
    const node = element("div", { class: "present" }, pages, presenting, theme, code, ofClass.element, grown);
    root.append(node);
    // Instruments measure in units of the page's type: they are to look again when it is another.
    const observer = new ResizeObserver(() => dispatchEvent(new Event("resize")));
    observer.observe(grown);
    document.addEventListener("keydown", press);

    function show() {
      presenting.textContent = now.present === null ? "Present" : "Leave";
      code.textContent = now.present === null ? "QR code" : "QR";
      theme.textContent = other() === "dark" ? "Dark" : "Light";
      node.classList.toggle("presenting", now.present !== null);
      prefer(now.theme);
    }

    /** @param {KeyboardEvent} event */
    function press(event) {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event)) return;
      if (event.key.toLowerCase() === "p" && !asked().hide.includes("presenting")) {
        const focused = document.activeElement;
        if (focused instanceof HTMLElement && focused.matches('[data-testid="stMain"]')) focused.blur(); // pressed on paper: no ring about the window
        turn();
      }
      if (event.key === "Escape" && now.present !== null) turn();
    }

    return {
      /** @param {Component<PresentData>} now */
      update({ data: { pages: names, page, parts } }) {
        ofClass.follow(parts);
        locked.follow(asked().lock);
        pages.replaceChildren(...names.map((name) => element("option", { selected: name === page }, name)));
        show();
      },
      destroy() {
        observer.disconnect();
        locked.stop();
        if (shared().classLink === ofClass.open) shared().classLink = null;
        document.removeEventListener("keydown", press);
      },
    };
  });
}

/** Whether a key is meant for what has the focus: a field, or a dialog over the page. @param {KeyboardEvent} event */
function typing(event) {
  const [target] = event.composedPath();
  const field =
    target instanceof HTMLElement && (target.isContentEditable || target.matches("input:not([type=range]), textarea, select"));
  return field || document.querySelector('[role="dialog"]') !== null;
}

/** Streamlit's own link, which keeps the session. @param {string} page */
function open(page) {
  const links = /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll('[data-testid="stSidebar"] [data-testid="stPageLink"] a')
  );
  [...links].find((link) => link.textContent.trim() === page)?.click();
}

// Who reads the code has a screen of their own.
function address() {
  const url = new URL(location.href);
  url.searchParams.delete("present");
  return url.href;
}
