/**
 * Layers read out of a loaded TF.js graph, so that the page can show every neuron of the network that reads.
 *
 * The graph is walked back from `confidences` to `digit`. What lies between must come down to z = Wᵀa + b and an
 * activation, layer by layer; batch normalisation and a temperature, factors and terms, are folded into W and b. Whatever
 * else is met (a convolution, say), the answer is null; and so it is where the layers do not answer as the graph does.
 *
 * @typedef {import('../types.js').Activation} Activation
 * @typedef {import('../types.js').Layer} Layer
 * @typedef {import('../types.js').Network} Network
 *
 * @typedef {{ name: string, op: string, input?: string[], attr?: Record<string, any> }} Node
 * @typedef {{ shape: number[], dataSync(): ArrayLike<number> }} Tensor
 * @typedef {object} Model A TF.js GraphModel, as far as it is read here.
 * @property {{ modelTopology?: any }} artifacts
 * @property {Record<string, Tensor[]>} weights
 * @property {{ outputs?: Record<string, { name: string }> }} modelSignature
 * @property {(inputs: Record<string, any>, outputs: string[]) => Tensor[]} execute
 *
 * What one operation does to the numbers that come in: a factor, a term, a matrix product, or an activation.
 * @typedef {{ scale: Float32Array } | { shift: Float32Array } | { matrix: Float32Array, inputs: number, units: number }
 *     | { activation: Activation }} Step
 */
import { LEAK, forward } from './forward.js';

/** How far the layers' confidences may be from the graph's. */
const TOLERANCE = 1e-4;
const SAME = new Set(['Identity', 'Reshape', 'Squeeze', 'Cast', 'StopGradient']);
/** @type {Record<string, Activation>} */
const ACTIVATIONS = {
  Relu: 'relu', Sigmoid: 'sigmoid', Tanh: 'tanh', Elu: 'elu', Selu: 'selu', Softplus: 'softplus', LeakyRelu: 'leaky_relu',
  Softmax: 'softmax',
};

/** An operation that is none of a plain network's. */
class Unknown extends Error {}

/** @param {any} value A graph's text: the bytes themselves, or base64 of them. */
const textOf = (value) => (typeof value === 'string' ? atob(value) : String.fromCharCode(...value));

/** @param {string} name `node:0`, or `^node` for one that must only come before. */
const plain = (name) => name.split(':')[0];

/**
 * Looks things up in a model's graph.
 * @param {Model} model
 */
function graphOf(model) {
  /** @type {Map<string, Node>} */
  const nodes = new Map(model.artifacts.modelTopology.node.map((/** @type {Node} */ node) => [node.name, node]));
  /** @param {string} name @returns {Node} The node that the numbers come from, shapes aside. */
  const source = (name) => {
    const node = nodes.get(plain(name));
    if (!node) throw new Unknown(name);
    return SAME.has(node.op) && node.input?.length ? source(node.input[0]) : node;
  };
  /** @param {Node} node @returns {Node[]} */
  const inputs = (node) => (node.input ?? []).filter((name) => !name.startsWith('^')).map(source);
  /** @param {Node} node @returns {{ values: Float32Array, shape: number[] }|null} */
  const constant = (node) => {
    const tensor = node.op === 'Const' && model.weights[node.name]?.[0];
    return tensor ? { values: new Float32Array(tensor.dataSync()), shape: tensor.shape } : null;
  };
  return { source, inputs, constant };
}
/** @typedef {ReturnType<typeof graphOf>} Graph */

/**
 * A matrix product and what is fused with it.
 * @param {Graph} graph @param {Node} node
 * @returns {{ from: Node, steps: Step[] }}
 */
function productOf(graph, node) {
  const [from, kernel, ...others] = graph.inputs(node);
  const constant = graph.constant(kernel);
  const attr = node.attr ?? {};
  if (!constant || constant.shape.length !== 2 || attr.transpose_a?.b) throw new Unknown(node.op);
  const [rows, columns] = constant.shape;
  let { values: matrix } = constant;
  if (attr.transpose_b?.b) {
    const given = matrix;
    matrix = matrix.map((_, n) => given[(n % rows) * columns + Math.floor(n / rows)]);
  }
  const [inputs, units] = attr.transpose_b?.b ? [columns, rows] : [rows, columns];
  /** @type {Step[]} */
  const steps = [{ matrix, inputs, units }];
  for (const text of attr.fused_ops?.list?.s ?? []) {
    const op = textOf(text);
    const bias = op === 'BiasAdd' ? graph.constant(others[0]) : null;
    if (bias) steps.push({ shift: bias.values });
    else steps.push(activationOf(op, attr.leakyrelu_alpha));
  }
  return { from, steps };
}

/** @param {string} op @param {{ f?: number }} [alpha] @returns {Step} */
function activationOf(op, alpha) {
  const activation = ACTIVATIONS[op];
  if (!activation || (op === 'LeakyRelu' && Math.abs((alpha?.f ?? LEAK) - LEAK) > 1e-6)) throw new Unknown(op);
  return { activation };
}

/**
 * The steps of one node, and the node that its numbers come from.
 * @param {Graph} graph @param {Node} node
 * @returns {{ from: Node, steps: Step[] }}
 */
