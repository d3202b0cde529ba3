/**
 * Step 3 of the lecture in the open: the gradient by backpropagation, and the steps that gradient descent takes with it.
 *
 * The loss of an example is l = −ln y of its class. With δˡ = ∂l/∂zˡ,
 *
 *     δᴸ = y − ŷ                       softmax and cross-entropy together
 *     ∂l/∂Wˡ = aˡ⁻¹ (δˡ)ᵀ, ∂l/∂bˡ = δˡ  what a weight joins: the activation before it, the δ behind it
 *     δˡ⁻¹ = σ'(zˡ⁻¹) ⊙ Wˡ δˡ           the same weights, walked backwards
 */
import { forward, slope } from './forward.js';

/**
 * @typedef {import('../types.js').Activation} Activation
 * @typedef {import('../types.js').Layer} Layer
 * @typedef {import('../types.js').Network} Network
 * @typedef {import('../types.js').Pass} Pass
 * @typedef {{weights: Float32Array, biases: Float32Array}} Gradient Of one layer, of the same shapes as its θ.
 */

/**
 * Numbers from 0 to 1, the same ones for the same seed: Mulberry32, by Tommy Ettinger.
 *
 * @param {number} seed
 * @returns {() => number}
 */
export function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How wide the first weights are, so that activations neither die out nor grow from layer to layer. */
const WIDTHS = {
  /** K. He and others, 2015. @param {number} inputs */
  he: (inputs) => Math.sqrt(2 / inputs),
  /** Y. LeCun and others, 1998. @param {number} inputs */
  lecun: (inputs) => Math.sqrt(1 / inputs),
  /** X. Glorot and Y. Bengio, 2010. @param {number} inputs @param {number} units */
  glorot: (inputs, units) => Math.sqrt(2 / (inputs + units)),
};
/** @type {Partial<Record<Activation, keyof typeof WIDTHS>>} */
const WIDTH_OF = { relu: 'he', elu: 'he', swish: 'he', softplus: 'he', leaky_relu: 'he', selu: 'lecun' };

/**
 * One function of a set: a network with random weights, and biases of 0.
 *
 * @param {{side: number, units: number[], activation: Activation, seed: number, labels: string[]}} structure
 * @returns {Network}
 */
export function initial({ side, units, activation, seed, labels }) {
  const random = randomOf(seed);
  /** @type {Layer[]} */
  const layers = [];
  let inputs = side * side;
  for (const [i, count] of [...units, labels.length].entries()) {
    const name = i < units.length ? activation : 'softmax';
    const width = WIDTHS[WIDTH_OF[name] ?? 'glorot'](inputs, count);
    // Box and Muller, 1958: two uniform numbers make a normal one.
    const normal = () => width * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    layers.push({
      inputs, units: count, activation: name, weights: Float32Array.from({ length: inputs * count }, normal), biases: new Float32Array(count),
    });
    inputs = count;
  }
  return { layers, side, labels };
}

/**
 * The cross-entropy of an example: l = −ln y of its class, taken from the logits so that it is finite however small y is.
 *
 * @param {Pass} pass
 * @param {number} label
 * @returns {number}
 */
export function lossOf({ z }, label) {
  const logits = z[z.length - 1];
  const largest = logits.reduce((most, each) => Math.max(most, each), -Infinity);
  const sum = logits.reduce((all, each) => all + Math.exp(each - largest), 0);
  return largest + Math.log(sum) - logits[label];
}

/**
 * Adds the gradient of one example's loss to `gradients`.
 *
 * @param {Network} network
 * @param {Float32Array} digit
 * @param {number} label
 * @param {Gradient[]} gradients One a layer.
 * @returns {{loss: number, right: boolean}}
 */
