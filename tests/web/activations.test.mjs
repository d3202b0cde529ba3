import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ACTIVATIONS } from '../../web/network/activations.js';
import { ACTIVATION_NAMES, activate, activateAll, slope } from '../../web/network/forward.js';
import { gradient } from '../../web/training/gradient_descent.js';

/** What Keras computes, to which Python's tests hold the lecture's formulas. */
const VALUES = JSON.parse(readFileSync(new URL('../support/activation_values.json', import.meta.url), 'utf8'));
const elementwise = Object.keys(ACTIVATIONS).filter((name) => !ACTIVATIONS[name].output);

function near(found, expected, within) {
  assert.equal(found.length, expected.length);
  found.forEach((value, n) => {
    assert.ok(Math.abs(value - expected[n]) <= within * Math.max(1, Math.abs(expected[n])), `at ${n}: ${value} is not ${expected[n]}`);
  });
}

test('the table, the formulas and the expected values have the same names', () => {
  assert.deepEqual(Object.keys(VALUES).toSorted(), Object.keys(ACTIVATIONS).toSorted());
  assert.deepEqual(ACTIVATION_NAMES.toSorted(), elementwise.toSorted());
  assert.deepEqual(Object.keys(ACTIVATIONS).filter((name) => ACTIVATIONS[name].output), ['softmax']);
});

for (const name of elementwise) {
  test(`the forward pass computes ${name} and its derivative as Keras does`, () => {
    const { z, a, slope: slopes } = VALUES[name];
    near(z.map((each) => activate(name, each)), a, 2e-8);
    near(z.map((each) => slope(name, each)), slopes, 2e-8);
    near([...activateAll(name, Float32Array.from(z))], a, 1e-6);
  });

  test(`gradient descent goes through ${name} as Keras does`, () => {
    const { z, slope: slopes } = VALUES[name];
    // One neuron for each z, which is its bias; all lead to output 0 alone, so that δ of a neuron is σ'(z) δ of the output.
    const hidden = { inputs: 1, units: z.length, weights: new Float32Array(z.length), biases: Float32Array.from(z), activation: name };
    const weights = Float32Array.from({ length: 2 * z.length }, (_, n) => (n % 2 === 0 ? 1 : 0));
    // With this bias the output's z, and so δ, is 0 whatever the activations are.
    const sum = z.reduce((all, each) => all + activate(name, each), 0);
    const last = { inputs: z.length, units: 2, weights, biases: Float32Array.of(-sum, 0), activation: 'softmax' };
    const { layers } = gradient({ layers: [hidden, last], side: 1, labels: ['a', 'b'] }, Float32Array.of(1), [0]);
    const delta = layers[1].biases[0];
    assert.ok(Math.abs(delta + 0.5) < 1e-4);
    near([...layers[0].biases].map((each) => each / delta), slopes, 1e-5);
  });
}

test('softmax and the derivative of its cross-entropy are those that Keras computes', () => {
  const { z, a, label, slope: slopes } = VALUES.softmax;
  near([...activateAll('softmax', Float32Array.from(z))], a, 1e-6);
  const layer = { inputs: 1, units: z.length, weights: new Float32Array(z.length), biases: Float32Array.from(z), activation: 'softmax' };
  const { layers } = gradient({ layers: [layer], side: 1, labels: z.map(String) }, Float32Array.of(1), [label]);
  near([...layers[0].biases], slopes, 1e-6);
});
