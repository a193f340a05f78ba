// The lectern: what this window shows goes to the room, up to sixteen times a second, one request at a time and the newest only. It looks at
// the views between frames instead of listening to the hand, so that nothing is done in the pointer's event.
import { base, ledViews, rests, viewText } from "./address.js";
import { watchPointer } from "./cursor.js";
import { ask } from "./server.js";

const [EVERY, BEAT] = [60, 2000]; // ms between two looks, and after which the room is told that the lectern is there
const SETTLES = 150; // ms for which another page has stood there before it is told
const EMPTY = 1500; // ms after which a page that has run has no instrument

/**
 * @typedef {{followers: number, question: string | null, answered: number, revealed: boolean}} Stands how a room stands
 * @param {{code: string, key: string}} room @param {HTMLElement} bar
 * @param {{heard: (stands: Stands) => void, lost: (error: import("../kit/post.js").Refused) => void}} on
 * @returns {() => void} leave it
 */
export function lead({ code, key }, bar, { heard, lost }) {
  const pointer = watchPointer(bar);
  let [at, since] = ["", 0]; // page and address, and since when it has stood there
  let told = { at: "", text: "" };
  let [sent, under, refused, over] = [0, false, false, false];

  // Null while another page is on its way: neither the address nor the views say what is shown then.
  function now() {
    const here = base();
    const text = JSON.stringify(here);
    const time = performance.now();
    if (text !== at) [at, since] = [text, time];
    if (text !== told.at) {
      const stood = time - since;
      if (!rests() || stood < SETTLES || (!ledViews().length && stood < EMPTY)) return null;
    }
    return { ...here, view: viewText(), cursor: pointer.now() };
  }

  async function look() {
    if (under || over) return;
    const state = now();
    const text = state ? JSON.stringify(state) : told.text;
    const time = performance.now();
    if ((text === told.text || refused) && time - sent < BEAT) return;
    under = true;
    sent = time;
    const moved = text !== told.text;
    told = { at: state ? at : told.at, text };
    /** @type {Stands | null} */
    let stands = null;
    try {
      stands = await ask(`/${code}/move`, moved ? state : {}, key);
      refused = false;
    } catch (error) {
      refused = true;
      if (moved) told = { at: "", text: "" }; // it is told again
      if (!over) lost(/** @type {import("../kit/post.js").Refused} */ (error));
    } finally {
      under = false;
    }
    if (stands && !over) heard(stands); // what fails in this window is no fault of the server's
  }

  const timer = setInterval(look, EVERY);
  return () => {
    over = true;
    clearInterval(timer);
    pointer.stop();
  };
}
