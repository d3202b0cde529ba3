import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { forward } from '../../web/network/forward.js';
import { evaluate, exampleLoss, gradient } from '../../web/training/gradient_descent.js';

/** What Keras made of some networks and digits, to which tests/kerasdl/lecture/test_network_values.py holds Python. */
const NETWORKS = JSON.parse(readFileSync(new URL('../support/network_values.json', import.meta.url), 'utf8'));

function near(found, expected, within) {
  assert.equal(found.length, expected.length);
  found.forEach((value, n) => assert.ok(Math.abs(value - expected[n]) <= within, `at ${n}: ${value} is not ${expected[n]}`));
}

for (const [name, { side, layers, digits, labels, z, a, loss, gradient: slopes }] of Object.entries(NETWORKS)) {
  const network = {
    side,
    labels: [...'abcd'],
    layers: layers.map((layer) => ({ ...layer, weights: Float32Array.from(layer.weights), biases: Float32Array.from(layer.biases) })),
  };
  const images = Float32Array.from(digits.flat());

  test(`the forward pass gives every z and a that Keras computes: ${name}`, () => {
    digits.forEach((digit, n) => {
      const pass = forward(network, Float32Array.from(digit));
      assert.equal(pass.z.length, z.length);
      z.forEach((expected, l) => near(pass.z[l], expected[n], 1e-5));
      a.forEach((expected, l) => near(pass.a[l], expected[n], 1e-5));
    });
  });

  test(`loss and gradient are those that Keras computes: ${name}`, () => {
    const found = gradient(network, images, labels);
    near([found.loss, evaluate(network, images, labels).loss], [loss, loss], 1e-5);
    const losses = digits.map((digit, n) => exampleLoss(forward(network, Float32Array.from(digit)), labels[n]));
    near([losses.reduce((sum, each) => sum + each) / losses.length], [loss], 1e-5);
    slopes.forEach(({ weights, biases }, l) => {
      near(found.layers[l].weights, weights, 1e-5);
      near(found.layers[l].biases, biases, 1e-5);
    });
  });
}
