/** The numbers on the cards of "See it think". */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forward, softmax, terms } from '../../web/network/forward.js';
import { captionsOf } from '../../web/views/think/captions.js';
import { createSelection, NONE } from '../../web/views/think/selection.js';
import { curveOf, rangeOf } from '../../web/views/think/activation_curve.js';
import { evenPoint, titleOf } from '../../web/views/think/neuron.js';
import { number, percent, scientific, signed, whole, written } from '../../web/views/think/number_format.js';
import { steps } from '../../web/views/think/softmax.js';
import { networkOf } from '../support/network3d_fixtures.mjs';

const t = (key, values = {}) => [key, ...Object.values(values)].join(' ');

test('numbers are written with a true minus, and none where nothing is left of it', () => {
  assert.deepEqual([number(-1.23456), number(-0.0001), signed(2, 1), signed(-2, 1), whole(1234567), whole(12)], ['−1.235', '0.000', '+2.0', '−2.0', '1,234,567', '12']);
  assert.deepEqual([scientific(0.0123), scientific(1.23e-7), scientific(0), scientific(1), scientific(2.5e12)], ['0.0123', '1.2 · 10⁻⁷', '0.0000', '1.0000', '2.5 · 10¹²']);
  assert.deepEqual([percent(1), percent(0.5), percent(0.0123)], ['100.00 %', '50.0 %', '1.23 %']);
});

test('what is written of a sum adds up to its last digit', () => {
  const network = networkOf([64, 10]);
  network.layers[0].weights.forEach((_, i, weights) => { weights[i] = Math.sin(i); });
  const digit = Float32Array.from({ length: 784 }, (_, i) => Math.max(0, Math.cos(i)));
  const pass = forward(network, digit);
  for (let unit = 0; unit < 64; unit += 1) {
    const found = terms(network, pass, digit, 0, unit, 8);
    const { products, bias, rest, z } = written(found);
    const sum = products.reduce((total, product) => total + product, bias + rest);
    assert.equal(sum.toFixed(3), z.toFixed(3));
    assert.ok(Math.abs(rest - found.rest) < 0.006); // rounding alone
  }
});

test('the softmax’s steps are the softmax, and large numbers do not overflow', () => {
  for (const z of [[1, 2, 3], [1000, 1001, -4000], [0, 0]]) {
    const { most, powers, sum, quotients } = steps(z);
    assert.equal(most, Math.max(...z));
    assert.ok(Math.abs(powers.reduce((total, power) => total + power) - sum) < 1e-12);
    softmax(z).forEach((share, k) => assert.ok(Math.abs(quotients[k] - share) < 1e-6));
  }
});

test('as the others are, softmax is one half at the even point', () => {
  const z = Float32Array.of(3, -1, 2.5, 0);
  z[2] = evenPoint(z, 2);
  assert.ok(Math.abs(softmax(z)[2] - 0.5) < 1e-6);
});

test('a curve runs through its function, from edge to edge, and holds the neuron', () => {
  const { x, y, path } = curveOf((z) => Math.max(0, z), -4, 4);
  assert.ok(path.startsWith(`M${x(-4).toFixed(1)} ${y(0).toFixed(1)}L`) && path.endsWith(`L${x(4).toFixed(1)} ${y(4).toFixed(1)}`));
  assert.deepEqual([rangeOf(0), rangeOf(-3.9), rangeOf(100)], [4, 8, 128]);
});

test('neurons, pixels and outputs are called so that people find them', () => {
  const network = { ...networkOf([20, 2]), labels: ['cat', 'dog'] };
  assert.equal(titleOf(network, -1, 28, t), 'think.pixel 2 1');
  assert.equal(titleOf(network, 0, 19, t), 'think.neuron 20');
  assert.equal(titleOf(network, 1, 1, t), 'think.output dog');
});

test('a caption says how many neurons, and how many share a dot', () => {
  const network = networkOf([4096, 1, 10]);
  assert.deepEqual(captionsOf(network, undefined, 0, t).slice(0, 2), ['think.pixels 784', 'think.pixels_are 28']);
  assert.deepEqual(captionsOf(network, { group: 4 }, 1, t).slice(0, 2), ['think.neurons 4,096', 'think.grouped 4']);
  assert.deepEqual(captionsOf(network, { group: 1 }, 2, t).slice(0, 2), ['think.one_neuron', 'think.looks_at 4,096']);
  assert.deepEqual(captionsOf(network, undefined, 3, t).slice(0, 2), ['think.outputs 10', 'think.outputs_are']);
});

test('the neuron that is told of is the one pointed at, else the one pinned, else the answer’s', () => {
  let changes = 0;
  const chosen = createSelection(() => { changes += 1; });
  const network = networkOf([20, 10]);
  const reading = { confidences: Float32Array.of(0.1, 0.7, 0.2) };
  assert.deepEqual(chosen.told(network, reading), { layer: 1, unit: 1 });
  assert.deepEqual(chosen.told(network, null), { layer: 0, unit: 0 });
  chosen.point(0, 4, true);
  chosen.point(0, 7, false);
  chosen.point(0, 7, false);
  assert.deepEqual([chosen.told(network, reading), changes], [{ layer: 0, unit: 7 }, 2]);
  chosen.point(-1, -1, false);
  assert.deepEqual(chosen.marked, { layer: 0, unit: 4 });
  chosen.point(0, 4, true); // once more lets go
  assert.deepEqual(chosen.marked, NONE);
});
