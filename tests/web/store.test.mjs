import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSetting, writeSetting } from '../../web/storage/local_storage.js';
import { createStore } from '../../web/state/store.js';

test('those who listen to a key hear of its changes alone, once for several keys', () => {
  const store = createStore({ a: 1, b: 2, c: 3 });
  let heard = 0;
  const stop = store.on(['a', 'b'], () => { heard += 1; });
  store.set({ a: 2, b: 3 });
  store.set({ a: 2, c: 9 });
  assert.deepEqual([heard, store.get('c')], [1, 9]);
  stop();
  store.set({ a: 7 });
  assert.equal(heard, 1);
});

test('what is remembered is recalled, and where storage is refused nothing fails', () => {
  const kept = new Map();
  const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  const document = { defaultView: { localStorage: storage } };
  writeSetting(document, 'language', 'zh');
  assert.equal(readSetting(document, 'language'), 'zh');
  const refusing = { defaultView: { get localStorage() { throw new Error('refused'); } } };
  writeSetting(refusing, 'language', 'zh');
  assert.equal(readSetting(refusing, 'language'), null);
});
