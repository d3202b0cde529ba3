/**
 * The connections that say most: of each layer's products w · a, the largest by size.
 *
 * @typedef {import('../types.js').Network} Network
 * @typedef {import('../types.js').Pass} Pass
 *
 * @typedef {object} Link
 * @property {number} from Neuron (or pixel) of the layer before.
 * @property {number} to Neuron of this layer.
 * @property {number} value w · a.
 */

/**
 * Collects the `count` largest by size. Candidates above a rising threshold go into a buffer four times as long; a full
 * buffer is sorted and cut. So nearly all products cost one comparison.
 *
 * @param {number} count
 */
function collector(count) {
  const size = 4 * count;
  const [keys, values] = [new Int32Array(size), new Float32Array(size)];
  const order = new Uint32Array(size);
  let [filled, threshold] = [0, 0];
  const cut = () => {
    const used = order.subarray(0, filled);
    for (let i = 0; i < filled; i += 1) used[i] = i;
    used.sort((one, other) => Math.abs(values[other]) - Math.abs(values[one]));
    const [topKeys, topValues] = [[...used].map((i) => keys[i]), [...used].map((i) => values[i])];
    filled = Math.min(filled, count);
    keys.set(topKeys.slice(0, filled));
    values.set(topValues.slice(0, filled));
    if (filled === count) threshold = Math.abs(values[count - 1]);
  };
  return {
    /** @param {Float32Array} weights @param {number} row @param {number} units @param {number} input */
    addRow(weights, row, units, input) {
      for (let at = row; at < row + units; at += 1) {
        const value = weights[at] * input;
        if (value <= threshold && value >= -threshold) continue;
        keys[filled] = at;
        values[filled] = value;
        filled += 1;
        if (filled === size) cut();
      }
    },
    /** @param {number} units @returns {Link[]} */
    links(units) {
      cut();
      return Array.from(keys.subarray(0, filled), (at, i) => ({ from: Math.floor(at / units), to: at % units, value: values[i] }));
    },
  };
}

/**
 * The strongest connections of each layer, strongest first.
 *
 * @param {Network} network
 * @param {Pass} pass
 * @param {Float32Array} digit
 * @param {number} [count] How many a layer.
 * @returns {Link[][]} One list per layer of the network: connections from the layer before (or the digit) to it.
 */
export function strongest({ layers }, pass, digit, count = 160) {
  return layers.map(({ inputs, units, weights }, n) => {
    const a = n === 0 ? digit : pass.a[n - 1];
    const found = collector(count);
    // An input of 0 adds nothing: most pixels, and with ReLU many neurons.
    for (let i = 0; i < inputs; i += 1) if (a[i] !== 0) found.addRow(weights, i * units, units, a[i]);
    return found.links(units);
  });
}

/**
 * The strongest connections into one neuron, strongest first.
 *
 * @param {Network} network
 * @param {Pass} pass
 * @param {Float32Array} digit
 * @param {number} layer
 * @param {number} unit
 * @param {number} [count]
 * @returns {Link[]}
 */
export function incoming({ layers }, pass, digit, layer, unit, count = 48) {
  const { inputs, units, weights } = layers[layer];
  const a = layer === 0 ? digit : pass.a[layer - 1];
  /** @type {Link[]} */
  const links = [];
  for (let from = 0; from < inputs; from += 1) {
    const value = weights[from * units + unit] * a[from];
    if (value !== 0) links.push({ from, to: unit, value });
  }
  return links.sort((one, other) => Math.abs(other.value) - Math.abs(one.value)).slice(0, count);
}
