/**
 * Forward pass: z = Wᵀa + b and a = σ(z), layer by layer, with every number kept.
 *
 * Each activation stands beside its derivative, as in kerasdl/lecture/feedforward.py.
 *
 * @typedef {import('../types.js').Activation} Activation
 * @typedef {import('../types.js').Network} Network
 * @typedef {import('../types.js').Pass} Pass
 *
 * @typedef {object} Term
 * @property {number} from The neuron (or pixel) that the input comes from.
 * @property {number} weight
 * @property {number} input
 * @property {number} product weight · input.
 */
import { LEAKY_RELU_SLOPE, SELU_ALPHA, SELU_SCALE } from './activations.js';

/** @type {(z: number) => number} */
const sigmoid = (z) => 1 / (1 + Math.exp(-z));

/** By the names in activations.js. @type {Record<string, { of: (z: number) => number, slope: (z: number) => number }>} */
const FORMULAS = {
  linear: { of: (z) => z, slope: () => 1 },
  relu: { of: (z) => (z > 0 ? z : 0), slope: (z) => (z > 0 ? 1 : 0) },
  leaky_relu: { of: (z) => (z > 0 ? z : LEAKY_RELU_SLOPE * z), slope: (z) => (z > 0 ? 1 : LEAKY_RELU_SLOPE) },
  sigmoid: { of: sigmoid, slope: (z) => sigmoid(z) * (1 - sigmoid(z)) },
  tanh: { of: Math.tanh, slope: (z) => 1 - Math.tanh(z) ** 2 },
  elu: { of: (z) => (z > 0 ? z : Math.expm1(z)), slope: (z) => (z > 0 ? 1 : Math.exp(z)) },
  selu: {
    of: (z) => SELU_SCALE * (z > 0 ? z : SELU_ALPHA * Math.expm1(z)),
    slope: (z) => SELU_SCALE * (z > 0 ? 1 : SELU_ALPHA * Math.exp(z)),
  },
  // ln(1 + eᶻ), written so that eᶻ cannot overflow.
  softplus: { of: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))), slope: sigmoid },
  swish: { of: (z) => z * sigmoid(z), slope: (z) => sigmoid(z) * (1 + z * (1 - sigmoid(z))) },
};

/** The activations of hidden layers, by name. */
export const ACTIVATION_NAMES = /** @type {Activation[]} */ (Object.keys(FORMULAS));

/**
 * σ(z) of one weighted sum.
 * @param {Activation} name Any but softmax, which is no function of one z.
 * @param {number} z
 * @returns {number}
 */
export function activate(name, z) {
  return FORMULAS[name].of(z);
}

/**
 * σ'(z), how steep the activation is.
 * @param {Activation} name
 * @param {number} z
 * @returns {number}
 */
export function slope(name, z) {
  return FORMULAS[name].slope(z);
}

/**
 * eᶻ over the sum of all of them: positive numbers that sum to 1.
 * @param {ArrayLike<number>} z
 * @returns {Float32Array}
 */
export function softmax(z) {
  const a = Float32Array.from(z);
  // Taking the largest off every z changes nothing but keeps eᶻ from overflowing.
  const largest = a.reduce((most, each) => Math.max(most, each), -Infinity);
  let sum = 0;
  for (let k = 0; k < a.length; k += 1) sum += a[k] = Math.exp(a[k] - largest);
  for (let k = 0; k < a.length; k += 1) a[k] /= sum;
  return a;
}

/**
 * Activations of a whole layer.
 * @param {Activation} name
 * @param {Float32Array} z
 * @returns {Float32Array}
 */
export function activateAll(name, z) {
  if (name === 'softmax') return softmax(z);
  const { of } = FORMULAS[name];
  const a = new Float32Array(z.length);
  for (let j = 0; j < z.length; j += 1) a[j] = of(z[j]);
  return a;
}

/** Which inputs are not 0; kept between calls, so that nothing is allocated while a network learns. */
let live = new Int32Array(1024);

