import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { forward } from '../../web/network/forward.js';
import { adler32 } from '../../web/storage/checksum.js';
import { decodeNetwork, encodeNetwork } from '../../web/storage/network_file.js';
import { concatenate, readSafetensors, writeSafetensors } from '../../web/storage/safetensors.js';

const layer = (inputs, units, activation) => ({
  inputs, units, activation, weights: Float32Array.from({ length: inputs * units }, (_, i) => Math.sin(i)), biases: Float32Array.from({ length: units }, (_, i) => i / 3),
});
const network = { side: 3, labels: ['a', '乙'], layers: [layer(9, 4, 'tanh'), layer(4, 2, 'softmax')] };
const numbers = concatenate(network.layers.flatMap(({ weights, biases }) => [weights, biases]));

/** The same bytes with one of them changed. */
const changed = (bytes, at) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));

/** A file with another header, which may be an object or text. */
function withHeader(header, data) {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + data.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  file.set(data, 8 + text.length);
  return file;
}

/** The header of a file of `encodeNetwork`. */
function headerOf(bytes) {
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  return { header: JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))), data: bytes.subarray(8 + length) };
}

/** A file with other metadata. */
function withMetadata(change) {
  const { header, data } = headerOf(encodeNetwork(network));
  return withHeader({ ...header, __metadata__: { ...header.__metadata__, ...change } }, data);
}

/** A file with other tensors. */
function withTensors(change) {
  const { tensors, metadata } = readSafetensors(encodeNetwork(network));
  change(tensors);
  return writeSafetensors(tensors, metadata);
}

/** A file of version 1. */
function version1(change = {}) {
  const layers = network.layers.map(({ inputs, units, activation }) => ({ inputs, units, activation }));
  const { side, labels } = network;
  const header = { version: 1, side, labels, layers, about: { accuracy: 0.5 }, checksum: adler32(numbers), ...change };
  const file = withHeader(header, numbers);
  const length = new DataView(file.buffer).getUint32(0, true);
  file.set(new TextEncoder().encode('KDLN'));
  new DataView(file.buffer).setUint32(4, length, true);
  return file;
}

test('a network comes back from its file number for number', () => {
  assert.deepEqual(decodeNetwork(encodeNetwork(network, { accuracy: 0.93 })), { network, about: { accuracy: 0.93 } });
});

test('a file may lie anywhere in a larger buffer', () => {
  for (const bytes of [encodeNetwork(network), version1()]) {
    const larger = new Uint8Array(bytes.length + 5);
    larger.set(bytes, 5);
    assert.deepEqual(decodeNetwork(larger.subarray(5)).network, network);
  }
});

test('the tensors may lie in any order', () => {
  const { tensors, metadata } = readSafetensors(encodeNetwork(network));
  const file = writeSafetensors(new Map([...tensors].reverse()), metadata);
  assert.deepEqual(decodeNetwork(file).network, network);
});

test('a file’s numbers are aligned for whoever maps it into memory', () => {
  for (const name of ['', 'a', 'ab', 'abc', 'abcd']) {
    const bytes = encodeNetwork(network, { name });
    assert.equal((bytes.length - numbers.length) % 8, 0);
    assert.deepEqual(bytes.subarray(-numbers.length), numbers);
  }
});

for (const version of [1, 2]) {
  test(`a file of version ${version} that was stored gives the network that it gave then`, async () => {
    const folder = new URL('../data/', import.meta.url);
    const { network: stored, about } = decodeNetwork(new Uint8Array(await readFile(new URL(`network_version_${version}.kerasdl`, folder))));
    const { confidences } = JSON.parse(await readFile(new URL('network.json', folder), 'utf8'));
    const digit = Float32Array.from({ length: 64 }, (_, n) => (n % 9) / 9);
    const answers = forward(stored, digit).a.at(-1);
    answers.forEach((answer, n) => assert.ok(Math.abs(answer - confidences[n]) < 1e-6));
    assert.deepEqual(about, { accuracy: 0.9 });
  });
}

test('what is not whole is refused, each with its reason', () => {
  const bytes = encodeNetwork(network);
  assert.throws(() => decodeNetwork(new Uint8Array(0)), { key: 'file.other' });
  assert.throws(() => decodeNetwork(new TextEncoder().encode('<!doctype html>')), { key: 'file.other' });
  assert.throws(() => decodeNetwork(bytes.subarray(0, 20)), { key: 'file.cut' });
  for (const received of [bytes.length - 4, bytes.length + 4]) {
    const other = new Uint8Array(received);
    other.set(bytes.subarray(0, received));
    assert.throws(() => decodeNetwork(other), { key: 'file.cut', values: { wanted: bytes.length, received } });
  }
  assert.throws(() => decodeNetwork(changed(bytes, 8)), { key: 'file.header' });
  assert.throws(() => decodeNetwork(changed(bytes, bytes.length - 2)), { key: 'file.damaged' });
  assert.throws(() => decodeNetwork(withMetadata({ version: '3' })), { key: 'file.version', values: { received: '3' } });
  assert.throws(() => decodeNetwork(withMetadata({ format: 'pt' })), { key: 'file.other' });
  assert.throws(() => decodeNetwork(withMetadata({ adler32: '1' })), { key: 'file.damaged' });
});

test('a header longer than any of ours is not read', () => {
  const { header, data } = headerOf(encodeNetwork(network));
  const long = JSON.stringify(header) + ' '.repeat(1_000_000);
  assert.throws(() => decodeNetwork(withHeader(long, data)), { key: 'file.other' });
});

