/**
 * Backpropagation and optimizers: step 3 of the lecture, with every derivative written out.
 *
 * A batch of digits goes through the layers; then ∂L/∂ of everything comes back, each operation's derivative standing
 * beside the operation. L is the mean cross-entropy of the batch. As in kerasdl/lecture/backprop.py,
 *
 *     ∂L/∂W = Σ a δᵀ,   ∂L/∂b = Σ δ,   δ = ∂L/∂z,   δ before = σ'(z) ⊙ W δ.
 *
 * Arrays of a batch are row by row, one row a digit.
 *
 * @typedef {import('../types.js').Activation} Activation
 * @typedef {import('../types.js').Layer} Layer
 * @typedef {import('../types.js').Network} Network
 * @typedef {import('../types.js').Pass} Pass
 *
 * @typedef {object} Gradient ∂L/∂θ, in the shapes of the layers.
 * @property {number} loss L itself.
 * @property {number} correct How many digits of the batch have their own confidence highest.
 * @property {{ weights: Float32Array, biases: Float32Array }[]} layers
 *
 * @typedef {object} Learner
 * @property {Network} network It changes with every step.
 * @property {(images: Float32Array, labels: ArrayLike<number>, learningRate: number) => { loss: number, correct: number }} step
 */
import { ACTIVATIONS } from '../network/activations.js';
import { activate, addProducts, slope, softmax } from '../network/forward.js';
import { randomOf } from './random.js';

/** Uniform initializers by their names in the table of activations: the largest weight, from inputs and units. */
const LIMITS = /** @type {Record<string, (inputs: number, units: number) => number>} */ ({
  he: (inputs) => Math.sqrt(6 / inputs),
  lecun: (inputs) => Math.sqrt(3 / inputs),
  glorot: (inputs, units) => Math.sqrt(6 / (inputs + units)),
});

/**
 * A network that has learned nothing yet; the same seed gives the same.
 * @param {{ side?: number, units: number[], activation: Activation, seed: number, labels?: string[] }} structure `units`
 *     of the hidden layers.
 * @returns {Network}
 */
export function initialNetwork({ side = 28, units: hidden, activation, seed, labels = [...'0123456789'] }) {
  const random = randomOf(seed);
  const sizes = [side * side, ...hidden, labels.length];
  const layers = sizes.slice(1).map((units, n) => {
    const inputs = sizes[n];
    const last = n === hidden.length;
    const limit = LIMITS[ACTIVATIONS[last ? 'softmax' : activation].initializer](inputs, units);
    const weights = new Float32Array(inputs * units);
    for (let i = 0; i < weights.length; i += 1) weights[i] = limit * (2 * random() - 1);
    return { inputs, units, weights, biases: new Float32Array(units), activation: last ? 'softmax' : activation };
  });
  return { layers: /** @type {Layer[]} */ (layers), side, labels };
}

/**
 * The loss of one example: cross-entropy, −ln of the confidence in what it is. Taken from the logits z, as
 * ln Σ eᶻ − z of its class, it is exact however small that confidence is.
 * @param {Pass} pass
 * @param {number} label
 * @returns {number}
 */
export function exampleLoss({ z }, label) {
  return crossEntropy(z[z.length - 1], label);
}

/** @param {Float32Array} logits @param {number} label @returns {number} */
function crossEntropy(logits, label) {
  const largest = logits.reduce((most, each) => Math.max(most, each), -Infinity);
  return largest + Math.log(logits.reduce((sum, each) => sum + Math.exp(each - largest), 0)) - logits[label];
}

/**
 * Rows as columns.
 * @param {Float32Array} values rows × columns.
 * @param {number} rows
 * @param {number} columns
 * @returns {Float32Array} columns × rows.
 */
function transposed(values, rows, columns) {
  const result = new Float32Array(values.length);
  for (let row = 0, from = 0; row < rows; row += 1) {
    for (let column = 0, to = row; column < columns; column += 1, to += rows, from += 1) result[to] = values[from];
  }
  return result;
}

/** z = Wᵀa + b. Its derivatives are products of the same kind: ∂L/∂W = Σ a δᵀ, ∂L/∂a = W δ. */
const weightedSum = {
  /** @param {Layer} layer @param {Float32Array} a @param {number} count @returns {Float32Array} */
  forward({ inputs, units, weights, biases }, a, count) {
    const z = new Float32Array(count * units);
    for (let n = 0; n < count; n += 1) {
      z.set(biases, n * units);
      addProducts(weights, units, a, n * inputs, inputs, z, n * units);
    }
    return z;
  },
  /** @param {Layer} layer @param {Float32Array} a @param {Float32Array} delta ∂L/∂z @param {number} count */
  ofParameters({ inputs, units }, a, delta, count) {
    const [weights, biases] = [new Float32Array(inputs * units), new Float32Array(units)];
    const byInput = transposed(a, count, inputs);
    for (let i = 0; i < inputs; i += 1) addProducts(delta, units, byInput, i * count, count, weights, i * units);
    delta.forEach((each, n) => { biases[n % units] += each; });
    return { weights, biases };
  },
  /** @param {Layer} layer @param {Float32Array} delta ∂L/∂z @param {number} count @returns {Float32Array} ∂L/∂a */
  ofInputs({ inputs, units, weights }, delta, count) {
    const slopes = new Float32Array(count * inputs);
    const back = transposed(weights, inputs, units);
    for (let n = 0; n < count; n += 1) addProducts(back, inputs, delta, n * units, units, slopes, n * inputs);
    return slopes;
  },
};