/**
 * Adds Wᵀa to `z[to …]`. Inputs that are 0, most pixels, cost nothing; eight others at a time go through z together, since
 * reading and writing z is what takes the time.
 *
 * @param {Float32Array} weights inputs × units.
 * @param {number} units
 * @param {Float32Array} a `a[from]` is the first input.
 * @param {number} from
 * @param {number} inputs
 * @param {Float32Array} z
 * @param {number} to
 */
export function addProducts(weights, units, a, from, inputs, z, to) {
  if (live.length < inputs) live = new Int32Array(inputs);
  let count = 0;
  for (let i = 0; i < inputs; i += 1) if (a[from + i] !== 0) live[count++] = i;
  let n = 0;
  for (; n + 8 <= count; n += 8) {
    const [i0, i1, i2, i3] = [live[n], live[n + 1], live[n + 2], live[n + 3]];
    const [i4, i5, i6, i7] = [live[n + 4], live[n + 5], live[n + 6], live[n + 7]];
    const [a0, a1, a2, a3] = [a[from + i0], a[from + i1], a[from + i2], a[from + i3]];
    const [a4, a5, a6, a7] = [a[from + i4], a[from + i5], a[from + i6], a[from + i7]];
    const [w0, w1, w2, w3] = [i0 * units, i1 * units, i2 * units, i3 * units];
    const [w4, w5, w6, w7] = [i4 * units, i5 * units, i6 * units, i7 * units];
    for (let j = 0; j < units; j += 1) {
      z[to + j] += a0 * weights[w0 + j] + a1 * weights[w1 + j] + a2 * weights[w2 + j] + a3 * weights[w3 + j]
        + a4 * weights[w4 + j] + a5 * weights[w5 + j] + a6 * weights[w6 + j] + a7 * weights[w7 + j];
    }
  }
  for (; n < count; n += 1) {
    const [input, row] = [a[from + live[n]], live[n] * units];
    for (let j = 0; j < units; j += 1) z[to + j] += input * weights[row + j];
  }
}

/**
 * What the network makes of a digit.
 * @param {Network} network
 * @param {Float32Array} digit side × side, 0 to 1.
 * @returns {Pass}
 */
export function forward(network, digit) {
  /** @type {Pass} */
  const pass = { z: [], a: [] };
  let a = digit;
  for (const { inputs, units, weights, biases, activation } of network.layers) {
    const z = biases.slice();
    addProducts(weights, units, a, 0, inputs, z, 0);
    a = activateAll(activation, z);
    pass.z.push(z);
    pass.a.push(a);
  }
  return pass;
}

/**
 * What one neuron adds up: z = b + Σ w · a, its largest terms apart, the others as one number.
 *
 * @param {Network} network
 * @param {Pass} pass
 * @param {Float32Array} digit
 * @param {number} layer
 * @param {number} unit
 * @param {number} [count] How many terms to tell apart.
 * @returns {{ bias: number, z: number, a: number, largest: Term[], rest: number, restCount: number }} The largest by
 *     size, whatever their sign; `restCount` others, each not 0, sum to `rest`.
 */
export function terms(network, pass, digit, layer, unit, count = 8) {
  const { inputs, units, weights, biases } = network.layers[layer];
  const a = layer === 0 ? digit : pass.a[layer - 1];
  /** @type {Term[]} */
  const all = [];
  for (let from = 0; from < inputs; from += 1) {
    const weight = weights[from * units + unit];
    if (a[from] * weight !== 0) all.push({ from, weight, input: a[from], product: a[from] * weight });
  }
  all.sort((one, other) => Math.abs(other.product) - Math.abs(one.product));
  const rest = all.slice(count).reduce((sum, { product }) => sum + product, 0);
  return {
    bias: biases[unit],
    z: pass.z[layer][unit],
    a: pass.a[layer][unit],
    largest: all.slice(0, count),
    rest,
    restCount: Math.max(0, all.length - count),
  };
}
