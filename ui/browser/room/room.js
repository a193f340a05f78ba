// A room: the window that leads it, and those that follow. One button in the sidebar opens or joins one; what a window is in is kept by
// its tab, so that a reload goes on, and ends with the room.
import { button } from "../kit/controls.js";
import { element, instrument } from "../kit/kit.js";
import { shared, shareNews } from "../kit/shared.js";
import { roomBar } from "./bar.js";
import { doors, poster, PRIVATE } from "./doors.js";
import { follow } from "./follower.js";
import { lead } from "./lectern.js";
import { answersOf } from "./answers.js";
import { ask } from "./server.js";

/**
 * @typedef {{asked: string}} RoomData asked: the code that the address names
 * @typedef {{code: string, key?: string, seat?: string, own?: Record<string, unknown>}} Kept of the tab: the lectern has a
 *   key, who follows a seat and what it answered, by question
 * @typedef {import("./lectern.js").Stands} Stands
 */

const KEPT = "aelab room";
const WHILE = 12_000; // ms for which that is shown to who has just joined

/** @type {Session | null} */
let session = null; // of this window: it outlives the pages

/** @param {Component<RoomData>} component */
export default function (component) {
  return instrument(component, (root, { data }) => {
    const now = (session ??= new Session(root));
    const press = () => now.press();
    root.append(button("Room", press, { testid: "room-button", title: "Lead a room, or follow one" }));
    shared().room = press; // a lesson stands in the sidebar's place
    shareNews();
    return {
      update() {
        now.bar.dress(root);
        now.begin(data.asked);
      },
      destroy() {
        if (shared().room === press) shared().room = null;
      },
    };
  });
}

class Session {
  /** @type {Kept | null} */
  #kept = null;
  /** @type {(() => void) | null} */
  #leave = null;
  /** @type {ReturnType<typeof follow> | null} */
  #lecture = null;
  /** @type {Stands | null} */
  #stands = null;
  #said = { alone: false, touched: false, lost: false, closed: "", fresh: false };
  #begun = false;
  /** @type {ReturnType<typeof answersOf> | null} */
  answers = null;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.bar = roomBar(root);
    this.doors = doors(this.bar.box, { open: () => this.open(), join: (code) => this.join(code) });
    this.poster = poster(this.bar.box, (said) => this.#ask("picture", said));
  }

