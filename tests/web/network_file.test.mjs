import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeNetwork, encodeNetwork } from '../../web/storage/network_file.js';

const layer = (inputs, units, activation) => ({
  inputs, units, activation, weights: Float32Array.from({ length: inputs * units }, (_, i) => Math.sin(i)), biases: Float32Array.from({ length: units }, (_, i) => i / 3),
});
const network = { side: 3, labels: ['a', '乙'], layers: [layer(9, 4, 'tanh'), layer(4, 2, 'softmax')] };

/** The same bytes with one of them changed. */
const changed = (bytes, at) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));

/** A file whose header says something else. */
function withHeader(change) {
  const bytes = encodeNetwork(network);
  const length = new DataView(bytes.buffer).getUint32(4, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const other = new TextEncoder().encode(JSON.stringify({ ...header, ...change }));
  const file = new Uint8Array(8 + other.length + bytes.length - 8 - length);
  file.set(bytes.subarray(0, 8));
  new DataView(file.buffer).setUint32(4, other.length, true);
  file.set(other, 8);
  file.set(bytes.subarray(8 + length), 8 + other.length);
  return file;
}

test('a network comes back from its file number for number', () => {
  assert.deepEqual(decodeNetwork(encodeNetwork(network, { accuracy: 0.93 })), { network, about: { accuracy: 0.93 } });
});

test('a file may lie anywhere in a larger buffer', () => {
  const bytes = encodeNetwork(network);
  const larger = new Uint8Array(bytes.length + 5);
  larger.set(bytes, 5);
  assert.deepEqual(decodeNetwork(larger.subarray(5)).network, network);
});

test('what is not whole is refused, each with its reason', () => {
  const bytes = encodeNetwork(network);
  assert.throws(() => decodeNetwork(new Uint8Array(0)), { key: 'file.other' });
  assert.throws(() => decodeNetwork(new TextEncoder().encode('<!doctype html>')), { key: 'file.other' });
  assert.throws(() => decodeNetwork(bytes.subarray(0, 20)), { key: 'file.cut' });
  assert.throws(() => decodeNetwork(bytes.subarray(0, -4)), { key: 'file.cut', values: { wanted: bytes.length, received: bytes.length - 4 } });
  assert.throws(() => decodeNetwork(changed(bytes, 8)), { key: 'file.header' });
  assert.throws(() => decodeNetwork(changed(bytes, bytes.length - 2)), { key: 'file.damaged' });
  assert.throws(() => decodeNetwork(withHeader({ version: 2 })), { key: 'file.version' });
});

for (const [what, change] of Object.entries({
  'layers that do not meet': { layers: [{ inputs: 9, units: 3, activation: 'tanh' }, { inputs: 4, units: 2, activation: 'softmax' }] },
  'an unknown activation': { layers: [{ inputs: 9, units: 2, activation: 'magic' }] },
  'no softmax at the end': { layers: [{ inputs: 9, units: 2, activation: 'relu' }] },
  'another number of classes': { labels: ['a'] },
  'no layers': { layers: [] },
  'a layer that is none': { layers: [null] },
  'a side of no size': { side: -3 },
  'a layer beyond all measure': { layers: [{ inputs: 9, units: 1e12, activation: 'softmax' }] },
})) {
  test(`a header that tells of ${what} is refused`, () => assert.throws(() => decodeNetwork(withHeader(change)), { key: 'file.layers' }));
}

test('numbers that are none are refused', () => {
  const broken = { ...network, layers: [{ ...network.layers[0], biases: Float32Array.of(0, NaN, 0, 0) }, network.layers[1]] };
  assert.throws(() => decodeNetwork(encodeNetwork(broken)), { key: 'file.damaged' });
});
