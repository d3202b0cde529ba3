import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createReader, loadReader, trim } from '../../web/network/reader.js';
import * as tf from '../../web/vendor/tfjs.js';
import { loadOwnModel, pictureOfSeven } from '../support/models.mjs';

const apart = (a, b) => Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));

/** A network that notes what it is given, and always answers 3. */
function fakeModel() {
  const confidences = Float32Array.from({ length: 10 }, (_, i) => Number(i === 3));
  return {
    execute({ ink }, names) {
      Object.assign(this, { shape: ink.shape, values: [...ink.dataSync()], names });
      return [tf.tensor3d(confidences, [1, 1, 10]), tf.tensor3d(new Float32Array(784), [1, 28, 28])];
    },
  };
}

test('trim leaves off the rows and columns without ink', () => {
  const picture = { data: Uint8Array.from([0, 0, 0, 0, 0, 0, 9, 0, 0, 7, 0, 0]), width: 4, height: 3 };
  assert.deepEqual(trim(picture), { data: Uint8Array.from([0, 9, 7, 0]), width: 2, height: 2 });
});

test('trim leaves a picture without ink as it is', () => {
  const picture = { data: new Uint8Array(6), width: 3, height: 2 };
  assert.deepEqual(trim(picture), picture);
});

test('a picture goes to the network as (1, height, width), 0 to 255', () => {
  const model = fakeModel();
  const { confidences, digit } = createReader(tf, model).read({ data: Uint8Array.of(255, 0, 8, 1, 2, 3), width: 3, height: 2 });
  assert.deepEqual([model.shape, model.values], [[1, 2, 3], [255, 0, 8, 1, 2, 3]]);
  assert.deepEqual(model.names, ['confidences', 'digit']);
  assert.deepEqual([confidences[3], confidences.length, digit.length], [1, 10, 784]);
});

test('reading leaves no tensor behind', async () => {
  const reader = createReader(tf, await loadOwnModel(tf));
  const { numTensors } = tf.memory();
  reader.read(pictureOfSeven());
  assert.equal(tf.memory().numTensors, numTensors);
});

test('the margins of a picture do not change its reading', async () => {
  const model = await loadOwnModel(tf);
  const picture = pictureOfSeven();
  const { confidences } = createReader(tf, model).read(picture);
  const ink = tf.tensor3d(Float32Array.from(picture.data), [1, picture.height, picture.width]);
  assert.ok(apart(confidences, model.execute({ ink }, 'confidences').dataSync()) < 1e-4);
});

test("the page's network, read with the page's TF.js, reads a 7", async () => {
  const { confidences } = createReader(tf, await loadOwnModel(tf)).read(pictureOfSeven());
  assert.equal(confidences.indexOf(Math.max(...confidences)), 7);
});

test("the page's TF.js reads as the whole of TF.js does", async () => {
  const { confidences, digit } = createReader(tf, await loadOwnModel(tf)).read(pictureOfSeven());
  // In a process of its own, because two builds of TF.js in one would share their kernels.
  const script = fileURLToPath(new URL('../support/read_with_whole.mjs', import.meta.url));
  const { stdout, stderr, status } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  const whole = JSON.parse(stdout);
  assert.ok(apart(confidences, whole.confidences) < 1e-5);
  assert.ok(apart(digit, whole.digit) < 1e-5);
});

test('a reader is sure of a 7 and not of a square of ink, by the threshold that the model carries', async () => {
  const model = await loadOwnModel(tf);
  const { read } = createReader(tf, model);
  assert.ok(model.metadata.not_sure_below > 0.2 && model.metadata.not_sure_below < 1);
  assert.equal(read(pictureOfSeven()).sure, true);
  assert.equal(read({ data: new Uint8Array(64 * 64).fill(255), width: 64, height: 64 }).sure, false);
});

test('a model that cannot be loaded is an error for the page to show', async () => {
  await assert.rejects(loadReader(tf, (path) => `http://127.0.0.1:9/${path}`), { key: 'model.unreachable' });
});

test('labels are the model\'s own, or the numbers of its outputs', async () => {
  assert.deepEqual(createReader(tf, fakeModel()).labels, [...'0123456789']);
  assert.equal(createReader(tf, Object.assign(fakeModel(), { metadata: { labels: ['nought'] } })).labels[0], 'nought');
});

test('a network of one\'s own reads the digit as the exported graph centres it', async () => {
  const reader = createReader(tf, await loadOwnModel(tf));
  const shipped = reader.read(pictureOfSeven());
  const own = reader.read(pictureOfSeven(), reader.network);
  assert.deepEqual([own.sure, own.digit], [true, shipped.digit]);
  assert.ok(apart(own.confidences, shipped.confidences) < 1e-4);
  assert.ok(apart(shipped.pass.a.at(-1), shipped.confidences) < 1e-4);
});
