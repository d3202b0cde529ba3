/** The page of any model, away from a browser: what it tries a model with, and which way to run it it keeps. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { agree, isBetter } from '../../web/model_page/agreement.js';
import { exampleOf } from '../../web/model_page/example.js';
import { createModelClient } from '../../web/model_page/model_client.js';
import { startThreads, threadsAsked, threadsHere } from '../../web/model_page/threads.js';

const answer = (...values) => [{ name: 'y', shape: [1, values.length], values: Float32Array.from(values) }];

test('answers agree that differ by less than a ten-thousandth of the largest number', () => {
  assert.ok(agree(answer(0.5, 100), answer(0.509, 100)));
  assert.ok(!agree(answer(0.5, 100), answer(0.52, 100)));
  // Half precision has eleven digits of two.
  assert.ok(!agree(answer(0.3334), answer(Math.round(0.3334 * 2 ** 10) / 2 ** 10)));
  assert.ok(!agree(answer(1, NaN), answer(1, NaN)));
  assert.ok(!agree(answer(1), answer(1, 2)));
  assert.ok(!agree(answer(1), []));
});

test('another way is better that is quicker by a tenth and answers the same', () => {
  const first = { milliseconds: 100, found: answer(1, 2) };
  assert.ok(isBetter(first, { milliseconds: 80, found: answer(1, 2) }));
  assert.ok(!isBetter(first, { milliseconds: 95, found: answer(1, 2) }));
  assert.ok(!isBetter(first, { milliseconds: 10, found: answer(1, 2.1) }));
});

test('a model is tried with numbers such as it takes', () => {
  const white = { factor: [2 / 255, 1 / 255, 0], term: [-1, 0, 5] };
  const [picture, channels, words, form, flags, unknown, free] = exampleOf({
    inputs: [
      { name: 'picture', kind: 'picture', shape: [8, 8, 3], dtype: 'float32', channels: 3, ...white },
      { name: 'channels', kind: 'picture', shape: [3, 8, 8], dtype: 'float32', channels: 3, first: true, ...white },
      { name: 'words', kind: 'text', shape: [50], dtype: 'int32', vocabulary: ['', '[UNK]', 'good'] },
      { name: 'form', kind: 'form', shape: [40], dtype: 'float32', fields: Array.from({ length: 40 }, (_, n) => ({ name: `x${n}`, min: n, max: n + 0.5 })) },
      { name: 'flags', kind: 'form', shape: [60], dtype: 'bool' },
      { name: 'unknown', kind: 'series', shape: [70], dtype: 'int32' },
      { name: 'free', kind: 'series', shape: [null, 2], dtype: 'float32' },
    ],
  });
  const of = (values, wanted) => [...values].filter((_, n) => wanted(n));
  assert.deepEqual(picture.shape, [1, 8, 8, 3]);
  for (const [values, channel] of [[picture.values, (n) => n % 3], [channels.values, (n) => Math.floor(n / 64)]]) {
    const red = of(values, (n) => channel(n) === 0);
    assert.ok(Math.min(...red) >= -1 && Math.min(...red) < -0.9 && Math.max(...red) <= 1 && Math.max(...red) > 0.9);
    assert.ok(of(values, (n) => channel(n) === 1).every((value) => value >= 0 && value <= 1));
    assert.ok(of(values, (n) => channel(n) === 2).every((value) => value === 5));
  }
  assert.deepEqual([...new Set(words.values)].sort(), [0, 1, 2]);
  assert.ok(form.values.every((value, n) => value >= n && value <= n + 0.5));
  assert.deepEqual([...new Set(flags.values)].sort(), [0, 1]);
  assert.deepEqual([...new Set(unknown.values)], [0]);
  assert.deepEqual(free.shape, [1, 32, 2]);
  assert.ok(new Set(free.values).size > 60);
});

test('threads are as many as the processors, at most four, and one where the page is not set apart', () => {
  const view = { crossOriginIsolated: true, SharedArrayBuffer, navigator: { hardwareConcurrency: 2 } };
  assert.equal(threadsHere(view), 2);
  assert.equal(threadsHere({ ...view, navigator: { hardwareConcurrency: 16 } }), 4);
  assert.equal(threadsHere({ ...view, navigator: {} }), 1);
  assert.equal(threadsHere({ ...view, crossOriginIsolated: false }), 1);
  assert.equal(threadsHere({ ...view, crossOriginIsolated: undefined }), 1);
  assert.equal(threadsHere({ ...view, SharedArrayBuffer: undefined }), 1);
});

test('an address asks for no more threads than there ever are', () => {
  for (const [text, count] of [[null, 0], ['', 0], ['two', 0], ['-3', 0], ['1', 1], ['2.9', 2], ['1e9', 4], ['Infinity', 4]]) {
    assert.equal(threadsAsked(text), count, String(text));
  }
});

test("threads run from the page's own files", () => {
  const asked = [];
  const scope = {
    importScripts: (url) => asked.push(url),
    WasmBackendModuleThreadedSimd: (config) => config,
    tfjsBackends: { wasm: { setThreadsCount: (count) => asked.push(count) } },
  };
  startThreads(scope, { count: 3, starts: 'https://host/threads.js', runs: 'https://host/thread.js', binary: 'https://host/x.wasm' });
  const config = scope.tfjsThreads({ locateFile: (path, folder) => `${folder}${path}` });
  assert.deepEqual(asked, ['https://host/threads.js', 3]);
  assert.equal(config.mainScriptUrlOrBlob, 'https://host/threads.js');
  assert.equal(config.threads, 3);
  assert.equal(config.locateFile('some.worker.js', 'blob:'), 'https://host/thread.js');
  assert.equal(config.locateFile('some.wasm', 'folder/'), 'folder/some.wasm');
});

/** Stands in for the browser's workers, each of which takes so many milliseconds an answer, or fails, or never answers. */
function fakeWorkers(...milliseconds) {
  const made = [];
  globalThis.Worker = class {
    constructor() {
      this.takes = milliseconds[made.length];
      this.ended = false;
      made.push(this);
    }
    postMessage({ id, load }) {
      if (this.takes === null) return;
      const result = load ? { milliseconds: this.takes, found: answer(1), backend: 'wasm', threads: made.length } : { outputs: answer(this.takes), milliseconds: this.takes };
      queueMicrotask(() => this.onmessage({ data: this.takes < 0 ? { id, error: 'not here' } : { id, result } }));
    }
    terminate() {
      this.ended = true;
    }
  };
  return made;
}
afterEach(() => { delete globalThis.Worker; });