for (const [what, text] of Object.entries({
  'null': 'null', 'a list': '[]', 'nothing': '', 'a number for a tensor': '{"a": 3}', 'null for a tensor': '{"a": null}',
  'no shape': '{"a": {"dtype": "F32", "data_offsets": [0, 4]}}',
  'no offsets': '{"a": {"dtype": "F32", "shape": [1]}}',
  'another type': '{"a": {"dtype": "F16", "shape": [2], "data_offsets": [0, 4]}}',
  'a shape that is not its size': '{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}}',
  'a negative size': '{"a": {"dtype": "F32", "shape": [-1, -1], "data_offsets": [0, 4]}}',
  'a gap': '{"a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}',
  'an overlap': '{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}, "b": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}',
  'offsets beyond all measure': '{"a": {"dtype": "F32", "shape": [1e15, 1e15], "data_offsets": [0, 4e30]}}',
})) {
  test(`a header that holds ${what} is refused`, () => {
    const data = new Uint8Array(8);
    assert.throws(() => decodeNetwork(withHeader(text, data)), ({ key }) => ['file.header', 'file.cut', 'file.other'].includes(key));
  });
}

for (const [what, file] of Object.entries({
  'layers that do not meet': withTensors((tensors) => tensors.set('layers.1.kernel', { shape: [3, 2], data: new Float32Array(6) })),
  'a bias of another length': withTensors((tensors) => tensors.set('layers.0.bias', { shape: [3], data: new Float32Array(3) })),
  'a kernel of another shape': withTensors((tensors) => tensors.set('layers.0.kernel', { shape: [36], data: new Float32Array(36) })),
  'a tensor too few': withTensors((tensors) => tensors.delete('layers.1.bias')),
  'a tensor too many': withTensors((tensors) => tensors.set('more', { shape: [1], data: new Float32Array(1) })),
  'another tensor': withTensors((tensors) => { tensors.delete('layers.1.bias'); tensors.set('more', { shape: [1], data: new Float32Array(1) }); }),
  'an unknown activation': withMetadata({ activations: '["magic", "softmax"]' }),
  'activations that are none': withMetadata({ activations: '7' }),
  'no softmax at the end': withMetadata({ activations: '["tanh", "relu"]' }),
  'softmax before the end': withMetadata({ activations: '["softmax", "softmax"]' }),
  'an activation too many': withMetadata({ activations: '["tanh", "tanh", "softmax"]' }),
  'another number of classes': withMetadata({ labels: '["a"]' }),
  'labels that are no list': withMetadata({ labels: '{"length": 2}' }),
  'a side of no size': withMetadata({ side: '-3' }),
  'a side that is text': withMetadata({ side: '"3"' }),
  'no layers': writeSafetensors(new Map(), { ...headerOf(withMetadata({ activations: '[]' })).header.__metadata__ }),
  'layers that do not meet, in version 1': version1({ layers: [{ inputs: 9, units: 3, activation: 'tanh' }, { inputs: 4, units: 2, activation: 'softmax' }] }),
  'an unknown activation, in version 1': version1({ layers: [{ inputs: 9, units: 2, activation: 'magic' }] }),
  'no softmax at the end, in version 1': version1({ layers: [{ inputs: 9, units: 2, activation: 'relu' }] }),
  'another number of classes, in version 1': version1({ labels: ['a'] }),
  'no layers, in version 1': version1({ layers: [] }),
  'a layer that is none, in version 1': version1({ layers: [null] }),
  'a side of no size, in version 1': version1({ side: -3 }),
  'a layer beyond all measure, in version 1': version1({ layers: [{ inputs: 9, units: 1e12, activation: 'softmax' }] }),
})) {
  test(`a file with ${what} is refused`, () => assert.throws(() => decodeNetwork(file), { key: 'file.layers' }));
}

for (const name of ['side', 'labels', 'activations', 'adler32']) {
  test(`a file without ${name} is refused`, () => {
    assert.throws(() => decodeNetwork(withMetadata({ [name]: undefined })), { key: 'file.header' });
    assert.throws(() => decodeNetwork(withMetadata({ [name]: '{' })), { key: 'file.header' });
  });
}

test('files of version 1 that are not whole are refused, too', () => {
  const bytes = version1();
  assert.deepEqual(decodeNetwork(bytes), { network, about: { accuracy: 0.5 } });
  assert.throws(() => decodeNetwork(bytes.subarray(0, 6)), { key: 'file.other' });
  assert.throws(() => decodeNetwork(bytes.subarray(0, 20)), { key: 'file.cut' });
  assert.throws(() => decodeNetwork(bytes.subarray(0, -4)), { key: 'file.cut', values: { wanted: bytes.length, received: bytes.length - 4 } });
  assert.throws(() => decodeNetwork(changed(bytes, 8)), { key: 'file.header' });
  assert.throws(() => decodeNetwork(changed(bytes, bytes.length - 2)), { key: 'file.damaged' });
  assert.throws(() => decodeNetwork(version1({ version: 2 })), { key: 'file.version' });
});

test('numbers that are none are refused', () => {
  const broken = { ...network, layers: [{ ...network.layers[0], biases: Float32Array.of(0, NaN, 0, 0) }, network.layers[1]] };
  assert.throws(() => decodeNetwork(encodeNetwork(broken)), { key: 'file.damaged' });
});
