// @ts-nocheck: the other modules are checked with the types of a document, and here there is none.
/*
 * In front of the service worker of a model's page whose engine has files that few visitors need (kerasdl/webpage/folder.py puts
 * both together): LATER has their hashes by their paths, and each is kept when it is first used. With SET_APART, every answer
 * has the headers that let the page share memory among threads, for hosts that cannot send them.
 */
async function answerLater(path, url) {
  const there = await find(url);
  if (there) return there;
  const response = await obtain(path, LATER[path], []);
  await (await caches.open(CACHE)).put(url, response.clone());
  return response;
}

function setApart(response) {
  if (!SET_APART || !response.ok) return response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  url.search = '';
  url.hash = '';
  const path = url.href.startsWith(ROOT) ? url.href.slice(ROOT.length) : null;
  if (event.request.method !== 'GET' || path === null || path.endsWith('files.json')) return;
  event.stopImmediatePropagation();
  const found = path in LATER && !SERVER_FIRST ? answerLater(path, url.href) : answer(event.request, url.href);
  event.respondWith(found.then(setApart));
});
