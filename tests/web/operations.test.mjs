import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '../../web/vendor/tfjs.js';
import { runOperation } from '../support/models.mjs';

await tf.setBackend('cpu');

const X = [-2.5, -1, -0.25, 0, 0.5, 3];
const SCALE = 1.0507009873554805;
const ALPHA = 1.6732632423543772;
const sigmoid = (x) => 1 / (1 + Math.exp(-x));

/** What an MLP's activations and normalisations come down to, each by its formula. */
const ONE_INPUT = {
  Abs: Math.abs,
  Elu: (x) => (x > 0 ? x : Math.exp(x) - 1),
  Exp: Math.exp,
  Expm1: Math.expm1,
  Identity: (x) => x,
  Log1p: (x) => Math.log1p(x),
  Neg: (x) => -x,
  Relu: (x) => Math.max(0, x),
  Relu6: (x) => Math.min(6, Math.max(0, x)),
  Rsqrt: (x) => 1 / Math.sqrt(x),
  Selu: (x) => (x > 0 ? SCALE * x : SCALE * ALPHA * (Math.exp(x) - 1)),
  Sigmoid: sigmoid,
  Softplus: (x) => Math.log1p(Math.exp(x)),
  Sqrt: Math.sqrt,
  Square: (x) => x * x,
  Tanh: Math.tanh,
};

const TWO_INPUTS = {
  AddV2: (x, y) => x + y,
  BiasAdd: (x, y) => x + y,
  Greater: (x, y) => Number(x > y),
  Maximum: Math.max,
  Minimum: Math.min,
  Mul: (x, y) => x * y,
  RealDiv: (x, y) => x / y,
  SquaredDifference: (x, y) => (x - y) ** 2,
  Sub: (x, y) => x - y,
};

function near(values, expected) {
  assert.equal(values.length, expected.length);
  values.forEach((value, i) => {
    const same = Number.isNaN(expected[i]) ? Number.isNaN(value) : value === expected[i] || Math.abs(value - expected[i]) < 1e-5;
    assert.ok(same, `at ${i}: ${value} is not ${expected[i]}`);
  });
}

for (const [op, formula] of Object.entries(ONE_INPUT)) {
  test(`the page's TF.js runs ${op}`, async () => {
    near(await runOperation(tf, op, [[2, 3, X]]), X.map(formula));
  });
}

for (const [op, formula] of Object.entries(TWO_INPUTS)) {
  test(`the page's TF.js runs ${op}`, async () => {
    const y = [2, -1, 0.5];
    near(await runOperation(tf, op, [[2, 3, X], [1, 3, y]]), X.map((x, i) => formula(x, y[i % 3])));
  });
}

test("the page's TF.js runs Softmax", async () => {
  const [a, b, c] = [1, 2, 4].map(Math.exp);
  near(await runOperation(tf, 'Softmax', [[1, 3, [1, 2, 4]]]), [a, b, c].map((x) => x / (a + b + c)));
});

for (const op of ['MatMul', 'BatchMatMulV2']) {
  test(`the page's TF.js runs ${op}`, async () => {
    near(await runOperation(tf, op, [[2, 2, [1, 2, 3, 4]], [2, 2, [5, 6, 7, 8]]]), [19, 22, 43, 50]);
  });
}

for (const [activation, formula] of [['Relu', ONE_INPUT.Relu], ['Elu', ONE_INPUT.Elu], ['Sigmoid', sigmoid]]) {
  test(`the page's TF.js runs a dense layer that the converter has fused with ${activation}`, async () => {
    // The names of fused operations are base64 in a graph.
    const list = ['BiasAdd', activation].map((name) => Buffer.from(name).toString('base64'));
    const attr = { fused_ops: { list: { s: list } }, num_args: { i: '1' } };
    const inputs = [[1, 2, [1, -1]], [2, 2, [0.5, 2, -1, 3]], [1, 2, [-2, 0.25]]];
    near(await runOperation(tf, '_FusedMatMul', inputs, attr), [formula(-0.5), formula(-0.75)]);
  });
}

test('an operation that the page does not know is named', async () => {
  await assert.rejects(runOperation(tf, 'Conv3D', [[1, 1, [1]]]), /Conv3D/);
});
