import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ticks, thinned } from '../../web/render2d/line_chart.js';
import { formula, sizeOf } from '../../web/views/functions.js';
import { evaluateDigits } from '../../web/views/goodness/evaluate.js';

/** A network on two pixels by two that answers by the first pixel alone. */
const network = {
  side: 2,
  labels: ['dark', 'light'],
  layers: [{ inputs: 4, units: 2, weights: Float32Array.of(0, 2, 0, 0, 0, 0, 0, 0), biases: Float32Array.of(1, 0), activation: 'softmax' }],
};

test('the formula is written as the lecture does', () => {
  assert.equal(formula(0), 'y = f(x; θ) = softmax(W¹x + b¹)');
  assert.equal(formula(2), 'y = f(x; θ) = softmax(W³ σ(W² σ(W¹x + b¹) + b²) + b³)');
});

test('θ counts weights and biases', () => {
  assert.equal(sizeOf(network), 10);
});

test('digits are judged by their cross-entropy', () => {
  const digits = { images: Uint8Array.of(255, 0, 0, 0, 0, 9, 9, 9), labels: Uint8Array.of(1, 1) };
  const [light, dark] = evaluateDigits(network, digits, 0, 2);
  assert.ok(Math.abs(light.loss - Math.log(1 + Math.exp(-1))) < 1e-6); // z = (1, 2)
  assert.ok(Math.abs(dark.loss - Math.log(1 + Math.exp(1))) < 1e-6); // z = (1, 0)
  assert.deepEqual([light.best, dark.best, dark.index], [1, 0, 1]);
});

test('an axis is divided at round numbers', () => {
  assert.deepEqual(ticks(0, 1), [0, 0.5, 1]);
  assert.deepEqual(ticks(0, 480), [0, 200, 400]);
  assert.deepEqual(ticks(0, 2.3), [0, 1, 2]);
  assert.deepEqual(ticks(3, 3), [3]);
});

test('a long line is thinned out, and its end stays', () => {
  const line = Array.from({ length: 1000 }, (_, i) => [i, i]);
  assert.equal(thinned(line, 100).length, 100);
  assert.deepEqual(thinned(line, 100).at(-1), [999, 999]);
  assert.equal(thinned(line, 1000), line);
});
