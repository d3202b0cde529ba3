/**
 * Service worker: the page without a network from the second visit on, all its files of one version, or none.
 *
 * The version and the list in files.json are written by `python -m kerasdl.webpage`. Each file is checked against its hash,
 * so a page that is kept is whole; files that did not change are taken over from the version before.
 */
// @ts-nocheck: the other modules are checked with the types of a document, and here there is none.
const VERSION = 'e411cc284fbd74a1';

const ROOT = new URL('./', self.location.href).href;
const CACHES = `kerasdl ${ROOT} `;
const CACHE = CACHES + VERSION;
/** On one's own machine the server is asked first: it costs nothing, and it may serve another model than yesterday. */
const SERVER_FIRST = ['localhost', '127.0.0.1', '[::1]'].includes(self.location.hostname);

/** Some hosts send whoever asks for index.html on to its folder. */
const urlOf = (path) => ROOT + (path === 'index.html' ? '' : path);

async function listed() {
  const response = await fetch(urlOf('files.json'), { cache: 'no-cache' });
  const list = await response.json();
  if (list.version !== VERSION) throw new Error('The files are being exchanged.');
  return list;
}

/** The kept caches of this page, with what each says its files are. */
async function kept() {
  const names = (await caches.keys()).filter((name) => name.startsWith(CACHES) && name !== CACHE);
  return Promise.all(names.map(async (name) => {
    const cache = await caches.open(name);
    const list = await cache.match(urlOf('files.json'));
    return { name, cache, files: list ? (await list.json()).files : {} };
  }));
}

/** A file: kept from an earlier version, or fetched and checked. */
async function obtain(path, integrity, earlier) {
  for (const { cache, files } of earlier) {
    const same = files[path] === integrity && await cache.match(urlOf(path));
    if (same) return same;
  }
  const response = await fetch(urlOf(path), { integrity, cache: 'no-cache', redirect: 'follow' });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  // Made anew: a browser does not show a page that it was redirected to.
  return response.redirected ? new Response(response.body, { headers: response.headers }) : response;
}

async function install() {
  if (SERVER_FIRST) await self.skipWaiting();
  const [list, earlier, cache] = await Promise.all([listed(), kept(), caches.open(CACHE)]);
  if (await cache.match(urlOf('files.json'))) return; // only this worker's own code is new
  try {
    await Promise.all(Object.entries(list.files).map(async ([path, integrity]) => (
      cache.put(urlOf(path), await obtain(path, integrity, earlier)))));
    // Last, for it says that the rest is there.
    await cache.put(urlOf('files.json'), new Response(JSON.stringify(list)));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

async function activate() {
  await Promise.all((await kept()).map(({ name }) => caches.delete(name)));
  await self.clients.claim();
}

async function find(url) {
  const cache = await caches.open(CACHE);
  return cache.match(url === `${ROOT}index.html` ? ROOT : url);
}

async function answer(request, url) {
  if (!SERVER_FIRST) return (await find(url)) ?? fetch(request);
  try {
    return await fetch(request);
  } catch (error) {
    const there = await find(url);
    if (there) return there;
    throw error;
  }
}

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('message', ({ data }) => { if (data === 'activate') self.skipWaiting(); });
self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  url.search = '';
  url.hash = '';
  const own = event.request.method === 'GET' && url.href.startsWith(ROOT) && !url.href.endsWith('/files.json');
  if (own) event.respondWith(answer(event.request, url.href));
});
