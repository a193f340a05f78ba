// What a page shows, for a room: the views of its instruments, and whether a hand that moves one is the reader's own or the lecture's. It
// stands on globalThis, since each instrument is a script of its own.

/**
 * @typedef {{views: Map<HTMLElement, View>, led: (() => boolean) | null, asked: Asked | null,
 *   classLink: ((by: HTMLElement) => void) | null, room: (() => void) | null, listeners: Set<() => void>}} Shared
 *   views: by the roots of their instruments; led: asked before a view is told to Python, whether it is the lecture's; asked: what the
 *   room that this window is in knows of a lesson's question; classLink: opens "Link for a class", where there is one, for a button;
 *   room: does what the button Room does, where there is one
 * @typedef {{leads: boolean, question: string | null, answered: number, followers: number, own: any, trouble: string,
 *   answers: any[] | null, right: any, why: string, answer: (value: unknown) => void, look: () => void, reveal: () => void}} Asked
 *   leads: whether this window is the lectern; question: that is asked; own: this window's answer to it, null while there is none; answers:
 *   of all, to whom they are shown; right and why: once they are revealed; look: have the lectern see the answers before that
 */

/** @returns {Shared} */
export function shared() {
  const page = /** @type {{__aelabShared?: Shared}} */ (globalThis);
  page.__aelabShared ??= { views: new Map(), led: null, asked: null, classLink: null, room: null, listeners: new Set() };
  return page.__aelabShared;
}

/** An instrument has a view from now on. @param {HTMLElement} root @param {View} view */
export function share(root, view) {
  shared().views.set(root, view);
  shareNews();
}

/** The views of the instruments that are there. @returns {[HTMLElement, View][]} */
export function sharedViews() {
  const { views } = shared();
  for (const root of views.keys()) if (!root.isConnected) views.delete(root);
  return [...views];
}

/** Have those who listen look again. One that fails says so, and the others hear it all the same. */
export function shareNews() {
  for (const listen of [...shared().listeners]) {
    try {
      listen();
    } catch (error) {
      reportError(error);
    }
  }
}

/** @param {() => void} listen called when a view comes, the room has news, or there is a link for a class or a room @returns {() => void} stop listening */
export function onShared(listen) {
  shared().listeners.add(listen);
  return () => shared().listeners.delete(listen);
}
