/**
 * Layers read out of a loaded TF.js graph, so that the page can show every neuron of the network that reads.
 *
 * The exporter's description in the graph's metadata (kerasdl/export/graph_layers.py) names the tensors. Factors and terms
 * around a product are folded into its weights and biases. Where there is no description, it does not fit, or the layers
 * do not answer as the graph does, the answer is null.
 *
 * @typedef {import('../types.js').Activation} Activation
 * @typedef {import('../types.js').Layer} Layer
 * @typedef {import('../types.js').Network} Network
 *
 * @typedef {string|number} Values A tensor's name, or one number for all.
 * @typedef {{ scale: Values, shift: Values }} FactorAndTerm x · scale + shift.
 * @typedef {object} Description Of one layer.
 * @property {number} inputs
 * @property {number} units
 * @property {Activation} activation
 * @property {string} kernel A tensor's name.
 * @property {Values} bias
 * @property {FactorAndTerm[]} before What is done to the inputs, in this order.
 * @property {FactorAndTerm[]} after What is done to z.
 *
 * @typedef {object} Model A TF.js GraphModel, as far as it is read here.
 * @property {{ layers?: Description[] }} [metadata]
 * @property {Record<string, { dataSync(): ArrayLike<number> }[]>} weights
 * @property {(inputs: Record<string, any>, outputs: string[]) => any[]} execute
 */
import { ACTIVATIONS } from './activations.js';
import { forward } from './forward.js';

/** How far the layers' confidences may be from the graph's. */
const TOLERANCE = 1e-4;

/**
 * A layer, with its factors and terms folded in: Wᵀ(s ⊙ a + t) + b = (s ⊙ W)ᵀa + (Wᵀt + b).
 * @param {Model} model
 * @param {Description} description
 * @returns {Layer}
 */
function layerOf(model, { inputs, units, activation, kernel, bias, before, after }) {
  /** @param {Values} given @returns {(n: number) => number} */
  const numbers = (given) => {
    const values = typeof given === 'number' ? [given] : model.weights[given][0].dataSync();
    return (n) => values[values.length === 1 ? 0 : n];
  };
  const weights = Float32Array.from(model.weights[kernel][0].dataSync());
  if (weights.length !== inputs * units || !(activation in ACTIVATIONS)) throw new Error(`no layer of ${inputs} × ${units}`);
  const b = numbers(bias);
  const biases = Float32Array.from({ length: units }, (_, j) => b(j));
  for (const { scale, shift } of [...before].reverse()) {
    const [s, t] = [numbers(scale), numbers(shift)];
    for (let n = 0; n < weights.length; n += 1) {
      const i = Math.floor(n / units);
      biases[n % units] += t(i) * weights[n];
      weights[n] *= s(i);
    }
  }
  for (const { scale, shift } of after) {
    const [s, t] = [numbers(scale), numbers(shift)];
    for (let n = 0; n < weights.length; n += 1) weights[n] *= s(n % units);
    for (let j = 0; j < units; j += 1) biases[j] = s(j) * biases[j] + t(j);
  }
  return { inputs, units, weights, biases, activation };
}

/** Ink with a corner, a slope and a curve, enough to make every layer answer. */
function testInk() {
  const side = 40;
  return Float32Array.from({ length: side * side }, (_, n) => {
    const [x, y] = [n % side, Math.floor(n / side)];
    const ring = Math.abs(Math.hypot(x - 22, y - 26) - 8) < 2;
    return (y > 5 && y < 9 && x > 8 && x < 30) || Math.abs(x + y - 36) < 2 || ring ? 255 - 3 * x : 0;
  });
}

/**
 * Whether layers answer as the graph that they were read from.
 * @param {any} tf @param {Model} model @param {Network} network
 */
function agrees(tf, model, network) {
  let apart = Infinity;
  tf.tidy(() => {
    const ink = tf.tensor3d(testInk(), [1, 40, 40]);
    const [answer, digit] = model.execute({ ink }, ['confidences', 'digit']);
    const expected = answer.dataSync();
    const { a } = forward(network, Float32Array.from(digit.dataSync()));
    const found = a[a.length - 1];
    if (found.length === expected.length) apart = Math.max(...found.map((value, k) => Math.abs(value - expected[k])));
  });
  return apart <= TOLERANCE;
}

/**
 * The network inside a TF.js graph, every weight in the open.
 *
 * @param {any} model A loaded GraphModel.
 * @param {number} side Its digits are side × side.
 * @param {string[]} labels
 * @param {any} tf TF.js, with which the graph is asked whether the layers answer as it does.
 * @returns {Network|null} Null where the graph is no plain network of layers, or does not say so.
 */
export function networkOf(model, side, labels, tf) {
  try {
    /** @type {Layer[]} */
    const layers = model.metadata.layers.map((/** @type {Description} */ each) => layerOf(model, each));
    const sizes = [side * side, ...layers.map(({ units }) => units)];
    const fits = layers.every(({ inputs, activation }, n) => (
      inputs === sizes[n] && (activation === 'softmax') === (n === layers.length - 1)
    )) && sizes[layers.length] === labels.length;
    const network = { layers, side, labels };
    return fits && agrees(tf, model, network) ? network : null;
  } catch {
    // Anything that is not as expected in a graph made elsewhere means the same: it cannot be shown.
    return null;
  }
}
