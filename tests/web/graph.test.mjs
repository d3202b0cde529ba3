import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
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
 * @param layers What the exporter says of them.
 */
async function graph(nodes, constants, layers) {
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
    userDefinedMetadata: { labels: LABELS, layers },
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
/** A layer's description, plain but for what is given. */
const dense = (given = {}) => (
  { kind: 'dense', inputs: 1600, units: 3, activation: 'softmax', kernel: 'w', bias: 0, before: [], after: [], ...given }
);
const read = async (nodes, layers, constants = { w: KERNEL }) => networkOf(await graph(nodes, constants, layers), 40, LABELS, tf);
const PLAIN = [['z', 'MatMul', ['flat', 'w']], softmax('z')];

test("the page's own network is read, and answers as its graph does", async () => {
  const model = await loadOwnModel(tf);
  const network = networkOf(model, 28, [...'0123456789'], tf);
  const { config } = JSON.parse(readFileSync(new URL('../../saved_models/web/card.json', import.meta.url), 'utf8'));
  const sizes = [784, ...config.hidden_units, 10];
  assert.deepEqual(
    network.layers.map(({ inputs, units, activation }) => [inputs, units, activation]),
    sizes.slice(1).map((units, i) => [sizes[i], units, units === 10 ? 'softmax' : config.activation]),
  );
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

test('weights and biases are those of the tensors that the description names', async () => {
  const constants = { w: KERNEL, b: [[3], [0.5, 0, -0.5]] };
  const [layer] = (await read([['m', 'MatMul', ['flat', 'w']], ['z', 'BiasAdd', ['m', 'b']], softmax('z')], [dense({ bias: 'b' })], constants)).layers;
  assert.deepEqual([...layer.weights], [...Float32Array.from(KERNEL[1])]);
  assert.deepEqual([...layer.biases], [0.5, 0, -0.5]);
  assert.deepEqual([layer.inputs, layer.units, layer.activation], [1600, 3, 'softmax']);
});

test('factors and terms around a product are folded into it', async () => {
  const network = await read([
    ['x', 'Sub', ['flat', 'mean']], ['y', 'RealDiv', ['x', 'two']], ['m', 'MatMul', ['y', 'w']], ['n', 'Mul', ['three', 'm']],
    ['z', 'AddV2', ['n', 'b']], softmax('z'),
  ], [dense({ before: [{ scale: 1, shift: -100 }, { scale: 0.5, shift: 0 }], after: [{ scale: 'three', shift: 'b' }] })],
  { w: KERNEL, mean: [[], [100]], two: [[], [2]], three: [[3], [1, 3, 2]], b: [[3], [0.5, 0, -0.5]] });
  const [{ weights, biases, activation }] = network.layers;
  assert.equal(activation, 'softmax');
  assert.ok(Math.abs(weights[4] - 1.5 * KERNEL[1][4]) < 1e-7);
  const sum = KERNEL[1].reduce((all, each, n) => (n % 3 === 2 ? all + each : all), 0);
  assert.ok(Math.abs(biases[2] - (2 * -50 * sum - 0.5)) < 1e-3);
});

test('factors and terms that differ from input to input are folded, the last one first', async () => {
  const some1600 = (from) => [[1600], Array.from({ length: 1600 }, (_, n) => from + Math.sin(n) / 3)];
  const network = await read([
    ['x', 'Mul', ['flat', 's']], ['y', 'AddV2', ['x', 't']], ['m', 'Mul', ['y', 'u']], ['n', 'MatMul', ['m', 'w']], softmax('n'),
  ], [dense({ before: [{ scale: 's', shift: 't' }, { scale: 'u', shift: 0 }] })],
  { w: KERNEL, s: some1600(1), t: some1600(0.2), u: some1600(-1) });
  assert.ok(network);
});

test('layers with an activation between them are read, and only with the one that the graph has', async () => {
  const fused = (...ops) => ({ fused_ops: { list: { s: ops.map(text) } }, num_args: { i: '1' }, leakyrelu_alpha: { f: 0.2 } });
  const constants = { w: KERNEL, b: [[3], [0.1, 0.2, -0.3]], v: [[3, 3], some(9, 1)] };
  const activations = { Relu: 'relu', Elu: 'elu', LeakyRelu: 'leaky_relu', Sigmoid: 'sigmoid' };
  for (const op of Object.keys(activations)) {
    for (const [other, activation] of Object.entries(activations)) {
      const network = await read(
        [['a', '_FusedMatMul', ['flat', 'w', 'b'], fused('BiasAdd', op)], ['z', 'MatMul', ['a', 'v']], softmax('z')],
        [dense({ activation, bias: 'b' }), dense({ inputs: 3, kernel: 'v' })], constants,
      );
      if (other !== op) assert.equal(network, null, `${op} is not ${activation}`);
      else assert.deepEqual(network.layers.map((layer) => layer.activation), [activation, 'softmax']);
      if (network) assert.deepEqual([...network.layers[0].biases], [...Float32Array.of(0.1, 0.2, -0.3)]);
    }
  }
});

test('swish is z times its sigmoid', async () => {
  const constants = { w: KERNEL, v: [[3, 3], some(9, 1)] };
  const gated = (gate) => read(
    [['z1', 'MatMul', ['flat', 'w']], ['s', 'Sigmoid', ['z1']], ['t', 'Tanh', ['z1']], ['a', 'Mul', ['z1', gate]], ['z2', 'MatMul', ['a', 'v']], softmax('z2')],
    [dense({ activation: 'swish' }), dense({ inputs: 3, kernel: 'v' })], constants,
  );
  assert.equal((await gated('s')).layers[0].activation, 'swish');
  assert.equal(await gated('t'), null);
});

test('a graph that does not describe its layers has none to show', async () => {
  assert.ok(await read(PLAIN, [dense()]));
  for (const layers of [undefined, null, [], {}, 'dense', [null], [[]], [{}]]) assert.equal(await read(PLAIN, layers), null);
});

test('a description that does not fit the graph is not believed', async () => {
  const constants = { w: KERNEL, b: [[2], [1, 2]], u: [[1600, 3], some(4800, 0.003)] };
  const wrong = [
    { kernel: 'none' }, { kernel: 'constructor' }, { kernel: 'b' }, { kernel: 'u' }, { bias: 'none' }, { bias: 'b' },
    { units: 4 }, { units: 1e12 }, { units: 0 }, { units: -3 }, { units: '3' }, { inputs: 800, units: 6 }, { inputs: NaN },
    { activation: 'relu' }, { activation: 'toString' }, { activation: undefined }, { before: null }, { after: 'b' },
    { before: [{ scale: 2, shift: 0 }] }, { after: [{ scale: 1, shift: 'b' }] }, { after: [{ scale: 2, shift: 0 }] },
    { after: [{ scale: NaN, shift: 0 }] }, { after: [{}] },
  ];
  for (const given of wrong) assert.equal(await read(PLAIN, [dense(given)], constants), null, JSON.stringify(given));
  assert.equal(await read(PLAIN, [dense(), dense()], constants), null);
  assert.equal(await read(PLAIN, [dense({ activation: 'linear' }), dense({ inputs: 3 })], constants), null);
});

test('layers that do not answer as their graph are not believed', async () => {
  const model = await graph(PLAIN, { w: KERNEL }, [dense()]);
  assert.ok(networkOf(model, 40, LABELS, tf));
  const execute = model.execute.bind(model);
  model.execute = (inputs, names) => {
    const [confidences, digit] = execute(inputs, names);
    return [tf.tensor3d(Float32Array.from(confidences.dataSync()).reverse(), [1, 1, 3]), digit];
  };
  assert.equal(networkOf(model, 40, LABELS, tf), null);
});
