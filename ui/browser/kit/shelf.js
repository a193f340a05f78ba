// The page-wide shelf of what Python offers: which part of which run lies at which address. Every component is a script of
// its own, so it hangs on globalThis; what has come once stays for the visit, whatever page is open. Apart from store.js so
// that a delivery carries no engine.

/**
 * @typedef {{name: string, version: string | null, address: Promise<string>, arrive: (address: string) => void,
 *   made?: Promise<any>}} Slot made: readers keep on it what they make of the bytes
 * @typedef {{message: string, again: () => void}} Trouble
 * @typedef {{run: string, part: string, version: string, address: string}} Offer as ui/assets.py makes it
 * @typedef {{slots: Map<string, Slot>, troubles: Map<string, Trouble>, listeners: Set<() => void>}} Shelf
 */

/** @returns {Shelf} */
function shelf() {
  const page = /** @type {{__aelab?: Shelf}} */ (globalThis);
  return (page.__aelab ??= { slots: new Map(), troubles: new Map(), listeners: new Set() });
}

/** @param {string} run @param {string} part */
const nameOf = (run, part) => `${part} of ${run}`;

/**
 * The place of one part of a run. An instrument may ask before Python has offered it.
 * @param {string} run
 * @param {string} part
 * @returns {Slot}
 */
export function shelfSlot(run, part) {
  const { slots } = shelf();
  const name = nameOf(run, part);
  const slot = slots.get(name) ?? emptySlot(name);
  slots.set(name, slot);
  return slot;
}

/**
 * Say where a part of a run lies. The same version again changes nothing; another one (the run was trained again) takes its
 * place for whoever asks from now on.
 * @param {Offer} offer
 */
export function offerPart({ run, part, version, address }) {
  let slot = shelfSlot(run, part);
  if (slot.version === version) return;
  if (slot.version !== null) shelf().slots.set(slot.name, (slot = emptySlot(slot.name)));
  slot.version = version;
  slot.arrive(address);
}

/**
 * Report a download that failed, and wait until the reader asks for it again.
 * @param {string} name a slot's @param {string} message what went wrong
 * @returns {Promise<void>}
 */
export function askAgain(name, message) {
  const { troubles, listeners } = shelf();
  const tell = () => [...listeners].forEach((listener) => listener());
  return new Promise((resolve) => {
    const again = () => {
      troubles.delete(name);
      tell();
      resolve();
    };
    troubles.set(name, { message, again });
    tell();
  });
}

/**
 * The failed downloads among some offers, now and whenever that changes.
 * @param {() => Offer[]} offers
 * @param {(troubles: Trouble[]) => void} show
 * @returns {() => void} stop
 */
export function onTrouble(offers, show) {
  const { troubles, listeners } = shelf();
  const tell = () => show(offers().flatMap(({ run, part }) => troubles.get(nameOf(run, part)) ?? []));
  listeners.add(tell);
  tell();
  return () => listeners.delete(tell);
}

/** @param {string} name @returns {Slot} */
function emptySlot(name) {
  /** @type {Slot["arrive"]} */
  let arrive = () => {};
  /** @type {Slot["address"]} */
  const address = new Promise((resolve) => (arrive = resolve));
  return { name, version: null, address, arrive };
}
