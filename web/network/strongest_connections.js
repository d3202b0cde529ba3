/**
 * Strongest connections: of each layer's products w · a, the largest by size.
 *
 * @typedef {import('../types.js').Network} Network
 * @typedef {import('../types.js').Pass} Pass
 *
 * @typedef {object} Link
 * @property {number} from Neuron (or pixel) of the layer before.
 * @property {number} to Neuron of this layer.
 * @property {number} value w · a.
 */

/** The largest weight, by size, out of each input: found once for each layer. @type {WeakMap<Float32Array, Float32Array>} */
const bounds = new WeakMap();

/** @param {import('../types.js').Layer} layer @returns {Float32Array} */
function boundsOf({ inputs, units, weights }) {
  const known = bounds.get(weights);
  if (known) return known;
  const found = new Float32Array(inputs);
  for (let i = 0; i < inputs; i += 1) {
    for (let at = i * units; at < (i + 1) * units; at += 1) found[i] = Math.max(found[i], Math.abs(weights[at]));
  }
  bounds.set(weights, found);
  return found;
}

/**
 * Collects the `count` largest by size. Candidates above a rising threshold go into a buffer four times as long; a full
 * buffer is cut. So most inputs cost one comparison, and most products of the others one.
 *
 * @param {number} count
 */
function createCollector(count) {
  const size = 4 * count;
  const [keys, values, sizes] = [new Int32Array(size), new Float32Array(size), new Float32Array(size)];
  let [filled, threshold] = [0, 0];
  const cut = () => {
    for (let i = 0; i < filled; i += 1) sizes[i] = Math.abs(values[i]);
    // Numbers sort without a comparison of ours, which would take most of the time.
    const sorted = sizes.subarray(0, filled).sort();
    const least = sorted[filled - count];
    let equal = count - (filled - 1 - sorted.lastIndexOf(least)); // so many of those that are as small as the least
    let kept = 0;
    for (let i = 0; i < filled; i += 1) {
      const own = Math.abs(values[i]);
      if (own < least || (own === least && equal-- <= 0)) continue;
      keys[kept] = keys[i];
      values[kept] = values[i];
      kept += 1;
    }
    [filled, threshold] = [kept, least];
  };
  return {
    /** The products of one input. @param {Float32Array} weights @param {number} from @param {number} to @param {number} input @param {number} bound */
    add(weights, from, to, input, bound) {
      if (Math.abs(input) * bound <= threshold) return;
      let least = threshold;
      for (let at = from; at < to; at += 1) {
        const value = weights[at] * input;
        if (value <= least && value >= -least) continue;
        keys[filled] = at;
        values[filled] = value;
        filled += 1;
        if (filled < size) continue;
        cut();
        least = threshold;
      }
    },
    /** @param {number} units @returns {Link[]} */
    links(units) {
      if (filled > count) cut();
      const links = Array.from(keys.subarray(0, filled), (at, i) => ({ from: Math.floor(at / units), to: at % units, value: values[i] }));
      return links.sort((one, other) => Math.abs(other.value) - Math.abs(one.value));
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
export function strongestConnections({ layers }, pass, digit, count = 160) {
  return layers.map((layer, n) => {
    const { inputs, units, weights } = layer;
    const a = n === 0 ? digit : pass.a[n - 1];
    const bound = boundsOf(layer);
    const found = createCollector(count);
    // An input of 0 adds nothing: most pixels, and with ReLU many neurons.
    for (let i = 0; i < inputs; i += 1) if (a[i] !== 0) found.add(weights, i * units, (i + 1) * units, a[i], bound[i]);
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
export function incomingConnections({ layers }, pass, digit, layer, unit, count = 48) {
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
