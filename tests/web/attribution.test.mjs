import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forward } from '../../web/network/forward.js';
import { initialNetwork } from '../../web/training/gradient_descent.js';
import { attribution } from '../../web/network/attribution.js';

const DIGIT = Float32Array.from({ length: 16 }, (_, n) => (n % 3 === 0 ? 0 : (n + 1) / 16));
const structure = (units, activation) => ({ side: 4, units, activation, seed: 3, labels: ['a', 'b', 'c'] });

/** How far an output's logit stands above the mean of all. */
function score(network, digit, output) {
  const z = forward(network, digit).z.at(-1);
  return z[output] - z.reduce((sum, each) => sum + each, 0) / z.length;
}

test('what pixels say is ink times the slope of the score', () => {
  for (const activation of ['swish', 'tanh', 'softplus']) {
    const network = initialNetwork(structure([6, 5], activation));
    const found = attribution(network, forward(network, DIGIT), DIGIT, 1);
    DIGIT.forEach((ink, i) => {
      const [more, less] = [0.01, -0.01].map((by) => score(network, DIGIT.map((each, n) => each + by * (n === i)), 1));
      assert.ok(Math.abs(found[i] - (ink * (more - less)) / 0.02) < 1e-3);
    });
  }
});

test('without hidden layers and biases the pixels’ words sum to the score', () => {
  const network = initialNetwork(structure([], 'relu'));
  for (const output of [0, 1, 2]) {
    const found = attribution(network, forward(network, DIGIT), DIGIT, output);
    assert.ok(Math.abs(found.reduce((sum, each) => sum + each, 0) - score(network, DIGIT, output)) < 1e-5);
  }
});

test('so they do with ReLU, which is linear piece by piece', () => {
  const network = initialNetwork(structure([8, 8], 'relu'));
  const found = attribution(network, forward(network, DIGIT), DIGIT, 2);
  assert.ok(Math.abs(found.reduce((sum, each) => sum + each, 0) - score(network, DIGIT, 2)) < 1e-5);
});

test('a pixel without ink says nothing, and all outputs’ words cancel', () => {
  const network = initialNetwork(structure([5], 'elu'));
  const pass = forward(network, DIGIT);
  const all = [0, 1, 2].map((output) => attribution(network, pass, DIGIT, output));
  DIGIT.forEach((ink, i) => {
    if (ink === 0) assert.equal(all[0][i], 0);
    assert.ok(Math.abs(all[0][i] + all[1][i] + all[2][i]) < 1e-6);
  });
});
