/**
 * Captions of layers.
 *
 * @typedef {import('../../types.js').Network} Network
 * @typedef {import('../../types.js').Translate} Translate
 * @typedef {import('../../render2d/layout.js').Plane} Plane
 */
import { whole } from './number_format.js';

/**
 * @param {Network} network
 * @param {Plane | undefined} plane As it is drawn, where that is known.
 * @param {number} n Plane 0 is the digit, plane n + 1 is layer n.
 * @param {Translate} t
 * @returns {string[]} Two lines.
 */
function linesOf({ layers, side, labels }, plane, n, t) {
  if (n === 0) return [t('think.pixels', { count: whole(side * side) }), t('think.pixels_are', { side })];
  if (n === layers.length) return [t('think.outputs', { count: labels.length }), t('think.outputs_are')];
  const { units, inputs } = layers[n - 1];
  const name = units === 1 ? t('think.one_neuron') : t('think.neurons', { count: whole(units) });
  if (plane && plane.group > 1) return [name, t('think.grouped', { group: plane.group })];
  return [name, t(n === 1 ? 'think.looks_at_pixels' : 'think.looks_at', { count: whole(inputs) })];
}

/**
 * @param {Network} network
 * @param {Plane | undefined} plane
 * @param {number} n
 * @param {Translate} t
 * @returns {string[]} Two lines, and both in one.
 */
export function captionsOf(network, plane, n, t) {
  const [first, second] = linesOf(network, plane, n, t);
  return [first, second, t('think.caption', { first, second })];
}
