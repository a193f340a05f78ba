// The page-wide shelf of delivered bytes. Every component is a script of its own, so it hangs on globalThis; what has
// come once stays for the visit, whatever page is open. Apart from store.js so that a delivery carries no engine.

/**
 * The place of one part of a run: `bytes` is a promise from the start, so an instrument may ask before they are there.
 * @param {string} run
 * @param {"model" | "latents"} part
 * @returns {{version: string | null, bytes: Promise<Uint8Array>}} readers may keep on it what they make of the bytes
 */
export function shelfSlot(run, part) {
  const shelf = (globalThis.__aelab ??= new Map());
  const name = `${part} of ${run}`;
  if (!shelf.has(name)) shelf.set(name, emptySlot());
  return shelf.get(name);
}

/**
 * Put a part of a run on the shelf. The same version again changes nothing; another one (the run was trained again) takes
 * its place for whoever asks from now on.
 * @param {string} run
 * @param {"model" | "latents"} part
 * @param {Uint8Array} bytes the safetensors file
 * @param {string} [version] changes when the bytes do; their number, unless given
 */
export function deliverPart(run, part, bytes, version = String(bytes.length)) {
  let slot = shelfSlot(run, part);
  if (slot.version === version) return;
  if (slot.version !== null) globalThis.__aelab.set(`${part} of ${run}`, (slot = emptySlot()));
  slot.version = version;
  slot.arrive(bytes);
}

function emptySlot() {
  const slot = { version: null };
  slot.bytes = new Promise((resolve) => (slot.arrive = resolve));
  return slot;
}
