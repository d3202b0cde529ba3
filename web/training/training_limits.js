/** Limits of what is trained here, checked before any work: structure, settings, networks from files. */
import { ACTIVATIONS } from '../network/activations.js';
import { MAX_BYTES, MAX_LAYERS, MAX_UNITS } from '../storage/network_limits.js';
import { localizedError } from '../text/localized_error.js';

/**
 * @typedef {{units: number[], activation: import('../types.js').Activation}} Structure The hidden layers' neurons, and what they do.
 * @typedef {{learningRate: number, batchSize: number, optimizer: 'adam' | 'sgd', epochs: number}} Settings
 */

/** Least and most of each setting, and whether it is whole. @type {Record<string, [number, number, boolean]>} */
const RANGES = {
  learningRate: [1e-6, 10, false],
  batchSize: [1, 1024, true],
  epochs: [1, 1000, true],
  seed: [0, 2 ** 31 - 1, true],
};

/** @param {string} name @param {unknown} received */
function checkNumber(name, received) {
  const [least, most, whole] = RANGES[name];
  const fits = typeof received === 'number' && received >= least && received <= most && (!whole || Number.isInteger(received));
  if (!fits) throw localizedError('steps.setting', { name, least, most, received });
}

/**
 * @param {Structure} structure @param {number} seed @param {number} side @param {string[]} labels
 * @throws An error with the key of its text.
 */
export function checkStructure({ units, activation }, seed, side, labels) {
  checkNumber('seed', seed);
  const counts = Array.isArray(units) && units.length < MAX_LAYERS && units.every((count) => Number.isInteger(count) && count >= 1 && count <= MAX_UNITS);
  const sizes = counts ? [side * side, ...units, labels.length] : [];
  const weights = sizes.slice(1).reduce((sum, count, n) => sum + count * sizes[n], 0);
  const most = MAX_BYTES / 4;
  if (!counts || weights > most || !Object.hasOwn(ACTIVATIONS, activation) || activation === 'softmax') {
    throw localizedError('steps.structure', { layers: MAX_LAYERS - 1, units: MAX_UNITS, most, received: [Array.isArray(units) ? units.slice(0, 16) : units, activation] });
  }
}

/** @param {Settings} settings @throws An error with the key of its text. */
export function checkSettings({ optimizer, ...numbers }) {
  for (const name of /** @type {const} */ (['learningRate', 'batchSize', 'epochs'])) checkNumber(name, numbers[name]);
  if (optimizer !== 'adam' && optimizer !== 'sgd') throw localizedError('steps.optimizer', { received: optimizer });
}

/**
 * @param {import('../types.js').Network} network @param {number} side @param {string[]} labels
 * @throws An error with the key of its text: the network is for another page.
 */
export function checkNetwork(network, side, labels) {
  const about = (/** @type {number} */ pixels, /** @type {string[]} */ names) => `${pixels} × ${pixels}, ${names.join(' ').slice(0, 60)}`;
  if (network.side === side && network.labels.length === labels.length && network.labels.every((label, i) => label === labels[i])) return;
  throw localizedError('file.other_digits', { wanted: about(side, labels), received: about(network.side, network.labels) });
}
