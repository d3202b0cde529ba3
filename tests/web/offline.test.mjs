import assert from 'node:assert/strict';
import { test } from 'node:test';
import { registerOffline } from '../../web/shell/offline.js';

/** A browser's service workers, as far as the page asks for them. */
function fakeContainer({ controller = null, waiting = null, refuses = false } = {}) {
  const container = new EventTarget();
  const registration = Object.assign(new EventTarget(), { waiting, installing: null });
  const calls = [];
  const register = async (url, options) => {
    calls.push([url.href, options]);
    if (refuses) throw new TypeError('not here');
    return registration;
  };
  return { container: Object.assign(container, { controller, register }), registration, calls };
}

const PAGE = 'https://host/course/digits/index.html#view=read';

/** Registers, and counts what is told and how often the page is loaded again. */
async function start(fake, scope = PAGE) {
  const counts = { told: 0, loaded: 0 };
  const offline = await registerOffline({
    navigator: { serviceWorker: fake?.container },
    scope,
    onUpdate() { counts.told += 1; },
    reload() { counts.loaded += 1; },
  });
  return { counts, offline };
}

/** A newer worker is found, and installed. */
function install(fake) {
  const worker = Object.assign(new EventTarget(), { state: 'installing', sent: [], postMessage(data) { this.sent.push(data); } });
  fake.registration.installing = worker;
  fake.registration.dispatchEvent(new Event('updatefound'));
  Object.assign(fake.registration, { installing: null, waiting: worker });
  worker.state = 'installed';
  worker.dispatchEvent(new Event('statechange'));
  return worker;
}

test('the worker beside the page is registered, past every cache', async () => {
  const fake = fakeContainer();
  await start(fake);
  assert.deepEqual(fake.calls, [['https://host/course/digits/service_worker.js', { updateViaCache: 'none' }]]);
});

test('the first version is nothing new', async () => {
  const fake = fakeContainer();
  const { counts } = await start(fake);
  install(fake);
  fake.container.dispatchEvent(new Event('controllerchange'));
  assert.deepEqual(counts, { told: 0, loaded: 0 });
});

test('a newer version is told, and shown when it is asked for', async () => {
  const fake = fakeContainer({ controller: {} });
  const { counts, offline } = await start(fake);
  const worker = install(fake);
  assert.deepEqual(counts, { told: 1, loaded: 0 });
  offline.update();
  assert.deepEqual(worker.sent, ['activate']);
  fake.container.dispatchEvent(new Event('controllerchange'));
  assert.deepEqual(counts, { told: 1, loaded: 1 });
});

test('a version that waits since the last visit is told at once', async () => {
  const { counts } = await start(fakeContainer({ controller: {}, waiting: {} }));
  assert.equal(counts.told, 1);
});

test('a version that another window brought in is told, and shown by loading the page again', async () => {
  const fake = fakeContainer({ controller: {} });
  const { counts, offline } = await start(fake);
  fake.container.dispatchEvent(new Event('controllerchange'));
  assert.deepEqual(counts, { told: 1, loaded: 0 });
  offline.update();
  assert.deepEqual(counts, { told: 1, loaded: 1 });
});

test('on one’s own machine nothing is told, for what is on the screen comes from the server', async () => {
  const fake = fakeContainer({ controller: {}, waiting: {} });
  const { counts } = await start(fake, 'http://127.0.0.1:8000/');
  install(fake);
  fake.container.dispatchEvent(new Event('controllerchange'));
  assert.equal(counts.told, 0);
});

test('nothing is registered from a disk', async () => {
  const fake = fakeContainer();
  await start(fake, 'file:///home/me/digits.html');
  assert.deepEqual(fake.calls, []);
});

test('nothing fails where service workers are missing, forbidden or refused', async () => {
  await start(null);
  await start(fakeContainer({ refuses: true }));
  const forbidden = { get serviceWorker() { throw new DOMException('sandboxed', 'SecurityError'); } };
  const { update } = await registerOffline({ navigator: forbidden, scope: PAGE, onUpdate() {}, reload() {} });
  update();
});
