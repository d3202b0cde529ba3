/** Registration of the service worker, and the notice of a new version. */

/** There the service worker asks the server first, so what is on the screen is new: see service_worker.js. */
const SERVER_FIRST = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Where the browser can keep the page; null from a disk, in a private window, in a frame without rights, in a browser
 * without service workers.
 *
 * @param {Navigator} navigator
 * @param {URL} url
 * @returns {ServiceWorkerContainer | null}
 */
function containerOf(navigator, url) {
  if (!url.protocol.startsWith('http')) return null;
  try {
    return navigator.serviceWorker ?? null;
  } catch {
    return null;
  }
}

/**
 * Lets the browser keep the page, where it can; nothing fails where it cannot.
 *
 * @param {object} options
 * @param {Navigator} options.navigator
 * @param {string} options.scope The page's own address.
 * @param {() => void} options.onUpdate Called when a newer version than the one on the screen is there.
 * @param {() => void} [options.reload]
 * @returns {Promise<{update: () => void}>} `update` shows the newer version.
 */
export async function registerOffline({ navigator, scope, onUpdate, reload = () => globalThis.location.reload() }) {
  const url = new URL('service_worker.js', scope);
  const container = containerOf(navigator, url);
  if (!container) return { update: reload };
  let updating = false;
  let controlled = Boolean(container.controller);
  const tell = () => { if (controlled && !SERVER_FIRST.includes(url.hostname)) onUpdate(); };
  container.addEventListener('controllerchange', () => {
    if (updating) reload();
    else tell(); // another window has brought the newer version in; the first worker of all brings nothing new
    controlled = true;
  });
  /** @type {ServiceWorkerRegistration} */
  let registration;
  try {
    registration = await container.register(url, { updateViaCache: 'none' });
  } catch {
    return { update: reload };
  }
  const tellIfWaiting = () => { if (registration.waiting) tell(); };
  registration.addEventListener('updatefound', () => {
    const found = registration.installing;
    found?.addEventListener('statechange', () => { if (found.state === 'installed') tellIfWaiting(); });
  });
  tellIfWaiting();
  return {
    update() {
      updating = true;
      if (registration.waiting) registration.waiting.postMessage('activate');
      else reload();
    },
  };
}