function stepsOf(graph, node) {
  if (node.op === 'MatMul' || node.op === '_FusedMatMul') return productOf(graph, node);
  const [one, other] = graph.inputs(node);
  if (!other) return { from: one, steps: [activationOf(node.op, node.attr?.alpha)] };
  const known = graph.constant(other) ?? graph.constant(one);
  const from = graph.constant(other) ? one : other;
  if (node.op === 'Mul' && !known) {
    // z · σ(z)
    const [z, gate] = one.op === 'Sigmoid' ? [other, one] : [one, other];
    if (gate.op !== 'Sigmoid' || graph.inputs(gate)[0] !== z) throw new Unknown(node.op);
    return { from: z, steps: [{ activation: 'swish' }] };
  }
  if (!known || (from === other && ['Sub', 'RealDiv'].includes(node.op))) throw new Unknown(node.op);
  const { values } = known;
  if (node.op === 'Mul') return { from, steps: [{ scale: values }] };
  if (node.op === 'RealDiv') return { from, steps: [{ scale: values.map((value) => 1 / value) }] };
  if (node.op === 'Sub') return { from, steps: [{ shift: values.map((value) => -value) }] };
  if (['Add', 'AddV2', 'BiasAdd'].includes(node.op)) return { from, steps: [{ shift: values }] };
  throw new Unknown(node.op);
}

/** @param {Float32Array} values One for all, or one each. @param {number} n */
const at = (values, n) => values[values.length === 1 ? 0 : n];

/**
 * A layer, with what was done to its inputs folded in: Wᵀ(s ⊙ a + t) + b = (s ⊙ W)ᵀa + (Wᵀt + b).
 * @param {{ matrix: Float32Array, inputs: number, units: number }} product
 * @param {{ scale: Float32Array } | { shift: Float32Array } | any} before The steps since the last activation.
 * @returns {Layer}
 */
function layerOf({ matrix, inputs, units }, before) {
  const weights = matrix.slice();
  const biases = new Float32Array(units);
  for (let i = 0; i < inputs; i += 1) {
    let [scale, shift] = [1, 0];
    for (const step of before) {
      if (step.scale) [scale, shift] = [scale * at(step.scale, i), shift * at(step.scale, i)];
      else shift += at(step.shift, i);
    }
    for (let j = 0; j < units; j += 1) {
      biases[j] += shift * matrix[i * units + j];
      weights[i * units + j] *= scale;
    }
  }
  return { inputs, units, weights, biases, activation: 'linear' };
}

/**
 * Gathers steps, first to last, to layers.
 * @param {Step[]} steps
 * @returns {Layer[]}
 */
function layersOf(steps) {
  /** @type {Layer[]} */
  const layers = [];
  /** @type {Step[]} */
  let before = [];
  /** @type {Layer|null} The layer whose activation has not come yet. */
  let open = null;
  for (const step of steps) {
    if ('matrix' in step) {
      layers.push(open = layerOf(step, before));
      before = [];
    } else if ('activation' in step) {
      if (!open) throw new Unknown(step.activation);
      open.activation = step.activation;
      open = null;
    } else if (!open) before.push(step);
    else if ('scale' in step) {
      const { weights, biases, units } = open;
      for (let n = 0; n < weights.length; n += 1) weights[n] *= at(step.scale, n % units);
      for (let j = 0; j < units; j += 1) biases[j] *= at(step.scale, j);
    } else for (let j = 0; j < open.units; j += 1) open.biases[j] += at(step.shift, j);
  }
  return layers;
}

/**
 * @param {Model} model
 * @returns {Layer[]}
 */
function walk(model) {
  const outputs = model.modelSignature.outputs ?? {};
  const graph = graphOf(model);
  const digit = graph.source(outputs.digit.name);
  /** @type {Step[]} */
  const steps = [];
  for (let node = graph.source(outputs.confidences.name); node !== digit;) {
    const { from, steps: found } = stepsOf(graph, node);
    steps.unshift(...found);
    node = from;
  }
  return layersOf(steps);
}

/** Ink with a corner, a slope and a curve, enough to make every layer answer. */
function testInk() {
  const side = 40;
  return Float32Array.from({ length: side * side }, (_, n) => {
    const [x, y] = [n % side, Math.floor(n / side)];
    const ring = Math.abs(Math.hypot(x - 22, y - 26) - 8) < 2;
    return (y > 5 && y < 9 && x > 8 && x < 30) || Math.abs(x + y - 36) < 2 || ring ? 255 - 3 * x : 0;
  });
}

/**
 * Whether layers answer as the graph that they were read from.
 * @param {any} tf @param {Model} model @param {Network} network
 */
function agrees(tf, model, network) {
  let apart = Infinity;
  tf.tidy(() => {
    const ink = tf.tensor3d(testInk(), [1, 40, 40]);
    const [answer, digit] = model.execute({ ink }, ['confidences', 'digit']);
    const expected = answer.dataSync();
    const { a } = forward(network, Float32Array.from(digit.dataSync()));
    const found = a[a.length - 1];
    if (found.length === expected.length) apart = Math.max(...found.map((value, k) => Math.abs(value - expected[k])));
  });
  return apart <= TOLERANCE;
}

/**
 * The network inside a TF.js graph, every weight in the open.
 *
 * @param {any} model A loaded GraphModel.
 * @param {number} side Its digits are side × side.
 * @param {string[]} labels
 * @param {any} tf TF.js, with which the graph is asked whether the layers answer as it does.
 * @returns {Network|null} Null where the graph is no plain network of layers.
 */
export function networkOf(model, side, labels, tf) {
  try {
    const network = { layers: walk(model), side, labels };
    const [first, last] = [network.layers[0], network.layers[network.layers.length - 1]];
    const softmaxes = network.layers.filter(({ activation }) => activation === 'softmax');
    const fits = first.inputs === side * side && last.units === labels.length && softmaxes.length === 1 && softmaxes[0] === last;
    return fits && agrees(tf, model, network) ? network : null;
  } catch {
    // Anything that is not as expected in a graph made elsewhere means the same: it cannot be shown.
    return null;
  }
}