/** a = σ(z), each on its own. */
const activation = {
  /** @param {Activation} name @param {Float32Array} z @returns {Float32Array} */
  forward: (name, z) => z.map((each) => activate(name, each)),
  /** @param {Activation} name @param {Float32Array} z @param {Float32Array} slopes ∂L/∂a @returns {Float32Array} ∂L/∂z */
  backward: (name, z, slopes) => slopes.map((each, n) => each * slope(name, z[n])),
};

/** L = −(1/N) Σ ln y of what each digit is, y = softmax(z). Together they have the simplest derivative: (y − ŷ) / N. */
const softmaxCrossEntropy = {
  /** @param {Float32Array} z @param {ArrayLike<number>} labels @param {number} classes */
  forward(z, labels, classes) {
    const confidences = new Float32Array(z.length);
    let [loss, correct] = [0, 0];
    for (let n = 0; n < labels.length; n += 1) {
      const logits = z.subarray(n * classes, (n + 1) * classes);
      const a = softmax(logits);
      confidences.set(a, n * classes);
      loss += crossEntropy(logits, labels[n]) / labels.length;
      if (a.every((confidence, k) => k === labels[n] || confidence < a[labels[n]])) correct += 1;
    }
    return { confidences, loss, correct };
  },
  /** @param {Float32Array} confidences @param {ArrayLike<number>} labels @param {number} classes @returns {Float32Array} */
  backward(confidences, labels, classes) {
    const delta = confidences.map((confidence) => confidence / labels.length);
    for (let n = 0; n < labels.length; n += 1) delta[n * classes + labels[n]] -= 1 / labels.length;
    return delta;
  },
};

/** @param {Network} network @param {Float32Array} images @param {number} count */
function through({ layers }, images, count) {
  const [z, a] = [/** @type {Float32Array[]} */ ([]), [images]];
  layers.forEach((layer, l) => {
    z.push(weightedSum.forward(layer, a[l], count));
    if (l < layers.length - 1) a.push(activation.forward(layer.activation, z[l]));
  });
  return { z, a };
}

/**
 * Backpropagation: one pass forwards, one back.
 * @param {Network} network
 * @param {Float32Array} images count × inputs, 0 to 1.
 * @param {ArrayLike<number>} labels
 * @returns {Gradient}
 */
export function gradient(network, images, labels) {
  const { layers } = network;
  const [count, last] = [labels.length, layers.length - 1];
  const { z, a } = through(network, images, count);
  const { confidences, loss, correct } = softmaxCrossEntropy.forward(z[last], labels, layers[last].units);
  const found = new Array(layers.length);
  let delta = softmaxCrossEntropy.backward(confidences, labels, layers[last].units);
  for (let l = last; l >= 0; l -= 1) {
    found[l] = weightedSum.ofParameters(layers[l], a[l], delta, count);
    if (l > 0) delta = activation.backward(layers[l - 1].activation, z[l - 1], weightedSum.ofInputs(layers[l], delta, count));
  }
  return { loss, correct, layers: found };
}

/**
 * How good the network is on digits that it does not learn from here.
 * @param {Network} network
 * @param {Float32Array} images
 * @param {ArrayLike<number>} labels
 * @returns {{ loss: number, accuracy: number }}
 */
export function evaluate(network, images, labels) {
  const last = network.layers.length - 1;
  const { z } = through(network, images, labels.length);
  const { loss, correct } = softmaxCrossEntropy.forward(z[last], labels, network.layers[last].units);
  return { loss, accuracy: correct / labels.length };
}

/** Steps downhill: each returns a function that changes `values` by their gradient, with a memory of its own. */
const OPTIMIZERS = {
  /** Momentum: the step before goes on, 0.9 of it. @param {Float32Array} values */
  sgd(values) {
    const velocity = new Float32Array(values.length);
    return (/** @type {Float32Array} */ slopes, /** @type {number} */ rate) => {
      for (let n = 0; n < values.length; n += 1) {
        velocity[n] = 0.9 * velocity[n] - rate * slopes[n];
        values[n] += velocity[n];
      }
    };
  },
  /**
   * D. P. Kingma and J. Ba, "Adam", 2015: each value has its own rate, by how large its gradients have been.
   * @param {Float32Array} values
   */
  adam(values) {
    const [mean, square] = [new Float32Array(values.length), new Float32Array(values.length)];
    let t = 0;
    return (/** @type {Float32Array} */ slopes, /** @type {number} */ rate) => {
      t += 1;
      const step = (rate * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t);
      for (let n = 0; n < values.length; n += 1) {
        const each = slopes[n];
        mean[n] += 0.1 * (each - mean[n]);
        square[n] += 0.001 * (each * each - square[n]);
        values[n] -= (step * mean[n]) / (Math.sqrt(square[n]) + 1e-7);
      }
    };
  },
};

/**
 * Makes a network learn, a batch a step. Its arrays change in place.
 * @param {Network} network
 * @param {{ optimizer?: 'adam'|'sgd' }} [settings]
 * @returns {Learner}
 */
export function createLearner(network, { optimizer = 'adam' } = {}) {
  const descend = network.layers.map(({ weights, biases }) => ({
    weights: OPTIMIZERS[optimizer](weights), biases: OPTIMIZERS[optimizer](biases),
  }));
  return {
    network,
    step(images, labels, learningRate) {
      const { loss, correct, layers } = gradient(network, images, labels);
      layers.forEach(({ weights, biases }, l) => {
        descend[l].weights(weights, learningRate);
        descend[l].biases(biases, learningRate);
      });
      return { loss, correct };
    },
  };
}
