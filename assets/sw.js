// Keeps all files of one version of the page, for when there is no network. `cargo xtask dist` fills in the two lines below.
const VERSION = "";
const FILES = [];

const SCOPE = registration.scope;
// Other pages of this origin have caches too, and may be other copies of this one.
const PREFIX = `topple ${SCOPE} `;
const CACHE = PREFIX + VERSION;

const keep = async () => {
  const page = await fetch(new Request(SCOPE, { cache: "no-cache" }));
  // In the middle of an update the server may still have the page of another version: the next visit tries again.
  if (!page.ok || !(await page.clone().text()).includes(VERSION)) throw new Error("The page is of another version.");
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES);
  await cache.put(SCOPE, page);
};

const forgetOthers = async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
};

const kept = async (address) => (await caches.open(CACHE)).match(address, { ignoreVary: true });

// The page itself is fetched anew, so that one sees the newest; what is kept does where there is no answer in time.
const page = async (request) => {
  const late = new Promise((resolve) => setTimeout(resolve, 4000)).then(() => kept(SCOPE));
  const fetched = fetch(request).then((answer) => (answer.ok ? answer : kept(SCOPE)), () => kept(SCOPE));
  return (await Promise.race([fetched, late])) ?? fetch(request);
};

// The other files bear a hash of what is in them in their names.
const file = async (request) => (await kept(request.url)) ?? fetch(request);

addEventListener("install", (event) => event.waitUntil(keep()));
addEventListener("activate", (event) => event.waitUntil(forgetOthers()));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(SCOPE)) return;
  const name = request.url.slice(SCOPE.length).split(/[?#]/)[0];
  if (name === "" || name === "index.html") event.respondWith(page(request));
  else if (FILES.includes(name)) event.respondWith(file(request));
});
// It takes over when no page of an older version is open any more, or when the person says so.
addEventListener("message", (event) => {
  if (event.data === "take over") skipWaiting();
  else event.source.postMessage(VERSION);
});
