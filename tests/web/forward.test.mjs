import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACTIVATION_NAMES, activate, addProducts, forward, slope, softmax, terms } from '../../web/network/forward.js';

const near = (found, expected, within = 1e-6) => assert.ok(Math.abs(found - expected) <= within, `${found} is not ${expected}`);

/** A network with random weights from a fixed rule. */
function network(sizes, activations) {
  const layers = activations.map((activation, l) => {
    const [inputs, units] = [sizes[l], sizes[l + 1]];
    const weights = Float32Array.from({ length: inputs * units }, (_, n) => Math.sin(7 * n + l));
    return { inputs, units, weights, biases: Float32Array.from({ length: units }, (_, j) => j / 10), activation };
  });
  return { layers, side: Math.sqrt(sizes[0]), labels: Array.from({ length: sizes.at(-1) }, (_, k) => String(k)) };
}

test('activations are what their formulas say', () => {
  const expected = {
    linear: [-1, 2], relu: [0, 2], leaky_relu: [-0.2, 2], sigmoid: [1 / (1 + Math.E), 1 / (1 + Math.exp(-2))],
    tanh: [-0.761594155956, 0.964027580076], elu: [Math.exp(-1) - 1, 2], selu: [-1.1113307378125628, 2.101401974610975],
    softplus: [Math.log(1 + Math.exp(-1)), Math.log(1 + Math.exp(2))], swish: [-1 / (1 + Math.E), 2 / (1 + Math.exp(-2))],
  };
  assert.deepEqual(ACTIVATION_NAMES.toSorted(), Object.keys(expected).toSorted());
  for (const [name, values] of Object.entries(expected)) [-1, 2].forEach((z, n) => near(activate(name, z), values[n]));
});

test('slopes are the derivatives of their activations', () => {
  for (const name of ACTIVATION_NAMES) {
    for (const z of [-3, -0.4, 0.7, 2.5]) near(slope(name, z), (activate(name, z + 1e-4) - activate(name, z - 1e-4)) / 2e-4, 1e-6);
  }
});

test('no activation overflows far from 0', () => {
  for (const name of ACTIVATION_NAMES) {
    for (const z of [-1e4, 1e4]) assert.ok(Number.isFinite(activate(name, z)) && Number.isFinite(slope(name, z)), `${name}(${z})`);
  }
});

test('softmax sums to 1 whatever the logits', () => {
  assert.deepEqual([...softmax([0, 0])], [0.5, 0.5]);
  assert.deepEqual([...softmax([1000, 0, -1000])], [1, 0, 0]);
  near(softmax([1, 2, 3])[2], 0.66524095577);
});

test("the lecture's worked example comes out", () => {
  const layer = (weights, biases) => ({ inputs: 2, units: 2, weights: Float32Array.from(weights), biases: Float32Array.from(biases), activation: 'sigmoid' });
  const layers = [layer([1, -1, -2, 1], [1, 0]), layer([2, -2, -1, -1], [0, 0]), layer([3, -1, -1, 4], [-2, 2])];
  const pass = forward({ layers, side: 1, labels: [] }, Float32Array.of(1, -1));
  assert.deepEqual(pass.a.map((a) => [...a].map((value) => value.toFixed(2))), [['0.98', '0.12'], ['0.86', '0.11'], ['0.62', '0.83']]);
  assert.deepEqual([...pass.z[0]], [4, -2]);
});

test('products are those of a plain double loop, for any number of inputs that are 0', () => {
  for (const [inputs, live] of [[1, 1], [7, 7], [8, 8], [25, 17], [40, 0], [2000, 1999]]) {
    const units = 5;
    const weights = Float32Array.from({ length: inputs * units }, (_, n) => Math.cos(n));
    const a = Float32Array.from({ length: inputs + 3 }, (_, n) => (n >= 3 && n < 3 + live ? Math.sin(n) : 0));
    const z = new Float32Array(units + 2).fill(1);
    addProducts(weights, units, a, 3, inputs, z, 2);
    assert.deepEqual([z[0], z[1]], [1, 1]);
    for (let j = 0; j < units; j += 1) {
      let sum = 1;
      for (let i = 0; i < inputs; i += 1) sum += a[3 + i] * weights[i * units + j];
      near(z[2 + j], sum, 1e-4);
    }
  }
});

test('a neuron’s terms and its bias make its z', () => {
  const given = network([9, 6, 3], ['tanh', 'softmax']);
  const digit = Float32Array.from({ length: 9 }, (_, n) => (n % 3) / 2);
  const pass = forward(given, digit);
  for (const [layer, unit] of [[0, 4], [1, 2]]) {
    const { bias, z, a, largest, rest, restCount } = terms(given, pass, digit, layer, unit, 2);
    near(bias + largest.reduce((sum, { product }) => sum + product, 0) + rest, z);
    near(a, pass.a[layer][unit]);
    assert.equal(largest.length, 2);
    assert.ok(Math.abs(largest[0].product) >= Math.abs(largest[1].product));
    assert.equal(restCount, layer === 0 ? 4 : 4);
    for (const { from, weight, input, product } of largest) {
      assert.equal(weight, given.layers[layer].weights[from * given.layers[layer].units + unit]);
      assert.equal(input, layer === 0 ? digit[from] : pass.a[0][from]);
      near(product, weight * input);
    }
  }
});

test('pixels without ink are no terms', () => {
  const given = network([4, 2], ['softmax']);
  const digit = Float32Array.of(0, 1, 0, 0);
  const { largest, rest, restCount } = terms(given, forward(given, digit), digit, 0, 1);
  assert.deepEqual([largest.map(({ from }) => from), rest, restCount], [[1], 0, 0]);
});
