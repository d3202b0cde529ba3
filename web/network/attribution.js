/**
 * Pixel attribution by gradient × input: which pixels speak for an answer and which against it.
 *
 * Gradient × input. With z the logits, the score of output k is how far it stands above the mean of all of them,
 *
 *     s = z_k − (1/K) Σ z,        value of pixel i = x_i · ∂s/∂x_i,
 *
 * where ∂s/∂x comes from backpropagation started with ∂s/∂z_k = 1 − 1/K and −1/K elsewhere. A pixel without ink says
 * nothing. Where the network is piecewise linear (ReLU, no hidden layer) the values and the biases' own share sum to s.
 * A. Shrikumar, P. Greenside and A. Kundaje, "Learning Important Features Through Propagating Activation Differences",
 * 2017, describe the method and what it misses.
 *
 * @typedef {import('../types.js').Network} Network
 * @typedef {import('../types.js').Pass} Pass
 */
import { slope } from './forward.js';

/**
 * The pixels' say in one output.
 * @param {Network} network
 * @param {Pass} pass What `forward` gave for the digit.
 * @param {Float32Array} digit
 * @param {number} output
 * @returns {Float32Array} side × side: above 0 for the answer, below 0 against it.
 */
export function attribution(network, pass, digit, output) {
  const { layers } = network;
  const outputs = layers[layers.length - 1].units;
  let delta = Float32Array.from({ length: outputs }, (_, k) => Number(k === output) - 1 / outputs);
  for (let l = layers.length - 1; l >= 0; l -= 1) {
    const { inputs, units, weights } = layers[l];
    const before = new Float32Array(inputs);
    for (let i = 0; i < inputs; i += 1) {
      // What follows is multiplied by the pixel, so a dark one needs no sum.
      if (l === 0 && digit[i] === 0) continue;
      let sum = 0;
      for (let j = 0, w = i * units; j < units; j += 1, w += 1) sum += weights[w] * delta[j];
      before[i] = sum * (l > 0 ? slope(layers[l - 1].activation, pass.z[l - 1][i]) : digit[i]);
    }
    delta = before;
  }
  return delta;
}