const load = { files: {} };
/** Asks, and gives the milliseconds that were told; one function takes all answers, as in the page. */
function asking(client) {
  let take = () => {};
  const show = ({ milliseconds }) => take(milliseconds);
  return () => new Promise((resolve, reject) => {
    take = resolve;
    client.answer([], show, reject);
  });
}
const first = (client) => new Promise((resolve, reject) => { client.answer([], resolve, reject); });

for (const [told, other, threads] of [['is quicker', 40, 2], ['is slower', 120, 1], ['fails', -1, 1]]) {
  test(`another way that ${told}: one worker stays, and that answers`, async () => {
    const workers = fakeWorkers(100, other);
    const client = createModelClient('worker.js', load, { alternative: () => Promise.resolve(load) });
    const { outputs } = await first(client);
    assert.equal((await client.ready).threads, threads);
    assert.equal(outputs[0].values[0], threads === 2 ? 40 : 100);
    assert.deepEqual(workers.map(({ ended }) => ended), [threads === 2, threads !== 2]);
  });
}

test('another way that becomes slow gives way to the first, once and for good', async () => {
  const workers = fakeWorkers(100, 40, 110);
  const now = [];
  const client = createModelClient('worker.js', load, {
    alternative: () => Promise.resolve(load), again: () => Promise.resolve(load), changed: ({ threads }) => now.push(threads),
  });
  const milliseconds = asking(client);
  assert.equal(await milliseconds(), 40);
  workers[1].takes = 400;
  for (let n = 0; n < 4; n += 1) assert.equal(await milliseconds(), 400);
  workers[1].takes = 90;
  assert.equal(await milliseconds(), 90); // four in a row are not enough
  workers[1].takes = 400;
  for (let n = 0; n < 5; n += 1) assert.equal(await milliseconds(), 400);
  assert.equal(await milliseconds(), 110);
  workers[2].takes = 400;
  for (let n = 0; n < 8; n += 1) assert.equal(await milliseconds(), 400);
  assert.deepEqual(now, [3]);
  assert.deepEqual(workers.map(({ ended }) => ended), [true, true, false]);
});

test('another way that becomes slow goes on where the first does not come back', async () => {
  const workers = fakeWorkers(100, 40, -1);
  const client = createModelClient('worker.js', load, { alternative: () => Promise.resolve(load), changed: () => assert.fail('it is not back') });
  const milliseconds = asking(client);
  assert.equal(await milliseconds(), 40);
  workers[1].takes = 400;
  for (let n = 0; n < 7; n += 1) assert.equal(await milliseconds(), 400);
  assert.deepEqual(workers.map(({ ended }) => ended), [true, false, true]);
});

test('without another way there is one worker', async () => {
  const workers = fakeWorkers(100);
  assert.equal((await createModelClient('worker.js', load).ready).threads, 1);
  assert.equal(workers.length, 1);
});

test('a model that is stopped while another way is tried is not ready', async () => {
  const workers = fakeWorkers(100, null);
  const client = createModelClient('worker.js', load, { alternative: () => Promise.resolve(load) });
  while (workers.length < 2) await new Promise((resolve) => { setTimeout(resolve, 1); });
  client.stop();
  await assert.rejects(client.ready, { key: 'engine.failed' });
  assert.deepEqual(workers.map(({ ended }) => ended), [true, true]);
});