export function addGradient(network, digit, label, gradients) {
  const { layers } = network;
  const last = layers.length - 1;
  const pass = forward(network, digit);
  const y = pass.a[last];
  let delta = y.slice();
  delta[label] -= 1; // δᴸ = y − ŷ
  for (let l = last; l >= 0; l -= 1) {
    const { inputs, units, weights } = layers[l];
    const a = l > 0 ? pass.a[l - 1] : digit;
    const { weights: dW, biases: db } = gradients[l];
    for (let j = 0; j < units; j += 1) db[j] += delta[j];
    const before = new Float32Array(l > 0 ? inputs : 0);
    for (let i = 0, row = 0; i < inputs; i += 1, row += units) {
      const activation = a[i];
      if (activation !== 0) for (let j = 0; j < units; j += 1) dW[row + j] += activation * delta[j];
      if (l === 0) continue;
      const steep = slope(layers[l - 1].activation, pass.z[l - 1][i]);
      if (steep === 0) continue;
      let sum = 0;
      for (let j = 0; j < units; j += 1) sum += weights[row + j] * delta[j];
      before[i] = steep * sum;
    }
    delta = before;
  }
  return { loss: lossOf(pass, label), right: y.indexOf(Math.max(...y)) === label };
}

const MOMENTUM = 0.9;
const [BETA_1, BETA_2, EPSILON] = [0.9, 0.999, 1e-7];

/** The ways to take a step; each keeps its own memory of earlier gradients. */
const OPTIMIZERS = {
  /** θ ← θ + v, v ← 0.9 v − η ∂L/∂θ (B. Polyak, 1964). @param {number} size */
  sgd(size) {
    const v = new Float32Array(size);
    return (/** @type {Float32Array} */ theta, /** @type {Float32Array} */ gradient, /** @type {number} */ rate) => {
      for (let k = 0; k < size; k += 1) {
        v[k] = MOMENTUM * v[k] - rate * gradient[k];
        theta[k] += v[k];
      }
    };
  },
  /** D. Kingma and J. Ba, 2015: a step as large as the gradient is steady. @param {number} size */
  adam(size) {
    const m = new Float32Array(size);
    const v = new Float32Array(size);
    let t = 0;
    return (/** @type {Float32Array} */ theta, /** @type {Float32Array} */ gradient, /** @type {number} */ rate) => {
      t += 1;
      const step = (rate * Math.sqrt(1 - BETA_2 ** t)) / (1 - BETA_1 ** t);
      for (let k = 0; k < size; k += 1) {
        const g = gradient[k];
        m[k] += (1 - BETA_1) * (g - m[k]);
        v[k] += (1 - BETA_2) * (g * g - v[k]);
        theta[k] -= (step * m[k]) / (Math.sqrt(v[k]) + EPSILON);
      }
    };
  },
};

/** @param {Network} network @returns {Network} One that can be changed without changing the other. */
export function copyOf({ layers, side, labels }) {
  return { side, labels, layers: layers.map((layer) => ({ ...layer, weights: layer.weights.slice(), biases: layer.biases.slice() })) };
}

/**
 * Gradient descent on a copy of a network.
 *
 * @param {Network} start
 * @param {{learningRate: number, optimizer: 'adam' | 'sgd'}} settings
 */
export function createLearner(start, { learningRate, optimizer }) {
  const network = copyOf(start);
  const gradients = network.layers.map(({ weights, biases }) => ({ weights: new Float32Array(weights.length), biases: new Float32Array(biases.length) }));
  const steps = network.layers.map(({ weights, biases }) => ({ weights: OPTIMIZERS[optimizer](weights.length), biases: OPTIMIZERS[optimizer](biases.length) }));
  let rate = learningRate;
  return {
    /** As it is now; every step changes it. */
    network,
    /** @param {number} value η of the steps to come. */
    setRate(value) { rate = value; },
    /**
     * One step: θ ← θ − η · the mean gradient of a batch, as the optimiser takes it.
     *
     * @param {Float32Array[]} digits
     * @param {ArrayLike<number>} labels
     * @returns {{loss: number, correct: number}} The mean loss before the step, and how many were right.
     */
    step(digits, labels) {
      let [loss, correct] = [0, 0];
      for (const { weights, biases } of gradients) {
        weights.fill(0);
        biases.fill(0);
      }
      digits.forEach((digit, n) => {
        const found = addGradient(network, digit, labels[n], gradients);
        loss += found.loss;
        correct += Number(found.right);
      });
      network.layers.forEach((layer, l) => {
        for (const part of /** @type {const} */ (['weights', 'biases'])) {
          const gradient = gradients[l][part];
          for (let k = 0; k < gradient.length; k += 1) gradient[k] /= digits.length;
          steps[l][part](layer[part], gradient, rate);
        }
      });
      return { loss: loss / digits.length, correct };
    },
  };
}
