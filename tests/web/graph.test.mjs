import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forward } from '../../web/network/forward.js';
import { networkOf } from '../../web/network/graph.js';
import * as tf from '../../web/vendor/tfjs.js';
import { loadOwnModel, pictureOfSeven } from '../support/models.mjs';

const FLOAT = { type: 'DT_FLOAT' };
const LABELS = ['a', 'b', 'c'];
const text = (op) => Buffer.from(op).toString('base64');

/**
 * Loads a graph on digits of 40 × 40, the ink itself.
 *
 * @param nodes [name, op, inputs, attr]; 'digit' and 'flat' are there.
 * @param constants name -> [shape, values].
 */
async function graph(nodes, constants) {
  const weights = { ...constants, shape: [[2], [-1, 1600], 'int32'] };
  const node = [
    { name: 'ink', op: 'Placeholder', attr: { dtype: FLOAT } },
    ...Object.entries(weights).map(([name, [, , type]]) => ({ name, op: 'Const', attr: { dtype: { type: type ? 'DT_INT32' : 'DT_FLOAT' } } })),
    { name: 'scale', op: 'Identity', input: ['ink'], attr: { T: FLOAT } },
    { name: 'digit', op: 'Identity', input: ['scale'], attr: { T: FLOAT } },
    { name: 'flat', op: 'Reshape', input: ['digit', 'shape'], attr: { T: FLOAT } },
    ...nodes.map(([name, op, input, attr = {}]) => ({ name, op, input, attr: { T: FLOAT, ...attr } })),
  ];
  const specs = Object.entries(weights).map(([name, [shape, , dtype = 'float32']]) => ({ name, shape, dtype }));
  const data = Object.values(weights).map(([, values, type]) => (type ? Int32Array.from(values) : Float32Array.from(values)));
  const artifacts = {
    modelTopology: { node, versions: {} },
    weightSpecs: specs,
    weightData: Uint8Array.from(Buffer.concat(data.map((each) => Buffer.from(each.buffer)))).buffer,
    signature: {
      inputs: { ink: { name: 'ink:0', dtype: 'DT_FLOAT', tensorShape: { dim: [{ size: '-1' }, { size: '40' }, { size: '40' }] } } },
      outputs: Object.fromEntries(['digit', 'confidences'].map((name) => [name, { name: `${name}:0`, dtype: 'DT_FLOAT' }])),
    },
  };
  return tf.loadGraphModel({ load: async () => artifacts });
}

const some = (count, size = 0.002) => Array.from({ length: count }, (_, n) => size * Math.sin(3 * n + 1));
const KERNEL = [[1600, 3], some(4800)];
const softmax = (input) => ['confidences', 'Softmax', [input]];
const read = async (nodes, constants = { w: KERNEL }) => networkOf(await graph(nodes, constants), 40, LABELS, tf);

test("the page's own network is read, and answers as its graph does", async () => {
  const model = await loadOwnModel(tf);
  const network = networkOf(model, 28, [...'0123456789'], tf);
  assert.deepEqual(network.layers.map(({ inputs, units, activation }) => [inputs, units, activation]), [
    [784, 512, 'swish'], [512, 256, 'swish'], [256, 256, 'swish'], [256, 10, 'softmax']]);
  const { data, width, height } = pictureOfSeven();
  const ink = tf.tensor3d(Float32Array.from(data), [1, height, width]);
  const [expected, digit] = model.execute({ ink }, ['confidences', 'digit']).map((tensor) => tensor.dataSync());
  const confidences = forward(network, Float32Array.from(digit)).a.at(-1);
  assert.ok(confidences.every((value, k) => Math.abs(value - expected[k]) < 1e-5));
});

test('reading a network leaves no tensor behind', async () => {
  const model = await loadOwnModel(tf);
  const { numTensors } = tf.memory();
  networkOf(model, 28, [...'0123456789'], tf);
  assert.equal(tf.memory().numTensors, numTensors);
});

test('other numbers of labels or pixels are no fit', async () => {
  const model = await loadOwnModel(tf);
  assert.equal(networkOf(model, 28, LABELS, tf), null);
  assert.equal(networkOf(model, 14, [...'0123456789'], tf), null);
});

