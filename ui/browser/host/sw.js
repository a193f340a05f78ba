// Keeps a site for when there is no network. VERSION, FIRST (what each page is made of) and THEN (the bytes of the models that pages
// open on, and what other pages say of these models) are put before it by ui/publish/install.py; an address that holds a hash never
// changes, so what is kept is never old.

/** @typedef {{waitUntil: (work: Promise<unknown>) => void}} Extendable */
/** @typedef {Extendable & {request: Request, respondWith: (answer: Promise<Response>) => void}} Fetch */

const worker = /** @type {any} */ (globalThis); // of a service worker's own scope, of which a page's types know nothing
const NAME = `aelab ${VERSION}`;
const HASHED = /\/bytes\/[0-9a-f]{64}\//;
const scope = () => /** @type {string} */ (worker.registration.scope);

worker.addEventListener("install", (/** @type {Extendable} */ event) => event.waitUntil(install()));
worker.addEventListener("activate", (/** @type {Extendable} */ event) => event.waitUntil(activate()));
// THEN comes when a page asks: a browser opens no page before the worker is activated, and has each page ask, since it ends a worker at will
worker.addEventListener("message", (/** @type {Extendable & {data: string[]}} */ event) => event.waitUntil(keepAll(event.data)));
worker.addEventListener("fetch", (/** @type {Fetch} */ event) => {
  if (event.request.method === "GET" && event.request.url.startsWith(scope())) event.respondWith(answer(event.request));
});

async function install() {
  const cache = await caches.open(NAME);
  for (const address of FIRST) await keep(cache, address);
  for (const address of THEN) if (await caches.match(urlOf(address))) await keep(cache, address); // before the version before goes
  await worker.skipWaiting();
}

async function activate() {
  await worker.clients.claim();
  for (const name of await caches.keys()) if (name.startsWith("aelab ") && name !== NAME) await caches.delete(name);
}

/** @type {string[]} */
let wanted = [];
/** @type {Promise<void> | null} */
let under = null;

/** @param {string[]} addresses that come before what was wanted already */
function keepAll(addresses) {
  wanted = [...new Set([...addresses, ...wanted, ...THEN])];
  under ??= keepWanted().finally(() => (under = null));
  return under;
}

async function keepWanted() {
  const cache = await caches.open(NAME);
  while (wanted.length) await keep(cache, /** @type {string} */ (wanted.shift())).catch(() => {}); // one after another: the hand comes first
}

/** @param {string} address */
const urlOf = (address) => new URL(address, scope()).href;

/** @param {Cache} cache @param {string} address */
async function keep(cache, address) {
  const url = urlOf(address);
  if (await cache.match(url)) return;
  const had = HASHED.test(url) ? await caches.match(url) : undefined; // of the version before
  const got = had ?? (await fetch(url, { cache: "no-cache", priority: "low" }));
  if (!got.ok) throw new Error(`${url}: ${got.status}`);
  await cache.put(url, got);
}

/** @param {Request} request */
async function answer(request) {
  const cache = await caches.open(NAME);
  const url = new URL(request.url);
  url.hash = url.search = "";
  const page = request.mode === "navigate" && !url.pathname.endsWith("/") && !/\.\w+$/.test(url.pathname);
  if (page) return Response.redirect(`${url.href}/${new URL(request.url).search}`);
  const had = await cache.match(url.href);
  if (had) return had;
  const got = await fetch(request);
  if (got.ok && HASHED.test(url.pathname)) await cache.put(url.href, got.clone());
  return got;
}
