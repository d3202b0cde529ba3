/**
 * The safetensors file format, of Hugging Face: the length of the header in eight bytes, the header as
 * JSON, then the tensors' numbers; everything little-endian. Here the numbers are float32 alone.
 */
import { localizedError } from '../text/localized_error.js';
import { MAX_HEADER_BYTES } from './network_limits.js';

/** @typedef {{shape: number[], data: Float32Array}} Tensor */

/**
 * The bytes of arrays, one after the other.
 * @param {Float32Array[]} arrays
 */
export function concatenate(arrays) {
  const bytes = new Uint8Array(arrays.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const { buffer, byteOffset, byteLength } of arrays) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return bytes;
}

/**
 * @param {Map<string, Tensor>} tensors By name, in the order of the file.
 * @param {Record<string, string>} metadata
 * @returns {Uint8Array}
 */
export function writeSafetensors(tensors, metadata) {
  let end = 0;
  const entries = [...tensors].map(([name, { shape, data }]) => (
    [name, { dtype: 'F32', shape, data_offsets: [end, end += data.byteLength] }]
  ));
  const json = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) });
  const header = new TextEncoder().encode(json);
  const padded = 8 * Math.ceil(header.length / 8); // with spaces, so that the numbers are aligned
  const file = new Uint8Array(8 + padded + end).fill(0x20, 8);
  new DataView(file.buffer).setBigUint64(0, BigInt(padded), true);
  file.set(header, 8);
  file.set(concatenate([...tensors.values()].map(({ data }) => data)), 8 + padded);
  return file;
}

/** @param {Uint8Array} bytes @returns {Record<string, any>} */
function parse(bytes) {
  try {
    const { __metadata__: metadata, ...entries } = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return { metadata: metadata ?? {}, entries };
  } catch {
    throw localizedError('file.header');
  }
}

/** Whether a header's entry is a float32 tensor at that place of the data. @param {any} entry @param {number} at */
function isTensor(entry, at) {
  const { dtype, shape, data_offsets: offsets } = entry ?? {};
  return dtype === 'F32' && Array.isArray(shape) && shape.every((size) => Number.isSafeInteger(size) && size >= 0)
    && Array.isArray(offsets) && offsets.length === 2 && offsets[0] === at
    && offsets[1] === at + shape.reduce((product, size) => product * size, 4);
}

/**
 * @param {Uint8Array} bytes From anywhere: everything is checked.
 * @returns {{tensors: Map<string, Tensor>, metadata: Record<string, unknown>}}
 * @throws An error with the key of its text: the file is another kind, cut, or its header damaged.
 */
export function readSafetensors(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = bytes.length < 8 ? Infinity : Number(view.getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES) throw localizedError('file.other');
  const start = 8 + length;
  if (start > bytes.length) throw localizedError('file.cut', { wanted: start, received: bytes.length });
  const { metadata, entries } = parse(bytes.subarray(8, start));
  /** @type {Map<string, Tensor>} */
  const tensors = new Map();
  let end = 0;
  /** @type {(entry: any) => number} */
  const offset = (entry) => (Number.isFinite(entry?.data_offsets?.[0]) ? entry.data_offsets[0] : 0);
  const inOrder = Object.entries(entries).sort(([, one], [, other]) => offset(one) - offset(other));
  for (const [, entry] of inOrder) {
    // The tensors lie side by side, without gaps.
    if (!isTensor(entry, end)) throw localizedError('file.header');
    [, end] = entry.data_offsets;
  }
  if (start + end !== bytes.length) throw localizedError('file.cut', { wanted: start + end, received: bytes.length });
  for (const [name, { shape, data_offsets: [from, to] }] of inOrder) {
    tensors.set(name, { shape, data: new Float32Array(bytes.slice(start + from, start + to).buffer) });
  }
  return { tensors, metadata };
}
