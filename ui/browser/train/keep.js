// Taking a run along: the folder that checkpoints/ takes, in a zip, and the command that trains the same at full size.
import { button } from "../kit/controls.js";
import { copyButton } from "../kit/copy_link.js";
import { element } from "../kit/kit.js";
import { download } from "../kit/picture.js";
import { say } from "../kit/say.js";

/**
 * @param {() => void} ask for the run; `got` gets it
 * @returns {{button: HTMLButtonElement, panel: HTMLElement, ready: (whole: boolean) => void, got: (kept:
 *   import("../model/kept_run.js").Kept) => void, forget: () => void}} ready: whether an epoch is done; forget: it is another run now
 */
export function keep(ask) {
  const press = button("Keep", ask, { testid: "train-keep", title: "Save the run for checkpoints/, after an epoch at least" });
  press.addEventListener("click", () => (press.textContent = "Keeping")); // it is measured first, which takes a moment
  press.disabled = true;
  const panel = element("div", { class: "train-kept", hidden: true, "data-testid": "train-kept" });
  const close = button("Close", () => {
    panel.hidden = true;
    press.focus();
  });
  return {
    button: press,
    panel,
    ready: (whole) => (press.disabled = !whole),
    got({ name, zip, command }) {
      press.textContent = "Keep";
      download(new Blob([zip], { type: "application/zip" }), `${name}.zip`);
      const { copy, shown } = copyButton("Copy command", "Command copied", () => command, "train-copy-command");
      panel.replaceChildren(
        element(
          "p",
          {},
          element("strong", {}, `${name}.zip`),
          " is saved. Unpack it into the folder checkpoints of your aelab, and the run is in every picker.",
        ),
        element("p", {}, "The same at full size, on MNIST's 60,000 training digits with PyTorch:"),
        element("pre", { tabindex: 0, "data-testid": "train-command" }, command),
        element("div", { class: "link-buttons" }, copy, close, shown),
      );
      panel.hidden = false;
      say(() => `${name}.zip is saved`);
    },
    forget: () => (panel.hidden = true),
  };
}