  /** Once in a window: the room of its tab, or the one that its address names. @param {string} asked */
  async begin(asked) {
    if (this.#begun) return;
    this.#begun = true;
    /** @type {Kept | null} */
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
    if (kept && (!asked || kept.code === asked.toUpperCase()))
      return kept.key ? this.#lead(kept) : this.join(kept.code, kept.seat, kept.own);
    if (asked) await this.join(asked).catch((error) => this.doors.open(asked, error.message));
  }

  press() {
    if (this.#kept?.key) this.poster.open();
    else this.doors.open(this.#kept?.code ?? "", "");
  }

  async open() {
    const { code, key } = await ask("", {});
    this.#leave?.();
    this.#lead({ code, key });
    this.poster.open();
  }

  /** @param {string} code @param {string} [seat] @param {Record<string, unknown>} [own] that was answered from it @returns {Promise<void>} */
  async join(code, seat, own = {}) {
    const told = await ask(`/${code.trim().toUpperCase()}/join`, seat ? { seat } : {}).catch((error) => {
      if (seat) return this.#end(error.message);
      throw error;
    });
    if (!told) return;
    this.#leave?.();
    this.#kept = { code: told.code, seat: told.seat, own };
    this.#keep();
    this.#said = { alone: false, touched: false, lost: false, closed: "", fresh: !seat };
    if (!seat) setTimeout(() => ((this.#said.fresh = false), this.show()), WHILE);
    this.answers = answersOf(false, own, async (path, said) => {
      await this.#ask(path, { ...said, seat: told.seat });
      this.#keep();
    });
    this.#lecture = follow(told, this.bar.box, {
      stands: (now) => this.#heard(now),
      spread: (now) => this.answers?.revealed(now),
      own: (alone, touched) => (Object.assign(this.#said, { alone, touched, fresh: false }), this.show()),
      lost: (lost) => ((this.#said.lost = lost), this.show()),
      closed: (words) => this.#end(words),
    });
    this.#leave = this.#lecture.stop;
    this.show();
  }

  /** @param {Kept} kept */
  #lead(kept) {
    this.#kept = kept;
    this.#keep();
    this.#said = { alone: false, touched: false, lost: false, closed: "", fresh: false };
    this.poster.of(kept.code);
    this.answers = answersOf(true, {}, (path, said) => this.#ask(path, said));
    this.#leave = lead({ code: kept.code, key: kept.key ?? "" }, this.bar.host, {
      heard: (stands) => {
        this.#said.lost = false;
        this.#heard(stands);
      },
      lost: ({ status, message }) => {
        if (status === 404 || status === 403) return this.#end(message);
        this.#said.lost = status === 0;
        this.show();
      },
    });
    this.show();
  }

  /** @param {Stands} stands */
  #heard(stands) {
    this.#stands = stands;
    this.answers?.heard(stands);
    this.show();
  }

  #keep() {
    if (this.#kept) sessionStorage.setItem(KEPT, JSON.stringify(this.#kept));
    else sessionStorage.removeItem(KEPT);
  }

  /** @param {string} path @param {unknown} said */
  #ask(path, said) {
    return ask(`/${this.#kept?.code}/${path}`, said, this.#kept?.key);
  }

  async #close() {
    await this.#ask("close", {}).catch(() => {});
    this.#end("");
  }

  /** @param {string} words that are left to be read, if any */
  #end(words) {
    this.#leave?.();
    this.answers?.end();
    this.#leave = this.#lecture = this.#stands = this.#kept = null;
    this.#keep();
    this.#said.closed = words;
    this.show();
  }

  show() {
    const { closed } = this.#said;
    if (this.#kept) this.bar.show(this.#kept.key ? this.#lectern(this.#kept) : this.#follower(this.#kept));
    else if (closed) {
      const done = button("OK", () => ((this.#said.closed = ""), this.show()), { testid: "room-done" });
      this.bar.show({ kind: "closed", words: [closed], buttons: [done] });
    } else this.bar.show(null);
  }

  /** @param {Kept} kept @returns {import("./bar.js").Strip} */
  #lectern({ code }) {
    const { followers = 0 } = this.#stands ?? {};
    const many = ["nobody follows yet", "1 follows"][followers] ?? `${followers} follow`;
    const count = element("span", { "data-testid": "room-count" }, many);
    return {
      kind: "lectern",
      words: [coded(code), this.#said.lost ? "no connection, trying again" : count],
      buttons: [
        button("Code and QR", () => this.poster.open(), { testid: "room-poster" }),
        button("Close the room", () => this.#close(), { testid: "room-close" }),
      ],
    };
  }

  /** @param {Kept} kept @returns {import("./bar.js").Strip} */
  #follower({ code }) {
    const { alone, touched, lost, fresh } = this.#said;
    const words = lost ? "No connection, trying again" : alone ? "On your own" : "Following the lecture";
    const go = alone
      ? button("Back to the lecture", () => this.#lecture?.back(), { testid: "room-follow" })
      : button("Look around on my own", () => this.#lecture?.alone(), { testid: "room-alone" });
    go.classList.toggle("primary", alone);
    return {
      kind: alone ? "alone" : "follower",
      words: [coded(code), alone && touched ? `${words}: you took it in hand` : words],
      more: fresh ? PRIVATE : "",
      buttons: [go, button("Leave", () => this.#end(""), { testid: "room-leave", title: "Leave the room" })],
    };
  }
}

/** @param {string} code */
function coded(code) {
  return element("span", {}, "Room ", element("b", { class: "room-coded", "data-testid": "room-code" }, code));
}
