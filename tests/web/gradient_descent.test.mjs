import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACTIVATION_NAMES, forward } from '../../web/network/forward.js';
import { createLearner, evaluate, gradient, initialNetwork, exampleLoss } from '../../web/training/gradient_descent.js';
import { randomOf, shuffled } from '../../web/training/random.js';

const structure = (units, activation = 'tanh', seed = 1) => ({ side: 2, units, activation, seed, labels: ['a', 'b', 'c'] });
const IMAGES = Float32Array.of(0.1, 0.9, 0, 0.4, 0.7, 0, 0.2, 1, 0.3, 0.3, 0.8, 0);
const LABELS = [2, 0, 1];
const near = (found, expected, within = 1e-6) => assert.ok(Math.abs(found - expected) <= within, `${found} is not ${expected}`);

/** Mean cross-entropy, in doubles, without the code under test. */
function loss(layers) {
  const activate = { tanh: Math.tanh, softplus: (z) => Math.log(1 + Math.exp(z)), relu: (z) => Math.max(0, z), swish: (z) => z / (1 + Math.exp(-z)), sigmoid: (z) => 1 / (1 + Math.exp(-z)), linear: (z) => z, leaky_relu: (z) => Math.max(z, 0.2 * z), elu: (z) => (z > 0 ? z : Math.exp(z) - 1), selu: (z) => 1.0507009873554805 * (z > 0 ? z : 1.6732632423543772 * (Math.exp(z) - 1)) };
  const losses = LABELS.map((label, n) => {
    let a = [...IMAGES.subarray(4 * n, 4 * n + 4)];
    for (const { inputs, units, weights, biases, activation } of layers) {
      const z = Array.from({ length: units }, (_, j) => biases[j] + a.reduce((sum, each, i) => sum + each * weights[i * units + j], 0));
      assert.equal(a.length, inputs);
      a = activation === 'softmax' ? z : z.map(activate[activation]);
    }
    return Math.log(a.reduce((sum, each) => sum + Math.exp(each), 0)) - a[label];
  });
  return losses.reduce((sum, each) => sum + each, 0) / losses.length;
}

test('the gradient is what finite differences give, for every activation and every parameter', () => {
  for (const activation of ACTIVATION_NAMES) {
    const network = initialNetwork(structure([5, 4], activation, 4));
    // Biases of their own keep ReLU's z away from its corner at 0.
    network.layers.forEach(({ biases }, l) => biases.forEach((_, j) => { biases[j] = 0.3 * Math.sin(5 * j + l + 1); }));
    const found = gradient(network, IMAGES, LABELS);
    near(found.loss, loss(network.layers));
    const layers = network.layers.map((layer) => ({ ...layer, weights: [...layer.weights], biases: [...layer.biases] }));
    layers.forEach((layer, l) => {
      for (const part of ['weights', 'biases']) {
        layer[part].forEach((value, n) => {
          const [more, less] = [1e-5, -1e-5].map((by) => { layer[part][n] = value + by; return loss(layers); });
          layer[part][n] = value;
          near(found.layers[l][part][n], (more - less) / 2e-5, 2e-5);
        });
      }
    });
  }
});

test('the derivative of softmax and cross-entropy is the confidences less the truth', () => {
  const network = initialNetwork(structure([]));
  const one = gradient(network, IMAGES.subarray(0, 4), [2]);
  const y = forward(network, IMAGES.subarray(0, 4)).a[0];
  assert.deepEqual([...one.layers[0].biases], [...y].map((each, k) => Math.fround(each - Number(k === 2))));
});

test('the loss of an example is −ln of its confidence, exact for the smallest', () => {
  const network = initialNetwork(structure([3]));
  const pass = forward(network, IMAGES.subarray(0, 4));
  near(exampleLoss(pass, 1), -Math.log(pass.a.at(-1)[1]));
  near(exampleLoss({ z: [Float32Array.of(0, 500)], a: [Float32Array.of(0, 1)] }, 0), 500);
});

test('a batch counts as right what has its own confidence highest', () => {
  const network = initialNetwork(structure([]));
  network.layers[0].weights.fill(0);
  network.layers[0].biases.set([1, 0, 2]);
  assert.equal(gradient(network, IMAGES, LABELS).correct, 1);
  assert.equal(evaluate(network, IMAGES, [2, 2, 2]).accuracy, 1);
  network.layers[0].biases.fill(0);
  assert.equal(gradient(network, IMAGES, LABELS).correct, 0, 'to be unsure is not to be right');
});

/** A network of one weight per class, so that a step can be worked out by hand. */
function scales() {
  const layer = { inputs: 1, units: 2, weights: Float32Array.of(0, 0), biases: Float32Array.of(0, 0), activation: 'softmax' };
  return { layers: [layer], side: 1, labels: ['a', 'b'] };
}

