// The page-wide shelf of what Python offers: which part of which run lies at which address. Every component is a script of
// its own, so it hangs on globalThis; what has come once stays for the visit, whatever page is open. Apart from store.js so
// that a delivery carries no engine.

/** @returns {{slots: Map<string, object>, troubles: Map<string, {message: string, again: () => void}>, listeners: Set<() => void>}} */
function shelf() {
  return (globalThis.__aelab ??= { slots: new Map(), troubles: new Map(), listeners: new Set() });
}

const nameOf = (run, part) => `${part} of ${run}`;

/**
 * The place of one part of a run. An instrument may ask before Python has offered it.
 * @param {string} run
 * @param {string} part
 * @returns {{name: string, version: string | null, address: Promise<string>}} readers may keep on it what they make of the bytes
 */
export function shelfSlot(run, part) {
  const { slots } = shelf();
  const name = nameOf(run, part);
  if (!slots.has(name)) slots.set(name, emptySlot(name));
  return slots.get(name);
}

/**
 * Say where a part of a run lies. The same version again changes nothing; another one (the run was trained again) takes its
 * place for whoever asks from now on.
 * @param {{run: string, part: string, version: string, address: string}} offer as ui/assets.py makes it
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
 * @param {() => {run: string, part: string}[]} offers
 * @param {(troubles: {message: string, again: () => void}[]) => void} show
 * @returns {() => void} stop
 */
export function onTrouble(offers, show) {
  const { troubles, listeners } = shelf();
  const tell = () => show(offers().flatMap(({ run, part }) => troubles.get(nameOf(run, part)) ?? []));
  listeners.add(tell);
  tell();
  return () => listeners.delete(tell);
}

function emptySlot(name) {
  const slot = { name, version: null };
  slot.address = new Promise((resolve) => (slot.arrive = resolve));
  return slot;
}
