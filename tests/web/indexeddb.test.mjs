import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createNetworkDatabase } from '../../web/storage/indexeddb.js';

/** A request or transaction that calls back once others have had their turn. */
function later(run) {
  const request = { result: undefined, error: null };
  setTimeout(() => run(request));
  return request;
}

/** Just enough of IndexedDB: one database with one store, which may refuse to open or to be written. */
function fakeStorage({ refuses, full } = {}) {
  const kept = new Map();
  const opened = [];
  const database = {
    closed: false,
    createObjectStore() {},
    close() { this.closed = true; },
    transaction() {
      const transaction = { error: null };
      const asked = (work) => later((request) => {
        try {
          request.result = work();
        } catch (error) {
          [request.error, transaction.error] = [error, error];
          request.onerror?.({ preventDefault() {} });
          setTimeout(() => transaction.onabort?.());
          return;
        }
        request.onsuccess?.();
        setTimeout(() => transaction.oncomplete?.());
      });
      transaction.objectStore = () => ({
        put: (value, key) => asked(() => {
          if (full) throw Object.assign(new Error('no room'), { name: 'QuotaExceededError' });
          kept.set(key, structuredClone(value));
        }),
        get: (key) => asked(() => kept.get(key)),
        getAllKeys: () => asked(() => [...kept.keys()].sort()),
        delete: (key) => asked(() => { kept.delete(key); }),
      });
      return transaction;
    },
  };
  return {
    opened,
    database,
    open(name) {
      opened.push(name);
      return later((request) => {
        request.result = database;
        if (refuses) {
          request.error = Object.assign(new Error('refused'), { name: 'InvalidStateError' });
          return request.onerror?.({ preventDefault() {} });
        }
        request.onupgradeneeded?.();
        request.onsuccess?.();
      });
    },
  };
}

const unhandled = [];
process.on('unhandledRejection', (error) => unhandled.push(error));

test('what is kept is listed, loaded and removed, by its name', async () => {
  const keeper = createNetworkDatabase(() => fakeStorage());
  await keeper.keep('two', Uint8Array.of(2, 2));
  await keeper.keep('one', Uint8Array.of(1));
  assert.deepEqual(await keeper.list(), ['one', 'two']);
  assert.deepEqual(await keeper.load('two'), Uint8Array.of(2, 2));
  await keeper.keep('two', Uint8Array.of(3));
  assert.deepEqual(await keeper.load('two'), Uint8Array.of(3));
  await keeper.remove('two');
  assert.deepEqual(await keeper.list(), ['one']);
});

test('a network that is gone is said to be', async () => {
  const keeper = createNetworkDatabase(() => fakeStorage());
  await assert.rejects(keeper.load('none'), { key: 'kept.gone', values: { name: 'none' } });
});

test('the database is opened once, when it is first needed', async () => {
  const storage = fakeStorage();
  const keeper = createNetworkDatabase(() => storage);
  assert.deepEqual(storage.opened, []);
  await Promise.all([keeper.list(), keeper.list()]);
  await keeper.list();
  assert.deepEqual(storage.opened, ['kerasdl']);
});

test('another tab may have the database: it is let go, and opened again when it is needed', async () => {
  const storage = fakeStorage();
  const keeper = createNetworkDatabase(() => storage);
  await keeper.list();
  storage.database.onversionchange();
  assert.ok(storage.database.closed);
  assert.deepEqual(await keeper.list(), []);
  assert.equal(storage.opened.length, 2);
});

test('without storage each call says so', async () => {
  const without = [
    () => undefined,
    () => { throw Object.assign(new Error('not here'), { name: 'SecurityError' }); },
    () => fakeStorage({ refuses: true }),
  ];
  for (const storage of without) {
    const keeper = createNetworkDatabase(storage);
    for (const call of [() => keeper.list(), () => keeper.keep('a', Uint8Array.of(1)), () => keeper.load('a'), () => keeper.remove('a')]) {
      await assert.rejects(call(), { key: 'kept.refused' });
    }
  }
});

test('a full disk is said to be full', async () => {
  const keeper = createNetworkDatabase(() => fakeStorage({ full: true }));
  await assert.rejects(keeper.keep('a', Uint8Array.of(1)), { key: 'kept.full' });
});

test('nothing was rejected unseen', async () => {
  await new Promise((resume) => { setTimeout(resume, 20); });
  assert.deepEqual(unhandled, []);
});
