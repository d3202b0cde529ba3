/**
 * Networks as files: safetensors, with the tensors `layers.0.kernel` (inputs, units), `layers.0.bias` (units,) and so on.
 *
 * kerasdl/models/web_network.py describes the metadata, and reads the same files.
 */
import { ACTIVATIONS } from '../network/activations.js';
import { shown } from '../text/language.js';
import { grouped, localizedError } from '../text/localized_error.js';
import { adler32 } from './checksum.js';
import { LONGEST_LABEL, MAX_BYTES, MAX_HEADER_BYTES, MAX_LABELS, MAX_LAYERS, MAX_SIDE, MAX_UNITS } from './network_limits.js';
import { concatenate, readSafetensors, writeSafetensors } from './safetensors.js';

/**
 * @typedef {import('../types.js').Network} Network
 * @typedef {Pick<import('../types.js').Layer, 'inputs' | 'units' | 'activation'>} LayerShape
 * @typedef {{side: number, labels: string[], layers: LayerShape[]}} Structure
 * @typedef {{structure: Structure, arrays: Float32Array[], checksum: unknown, about: Record<string, unknown>}} Contents
 *     Kernel and bias of each layer, in order; the Adler-32 that they must have.
 */

const FORMAT = 'kerasdl-network';
const VERSION = '2';
const MAGIC_1 = 'KDLN';

/**
 * @param {Network} network
 * @param {Record<string, unknown>} [about] What else is to be kept, such as its name and accuracy.
 * @returns {Uint8Array}
 */
export function encodeNetwork({ layers, side, labels, notSureBelow }, about = {}) {
  const tensors = new Map(layers.flatMap(({ inputs, units, weights, biases }, n) => [
    [`layers.${n}.kernel`, { shape: [inputs, units], data: weights }],
    [`layers.${n}.bias`, { shape: [units], data: biases }],
  ]));
  return writeSafetensors(tensors, {
    format: FORMAT,
    version: VERSION,
    side: JSON.stringify(side),
    labels: JSON.stringify(labels),
    activations: JSON.stringify(layers.map(({ activation }) => activation)),
    adler32: JSON.stringify(adler32(concatenate([...tensors.values()].map(({ data }) => data)))),
    about: JSON.stringify({ ...about, ...(notSureBelow !== undefined && { not_sure_below: notSureBelow }) }),
  });
}

/** @param {unknown} value @param {number} most */
const isCount = (value, most) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most;

/** Whether it is what Python calls printable, and not only spaces: kerasdl/models/labels.py has the rule. @param {unknown} label */
export const isLabel = (label) => typeof label === 'string' && label.trim() !== '' && [...label].length <= LONGEST_LABEL
  && !/\p{C}|(?! )\p{Z}/u.test(label);

/** @param {unknown} labels */
function checkLabels(labels) {
  if (!Array.isArray(labels)) throw localizedError('file.layers', { layers: MAX_LAYERS, units: MAX_UNITS });
  const [bad] = labels.length < 1 || labels.length > MAX_LABELS ? [labels.length] : labels.filter((label, i) => !isLabel(label) || labels.indexOf(label) < i);
  if (bad !== undefined) throw localizedError('file.labels', { most: MAX_LABELS, longest: LONGEST_LABEL, received: shown(bad, 60) });
}

/**
 * Whether layers fit one upon another, from side² pixels to one output a label.
 *
 * @param {Structure} structure
 */
function fits({ side, labels, layers }) {
  checkLabels(labels);
  if (!isCount(side, MAX_SIDE)) return false;
  if (!Array.isArray(layers) || !isCount(layers.length, MAX_LAYERS)) return false;
  return layers.every((layer) => layer !== null) && layers.every(({ inputs, units, activation }, i) => (
    isCount(units, MAX_UNITS)
    && inputs === (i === 0 ? side * side : layers[i - 1].units)
    && Object.keys(ACTIVATIONS).includes(activation)
    && (activation === 'softmax') === (i === layers.length - 1)
  )) && layers[layers.length - 1].units === labels.length;
}

/** JSON from outside. @param {unknown} text */
function parse(text) {
  try {
    return JSON.parse(String(text));
  } catch {
    throw localizedError('file.header');
  }
}