test('two steps of gradient descent with momentum, worked by hand', () => {
  const network = scales();
  const learner = createLearner(network, { optimizer: 'sgd' });
  learner.step(Float32Array.of(2), [0], 0.1);
  // y = ½ each, so ∂L/∂b = (−½, ½) and ∂L/∂w = 2 ∂L/∂b.
  [0.1, -0.1].forEach((value, j) => near(network.layers[0].weights[j], value));
  [0.05, -0.05].forEach((value, j) => near(network.layers[0].biases[j], value));
  learner.step(Float32Array.of(2), [0], 0.1);
  // z = ±0.25; 1 − σ(0.5) = 0.37754067; the step before goes on, 0.9 of it.
  near(network.layers[0].biases[0], 0.05 + 0.9 * 0.05 + 0.1 * 0.37754067);
  near(network.layers[0].weights[1], -0.1 - 0.9 * 0.1 - 0.1 * 2 * 0.37754067);
});

test('the first steps of Adam, worked by hand: at first each as long as the rate', () => {
  const network = scales();
  const learner = createLearner(network, { optimizer: 'adam' });
  learner.step(Float32Array.of(2), [0], 0.01);
  for (const part of ['weights', 'biases']) [0.01, -0.01].forEach((value, j) => near(network.layers[0][part][j], value));
  learner.step(Float32Array.of(2), [0], 0.01);
  const second = 1 / (1 + Math.exp(0.06)); // z = ±0.03, g = −(1 − σ(0.06))
  const mean = (0.09 * 0.5 + 0.1 * second) / (1 - 0.81);
  const square = (0.000999 * 0.25 + 0.001 * second ** 2) / (1 - 0.998001);
  near(network.layers[0].biases[0], 0.01 + (0.01 * mean) / Math.sqrt(square));
});

test('a step changes the network in place, and makes its loss smaller', () => {
  for (const optimizer of ['adam', 'sgd']) {
    const network = initialNetwork(structure([6], 'swish'));
    const { network: same, step } = createLearner(network, { optimizer });
    assert.equal(same, network);
    const before = step(IMAGES, LABELS, 0.01).loss;
    for (let n = 0; n < 50; n += 1) step(IMAGES, LABELS, 0.01);
    assert.ok(gradient(network, IMAGES, LABELS).loss < before);
  }
});

test('the same seed gives the same network, another seed another', () => {
  assert.deepEqual(initialNetwork(structure([4, 3])), initialNetwork(structure([4, 3])));
  assert.notDeepEqual(initialNetwork(structure([4, 3])), initialNetwork(structure([4, 3], 'tanh', 2)));
});

test('a new network has the structure asked for, weights within its bounds, and no biases', () => {
  const { layers, side, labels } = initialNetwork({ units: [100, 50], activation: 'relu', seed: 0 });
  assert.deepEqual(layers.map(({ inputs, units, activation }) => [inputs, units, activation]), [[784, 100, 'relu'], [100, 50, 'relu'], [50, 10, 'softmax']]);
  assert.deepEqual([side, labels.join('')], [28, '0123456789']);
  const limits = [Math.sqrt(6 / 784), Math.sqrt(6 / 100), Math.sqrt(6 / 60)];
  layers.forEach(({ weights, biases }, l) => {
    const largest = Math.max(...weights.map(Math.abs));
    assert.ok(largest <= limits[l] && largest > 0.95 * limits[l]);
    assert.ok(Math.abs(weights.reduce((sum, each) => sum + each, 0) / weights.length) < 0.1 * limits[l]);
    assert.ok(biases.every((each) => each === 0));
  });
});

test('random numbers are even, and come again by their seed', () => {
  const [one, other] = [randomOf(7), randomOf(7)];
  const numbers = Array.from({ length: 10_000 }, one);
  assert.deepEqual(numbers.slice(0, 5), Array.from({ length: 5 }, other));
  assert.ok(numbers.every((number) => number >= 0 && number < 1));
  for (let tenth = 0; tenth < 10; tenth += 1) {
    const count = numbers.filter((number) => Math.floor(10 * number) === tenth).length;
    assert.ok(count > 880 && count < 1120);
  }
});

test('shuffling loses nothing and favours no place', () => {
  const random = randomOf(1);
  const first = new Array(5).fill(0);
  for (let n = 0; n < 5000; n += 1) {
    const order = shuffled(5, random);
    assert.deepEqual([...order].sort(), [0, 1, 2, 3, 4]);
    first[order[0]] += 1;
  }
  assert.ok(first.every((count) => count > 880 && count < 1120));
});
