// The site is kept for when there is no network, by the worker of sw.js. Without a worker the site is what a network makes of it.
import { at } from "./asked.js";

const PATIENCE = 20000; // ms after which a page that does not rest is kept as it is

// not in a frame that is sandboxed, where to look at what it is would throw
const keeping = () => origin !== "null" && "serviceWorker" in navigator && "caches" in globalThis;

/** Have the worker keep what lies at these addresses, and then what the site's pages open on. @param {string[]} addresses */
export async function keepAll(addresses) {
  if (keeping()) (await navigator.serviceWorker.ready).active?.postMessage(addresses);
}

/** Have a worker keep the site, and what this page asked for before there was one. @param {() => boolean} busy what is in view is still to come */
export async function keepSite(busy) {
  if (!keeping()) return;
  const rest = async () => {
    for (const end = performance.now() + PATIENCE; busy() && performance.now() < end; )
      await new Promise((look) => setTimeout(look, 500));
  };
  const keepSeen = async () => {
    await rest();
    const came = performance.getEntriesByType("resource").map(({ name }) => name);
    await keepAll(came.filter((name) => name.startsWith(at("bytes/"))));
  };
  await rest();
  navigator.serviceWorker.addEventListener("controllerchange", keepSeen);
  await navigator.serviceWorker.register(at("sw.js")).then(keepSeen, () => {});
}