/** @param {Uint8Array} bytes @returns {Contents} */
function readVersion2(bytes) {
  const { tensors, metadata } = readSafetensors(bytes);
  if (metadata.format !== FORMAT) throw localizedError('file.other');
  if (metadata.version !== VERSION) throw localizedError('file.version', { received: metadata.version });
  const [side, labels, activations, checksum, about] = ['side', 'labels', 'activations', 'adler32', 'about']
    .map((name) => parse(metadata[name] ?? (name === 'about' ? '{}' : '')));
  if (!Array.isArray(activations) || tensors.size !== 2 * activations.length) throw localizedError('file.layers', { layers: MAX_LAYERS, units: MAX_UNITS });
  /** @type {LayerShape[]} */
  const layers = [];
  const arrays = activations.flatMap((activation, n) => {
    const [kernel, bias] = ['kernel', 'bias'].map((part) => tensors.get(`layers.${n}.${part}`));
    if (kernel?.shape.length !== 2 || bias?.shape.length !== 1 || kernel.shape[1] !== bias.shape[0]) throw localizedError('file.layers', { layers: MAX_LAYERS, units: MAX_UNITS });
    layers.push({ inputs: kernel.shape[0], units: kernel.shape[1], activation });
    return [kernel.data, bias.data];
  });
  const structure = { side, labels, layers };
  if (!fits(structure)) throw localizedError('file.layers', { layers: MAX_LAYERS, units: MAX_UNITS });
  return { structure, arrays, checksum, about };
}

/**
 * Files of version 1: the letters KDLN, the header's length (four bytes), the header as JSON, the numbers layer by layer.
 * @param {Uint8Array} bytes
 * @returns {Contents}
 */
function readVersion1(bytes) {
  const length = bytes.length < 8 ? Infinity : new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
  if (length > MAX_HEADER_BYTES) throw localizedError('file.other');
  const start = 8 + length;
  if (start > bytes.length) throw localizedError('file.cut', { wanted: start, received: bytes.length });
  const header = parse(new TextDecoder().decode(bytes.subarray(8, start)));
  if (header?.version !== 1) throw localizedError('file.version', { received: header?.version });
  if (!fits(header)) throw localizedError('file.layers', { layers: MAX_LAYERS, units: MAX_UNITS });
  const sizes = /** @type {LayerShape[]} */ (header.layers).flatMap(({ inputs, units }) => [inputs * units, units]);
  const wanted = start + 4 * sizes.reduce((sum, size) => sum + size, 0);
  if (bytes.length !== wanted) throw localizedError('file.cut', { wanted, received: bytes.length });
  let at = start;
  const arrays = sizes.map((size) => new Float32Array(bytes.slice(at, at += 4 * size).buffer));
  return { structure: header, arrays, checksum: header.checksum, about: header.about ?? {} };
}

/** Also asked before a file is read. @param {number} received Bytes. @param {number} [most] */
export const tooLarge = (received, most = MAX_BYTES) => localizedError('file.large', { most: grouped(most), received: grouped(received) });

/**
 * @param {Uint8Array} bytes What `encodeNetwork` gave; anybody may have changed it.
 * @returns {{network: Network, about: Record<string, unknown>}}
 * @throws An error with the key of its text: the file is too large, another kind, of another version, cut, or damaged.
 */
export function decodeNetwork(bytes) {
  if (bytes.length > MAX_BYTES) throw tooLarge(bytes.length);
  const isVersion1 = String.fromCharCode(...bytes.subarray(0, 4)) === MAGIC_1;
  const { structure, arrays, checksum, about } = isVersion1 ? readVersion1(bytes) : readVersion2(bytes);
  if (adler32(concatenate(arrays)) !== checksum || !arrays.every((array) => array.every(Number.isFinite))) throw localizedError('file.damaged');
  const layers = structure.layers.map(({ inputs, units, activation }, n) => ({
    inputs, units, activation, weights: arrays[2 * n], biases: arrays[2 * n + 1],
  }));
  const { not_sure_below: notSureBelow } = /** @type {{not_sure_below?: unknown}} */ (about ?? {});
  const isShare = typeof notSureBelow === 'number' && notSureBelow >= 0 && notSureBelow <= 1;
  return { network: { layers, side: structure.side, labels: structure.labels, ...(isShare && { notSureBelow }) }, about };
}
