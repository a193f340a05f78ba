// The two dialogs of a room: the doors into one, and the poster that a lectern puts on the wall.
import { button } from "../kit/controls.js";
import { element, withCode } from "../kit/kit.js";
import { marked } from "../kit/marked.js";
import { foldMenu } from "../kit/menu.js";
import { appRoot } from "../kit/root.js";
import { roomDialog } from "./bar.js";

export const PRIVATE = "No names: the server keeps what you answer in its memory until the room closes, and nothing after that.";

/**
 * Open a room, or join one by its code.
 * @param {HTMLElement} box @param {{open: () => Promise<void>, join: (code: string) => Promise<void>}} on
 * @returns {{open: (code: string, words: string) => void}} code: that is there already; words: what was wrong with it
 */
export function doors(box, on) {
  const dialog = roomDialog(box, "A room", "room-doors");
  const problem = element("p", { class: "room-problem", role: "alert", "data-testid": "room-problem" });
  const code = element("input", {
    class: "field room-field",
    "aria-label": "Code of the room",
    "data-testid": "room-field",
    autocomplete: "off",
    autocapitalize: "characters",
    spellcheck: "false",
    maxlength: 12,
    placeholder: "Code",
  });
  /** @param {() => Promise<void>} work */
  const go = (work) => {
    problem.textContent = "";
    const done = () => {
      dialog.close();
      foldMenu();
      marked("room-alone")?.focus(); // the page goes where the lecture is, and with it the button that led here
    };
    work().then(done, (error) => (problem.textContent = error.message));
  };
  const form = element(
    "form",
    { class: "room-row" },
    code,
    element("button", { class: "button", "data-testid": "room-join" }, "Join"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (code.value.trim()) go(() => on.join(code.value));
  });
  const open = button("Open a room", () => go(on.open), { testid: "room-open" });
  dialog.body.append(
    element(
      "section",
      {},
      element("h3", {}, "Join"),
      element("p", {}, "This window then shows what the lecturer's shows; you may look around on your own at any moment."),
      form,
      problem,
      element("p", { class: "tick" }, PRIVATE),
    ),
    element(
      "section",
      {},
      element("h3", {}, "Lead"),
      element("p", {}, "Others follow what this window shows: page, models, view, and your pointer. It has a code for them."),
      element("p", {}, open),
    ),
  );
  return {
    open(there, words) {
      code.value = there;
      problem.textContent = words;
      dialog.open();
      code.focus();
    },
  };
}

/**
 * The code in large letters, the QR code, and the address beside it, which can be put right where it cannot be known.
 * @param {HTMLElement} box @param {(said: {root: string}) => Promise<{root: string, address: string, note: string, picture: string}>} ask
 */
export function poster(box, ask) {
  const dialog = roomDialog(box, "Join this room", "room-wall");
  const letters = element("p", { class: "room-letters", "data-testid": "room-letters" });
  const picture = element("img", { class: "room-qr", alt: "QR code of the room's address" });
  const address = element("input", {
    class: "field room-address",
    "aria-label": "Address of this server as others reach it",
    "data-testid": "room-address",
    spellcheck: "false",
  });
  const note = element("p", { class: "tick", role: "status" });
  let [code, root] = ["", ""];
  address.addEventListener("change", () => draw(address.value));
  dialog.body.append(
    element(
      "div",
      { class: "room-wall" },
      picture,
      element(
        "div",
        {},
        element("p", {}, "Open"),
        address,
        element("p", {}, "and there, under Room in the menu, give this code"),
        letters,
        note,
      ),
    ),
  );

  /** @param {string} asked */
  async function draw(asked) {
    try {
      const said = await ask({ root: asked });
      root = said.root;
      address.value = said.root;
      picture.src = said.picture;
      picture.dataset.address = said.address;
      note.replaceChildren(...withCode(said.note));
    } catch (error) {
      note.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  return {
    /** @param {string} now the room's code */
    of: (now) => ([code, root] = [now, ""]),
    open() {
      letters.textContent = code;
      draw(root || appRoot());
      dialog.open();
    },
  };
}