test('a kernel may stand transposed', async () => {
  const transposed = Array.from({ length: 4800 }, (_, n) => KERNEL[1][(n % 1600) * 3 + Math.floor(n / 1600)]);
  const plain = await read([['z', 'MatMul', ['flat', 'w']], softmax('z')]);
  const other = await read([['z', 'MatMul', ['flat', 'w'], { transpose_b: { b: true } }], softmax('z')], { w: [[3, 1600], transposed] });
  assert.deepEqual(other, plain);
  assert.deepEqual([...plain.layers[0].weights], [...Float32Array.from(KERNEL[1])]);
});

test('factors and terms around a product are folded into it', async () => {
  const network = await read([
    ['x', 'Sub', ['flat', 'mean']], ['y', 'RealDiv', ['x', 'two']], ['m', 'MatMul', ['y', 'w']], ['n', 'Mul', ['three', 'm']],
    ['z', 'AddV2', ['n', 'b']], softmax('z'),
  ], { w: KERNEL, mean: [[], [100]], two: [[], [2]], three: [[3], [1, 3, 2]], b: [[3], [0.5, 0, -0.5]] });
  const [{ weights, biases, activation }] = network.layers;
  assert.equal(activation, 'softmax');
  assert.ok(Math.abs(weights[4] - 1.5 * KERNEL[1][4]) < 1e-7);
  const sum = KERNEL[1].reduce((all, each, n) => (n % 3 === 2 ? all + each : all), 0);
  assert.ok(Math.abs(biases[2] - (2 * -50 * sum - 0.5)) < 1e-3);
});

test('what is fused with a product is taken apart', async () => {
  const fused = (...ops) => ({ fused_ops: { list: { s: ops.map(text) } }, num_args: { i: '1' }, leakyrelu_alpha: { f: 0.2 } });
  const constants = { w: KERNEL, b: [[3], [0.1, 0.2, -0.3]], v: [[3, 3], some(9, 1)] };
  for (const [op, activation] of [['Relu', 'relu'], ['Elu', 'elu'], ['LeakyRelu', 'leaky_relu']]) {
    const network = await read([['a', '_FusedMatMul', ['flat', 'w', 'b'], fused('BiasAdd', op)], ['z', 'MatMul', ['a', 'v']], softmax('z')], constants);
    assert.deepEqual(network.layers.map((layer) => layer.activation), [activation, 'softmax']);
    assert.deepEqual([...network.layers[0].biases], [...Float32Array.of(0.1, 0.2, -0.3)]);
  }
});

test('swish is z times its sigmoid, either way round, and no other product is', async () => {
  const constants = { w: KERNEL, v: [[3, 3], some(9, 1)] };
  const gated = (...factors) => read([['z1', 'MatMul', ['flat', 'w']], ['s', 'Sigmoid', ['z1']], ['t', 'Tanh', ['z1']], ['a', 'Mul', factors], ['z2', 'MatMul', ['a', 'v']], softmax('z2')], constants);
  assert.equal((await gated('z1', 's')).layers[0].activation, 'swish');
  assert.equal((await gated('s', 'z1')).layers[0].activation, 'swish');
  assert.equal(await gated('t', 's'), null);
  assert.equal(await gated('z1', 't'), null);
});

test('a term that is no constant, and a kernel that is none, are no plain network', async () => {
  assert.equal(await read([['m', 'MatMul', ['flat', 'w']], ['z', 'AddV2', ['m', 'm']], softmax('z')]), null);
  assert.equal(await read([['m', 'MatMul', ['flat', 'w']], ['z', 'Sub', ['b', 'm']], softmax('z')], { w: KERNEL, b: [[3], [1, 2, 3]] }), null);
  assert.equal(await read([['m', 'MatMul', ['flat', 'w']], ['z', 'MatMul', ['m', 'm'], { transpose_b: { b: true } }], softmax('z')]), null);
});

test('layers that do not answer as their graph are not believed', async () => {
  const model = await graph([['z', 'MatMul', ['flat', 'w']], softmax('z')], { w: KERNEL });
  const execute = model.execute.bind(model);
  model.execute = (inputs, names) => {
    const [confidences, digit] = execute(inputs, names);
    return [tf.tensor3d(Float32Array.from(confidences.dataSync()).reverse(), [1, 1, 3]), digit];
  };
  assert.equal(networkOf(model, 40, LABELS, tf), null);
});
