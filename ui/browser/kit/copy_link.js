// The view taken along: a link to it, or a picture of it.
import { element } from "./kit.js";
import { button } from "./controls.js";
import { host } from "./host.js";
import { savePicture } from "./picture.js";
import { say } from "./say.js";

/**
 * A button that puts a text on the clipboard; where it may not, the text is shown, selected.
 * @param {string} label @param {string} done what is said then @param {() => string} text @param {string} testid
 * @returns {{copy: HTMLButtonElement, shown: HTMLInputElement}}
 */
export function copyButton(label, done, text, testid) {
  const shown = element("input", { class: "field link-shown", readonly: true, hidden: true, "aria-label": "To be copied" });
  const copy = button(
    label,
    async () => {
      const copied = await navigator.clipboard?.writeText(text()).then(
        () => true,
        () => false,
      );
      shown.hidden = copied; // no clipboard without a secure origin, or in a frame that may not use it
      if (!copied) {
        shown.value = text();
        shown.focus();
        return shown.select();
      }
      copy.textContent = "Copied";
      say(() => done);
      setTimeout(() => (copy.textContent = label), 1500);
    },
    { testid },
  );
  return { copy, shown };
}

/**
 * Take the view along: "Copy link" puts a link to it on the clipboard, "Save picture" saves the instrument as a PNG.
 * @param {() => Record<string, string | null>} parameters of the link,
 *   beside those that are in the address already; null or "" takes one away
 * @returns {HTMLElement} the two buttons, and a place for what went wrong
 */
export function copyLink(parameters) {
  const link = () => {
    const url = host().here();
    for (const [name, value] of Object.entries(parameters())) {
      if (value === null || value === "") url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    return url;
  };
  const { copies, copied } = host();
  const done = `${copies === "link" ? "Link" : "View"} copied`;
  const { copy, shown } = copyButton(`Copy ${copies}`, done, () => copied(link()), "copy-link");
  shown.setAttribute("aria-label", "The link, to be copied");
  shown.dataset.testid = "link-shown";
  const said = element("span", { class: "tick", hidden: true, "data-testid": "picture-problem" });
  const save = button(
    "Save picture",
    async () => {
      const saved = await savePicture(/** @type {HTMLElement} */ (node.closest(".aelab")), link()).then(
        () => true,
        () => false,
      );
      said.hidden = saved;
      said.textContent = saved ? "" : "This browser cannot make a picture of the page: take a screenshot instead.";
      say(() => said.textContent || "Picture saved");
    },
    { testid: "save-picture" },
  );
  const node = element("div", { class: "link-buttons" }, copy, save, said, shown);
  return node;
}
