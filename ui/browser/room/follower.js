// Who follows: one stream of the server's events, shown in this window without Python but for another page or other models. A hand that
// takes the instrument is on its own from then on; the stream goes on, so that the way back is at once.
import { onShared, shared } from "../kit/shared.js";
import { whileSeen } from "../kit/while_seen.js";
import { base, ledRoots, ledViews, open, read, rests } from "./address.js";
import { cursorRing } from "./cursor.js";
import { glide } from "./glide.js";
import { ask, stream } from "./server.js";

/** @typedef {import("./address.js").State} State */
/** @typedef {import("./lectern.js").Stands} Stands */
/** @typedef {{question: string, answers: any[], right: any, why: string}} Spread */

const [SHARE, MOST] = [30, 6000]; // ms that another page waits by chance: for each who follows, about what it costs the server; and at most
const HAND = 1500; // ms after which what is reported is not the hand's any more
const [WATCH, GOES] = [300, 5000]; // ms between two looks at whether the reader has gone elsewhere, and which a page takes after the press
const AGAIN = 3000; // ms until a stream is asked for again that was refused
const SILENCE = 40_000; // ms without an event, of which there is one every 15 s, after which the connection is dead and nobody said so

/**
 * @param {{code: string, seat: string}} room @param {HTMLElement} home of the lecturer's cursor
 * @param {{stands: (stands: Stands) => void, spread: (spread: Spread) => void, own: (alone: boolean, touched: boolean) => void,
 *   lost: (lost: boolean) => void, closed: (words: string) => void}} on
 * @returns {{alone: () => void, back: () => void, stop: () => void}} alone: look around; back: to the lecture
 */
export function follow({ code, seat }, home, on) {
  const [ring, flight] = [cursorRing(home), glide()];
  /** @type {State | null} */
  let state = null;
  let [alone, held, hand, followers] = [false, false, -Infinity, 1]; // hand: when it did something last
  let [went, stood] = ["", ""]; // the lecture's page that was opened here, and what this window's address says there
  let [going, waiting] = [0, 0];

  function show() {
    if (!state || alone || held) return;
    const key = keyOf(state);
    if (key !== went && key !== keyOf(base())) {
      const wait = Math.random() * Math.min(SHARE * followers, MOST);
      going ||= window.setTimeout(go, wait);
      return;
    }
    if (key !== went) [went, stood] = [key, ""];
    ring.show(state.cursor);
    flight.to(read(state.view));
  }

  function go() {
    going = 0;
    if (!state || alone) return;
    [went, stood] = [keyOf(state), ""];
    if (went === keyOf(base())) return show();
    flight.stop();
    open(state);
    setTimeout(show, 2 * HAND); // and what is there still is the page's own
  }

  /** @param {boolean} touched whether the hand did it */
  function leave(touched) {
    if (alone) return;
    alone = true;
    clearTimeout(going);
    going = 0;
    flight.stop();
    ring.show(null);
    on.own(true, touched);
  }

  // What the reader opens by the page's own links and pickers is off the lecture, too.
  function watch() {
    if (alone || going || !went || !rests() || !ledViews().length) return;
    const here = keyOf(base());
    if (!stood || performance.now() - hand > GOES) stood = here;
    else if (stood !== here) leave(true);
  }

  const touch = touches(
    (down) => {
      [held, hand] = [down, performance.now()];
      if (!down) setTimeout(show, 50);
    },
    () => (hand = performance.now()),
  );
  shared().led = () => {
    if (alone) return false;
    if (!held && performance.now() - hand > HAND) return true;
    leave(true);
    return false;
  };
  const timer = setInterval(watch, WATCH);
  const deaf = onShared(() => {
    clearTimeout(waiting);
    waiting = window.setTimeout(show, 30); // an instrument is built in the middle of what calls this
  });
  const close = listen(code, seat, {
    state: (/** @type {State} */ now) => ((state = now), show()),
    room: (/** @type {Stands} */ now) => ((followers = now.followers), on.stands(now)),
    spread: on.spread,
    lost: on.lost,
    closed: on.closed,
  });
  return {
    alone() {
      leave(false);
      for (const view of ledViews()) view.report(); // Python takes up what the lecture has shown
    },
    back() {
      alone = false;
      hand = -Infinity;
      went = "";
      on.own(false, false);
      show();
    },
    stop() {
      for (const end of [close, deaf, touch, flight.stop, ring.stop]) end();
      for (const timeout of [timer, going, waiting]) clearTimeout(timeout);
      shared().led = null;
      if (!alone) for (const view of ledViews()) view.report();
    },
  };
}

/** @param {Pick<State, "page" | "query">} state */
function keyOf({ page, query }) {
  return JSON.stringify([page, query]);
}

/** A real hand on an instrument, and anywhere. @param {(down: boolean) => void} instrument @param {() => void} anywhere */
function touches(instrument, anywhere) {
  /** @param {Event} event */
  const heard = (event) => {
    if (!event.isTrusted) return;
    anywhere();
    const path = event.composedPath();
    if (event.type === "pointerdown" && ledRoots().some((root) => path.includes(root))) instrument(true);
    else if (event.type === "pointerup" || event.type === "pointercancel") instrument(false);
  };
  const types = ["pointerdown", "pointerup", "pointercancel", "keydown", "keyup", "change", "click"];
  for (const type of types) addEventListener(type, heard, { capture: true, passive: true });
  return () => {
    for (const type of types) removeEventListener(type, heard, { capture: true });
  };
}

/**
 * The stream of a seat, opened again whenever it broke; while the window is hidden there is none.
 * @param {string} code @param {string} seat
 * @param {Record<string, (told: any) => void>} on by the kinds of events; lost: whether the stream is, closed: why the room is
 */
function listen(code, seat, on) {
  /** @type {EventSource | null} */
  let source = null;
  let [timer, silent] = [0, 0];
  const alive = () => {
    clearTimeout(silent);
    silent = window.setTimeout(begin, SILENCE);
  };
  const close = () => {
    for (const timeout of [timer, silent]) clearTimeout(timeout);
    source?.close();
    source = null;
  };
  const end = (/** @type {string} */ words) => {
    close();
    on.closed(words);
  };
  function begin() {
    close();
    const opened = new EventSource(stream(code, seat));
    source = opened;
    alive();
    opened.onopen = () => on.lost(false);
    for (const kind of ["state", "room", "spread", "beat"]) opened.addEventListener(kind, alive);
    for (const kind of ["state", "room", "spread"]) opened.addEventListener(kind, ({ data }) => on[kind](JSON.parse(data)));
    opened.addEventListener("closed", () => end("The room has closed."));
    opened.onerror = async () => {
      on.lost(true);
      if (opened.readyState !== EventSource.CLOSED) return; // it tries again by itself, but for an answer that is no stream
      const trouble = await ask(`/${code}/join`, { seat }).then(
        () => null,
        (error) => /** @type {import("../kit/post.js").Refused} */ (error),
      );
      if (source !== opened) return;
      if (trouble?.status === 404) end("The room has closed.");
      else timer = window.setTimeout(begin, AGAIN);
    };
  }
  return whileSeen(begin, close);
}
