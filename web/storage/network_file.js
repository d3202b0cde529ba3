/**
 * A network as a file: the letters KDLN, the header's length, the header as JSON, then weights and biases as float32.
 *
 * All numbers are little-endian. The header tells what each layer is, and the Adler-32 of what follows it, so that a file
 * that was cut or changed on its way is refused instead of answering nonsense.
 */
import { ACTIVATIONS } from '../network/activations.js';
import { localizedError } from '../text/localized_error.js';
import { adler32 } from './checksum.js';

/** @typedef {import('../types.js').Network} Network @typedef {import('../types.js').Layer} Layer */

const MAGIC = 'KDLN';
const VERSION = 1;
const MOST_LAYERS = 16;
const MOST_UNITS = 65_536;

/**
 * @param {Network} network
 * @param {Record<string, unknown>} [about] What else is to be kept, such as its accuracy.
 * @returns {Uint8Array}
 */
export function encodeNetwork(network, about = {}) {
  const numbers = network.layers.flatMap(({ weights, biases }) => [weights, biases]);
  const data = new Uint8Array(4 * numbers.reduce((sum, { length }) => sum + length, 0));
  const view = new DataView(data.buffer);
  let at = 0;
  for (const part of numbers) {
    for (const number of part) {
      view.setFloat32(at, number, true);
      at += 4;
    }
  }
  const layers = network.layers.map(({ inputs, units, activation }) => ({ inputs, units, activation }));
  const { side, labels } = network;
  const header = new TextEncoder().encode(JSON.stringify({ version: VERSION, side, labels, layers, about, checksum: adler32(data) }));
  const file = new Uint8Array(8 + header.length + data.length);
  file.set(new TextEncoder().encode(MAGIC));
  new DataView(file.buffer).setUint32(4, header.length, true);
  file.set(header, 8);
  file.set(data, 8 + header.length);
  return file;
}

/**
 * What the header says, checked.
 *
 * @param {Uint8Array} bytes
 * @returns {{header: {side: number, labels: string[], layers: Pick<Layer, 'inputs' | 'units' | 'activation'>[],
 *     about: Record<string, unknown>, checksum: number}, data: Uint8Array}}
 */
function readHeader(bytes) {
  if (bytes.length < 8 || String.fromCharCode(...bytes.subarray(0, 4)) !== MAGIC) throw localizedError('file.other');
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
  if (8 + length > bytes.length) throw localizedError('file.cut', { wanted: 8 + length, received: bytes.length });
  let header;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + length)));
  } catch {
    throw localizedError('file.header');
  }
  if (header?.version !== VERSION) throw localizedError('file.version', { received: String(header?.version) });
  return { header, data: bytes.subarray(8 + length) };
}

/** @param {unknown} value @param {number} most */
const isCount = (value, most) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most;

/**
 * Whether layers fit one upon another, from side² pixels to one output a label.
 *
 * @param {{side: number, labels: string[], layers: {inputs: number, units: number, activation: string}[]}} header
 */
function fits({ side, labels, layers }) {
  if (!isCount(side, 256) || !Array.isArray(labels) || !labels.every((label) => typeof label === 'string')) return false;
  if (!Array.isArray(layers) || !isCount(layers.length, MOST_LAYERS)) return false;
  return layers.every((layer) => layer !== null) && layers.every(({ inputs, units, activation }, i) => (
    isCount(units, MOST_UNITS)
    && inputs === (i === 0 ? side * side : layers[i - 1].units)
    && Object.keys(ACTIVATIONS).includes(activation)
    && (activation === 'softmax') === (i === layers.length - 1)
  )) && layers[layers.length - 1].units === labels.length;
}

/**
 * @param {Uint8Array} bytes What `pack` gave; anybody may have changed it.
 * @returns {{network: Network, about: Record<string, unknown>}}
 * @throws An error with the key of its text: the file is another kind, of another version, cut, or damaged.
 */
export function decodeNetwork(bytes) {
  const { header, data } = readHeader(bytes);
  if (!fits(header)) throw localizedError('file.layers');
  const wanted = header.layers.reduce((sum, { inputs, units }) => sum + 4 * (inputs + 1) * units, 0);
  if (data.length !== wanted) throw localizedError('file.cut', { wanted: bytes.length - data.length + wanted, received: bytes.length });
  if (adler32(data) !== header.checksum) throw localizedError('file.damaged');
  const view = new DataView(data.buffer, data.byteOffset);
  let at = 0;
  const take = (/** @type {number} */ count) => Float32Array.from({ length: count }, () => {
    at += 4;
    return view.getFloat32(at - 4, true);
  });
  const layers = header.layers.map(({ inputs, units, activation }) => ({
    inputs, units, activation, weights: take(inputs * units), biases: take(units),
  }));
  if (!layers.every(({ weights, biases }) => weights.every(Number.isFinite) && biases.every(Number.isFinite))) throw localizedError('file.damaged');
  return { network: { layers, side: header.side, labels: header.labels }, about: header.about ?? {} };
}
