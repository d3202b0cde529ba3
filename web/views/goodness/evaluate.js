/** Evaluation of a network on digits: loss and answer of each. */
import { forward } from '../../network/forward.js';
import { exampleLoss } from '../../training/gradient_descent.js';

/**
 * @typedef {import('../../types.js').Network} Network
 * @typedef {{loss: number, index: number, label: number, best: number}} Evaluation One digit: what it costs, what it is, and
 *     what it is read as.
 */

/**
 * Judges a function on digits and returns the loss of each.
 *
 * @param {Network} network
 * @param {{images: Uint8Array, labels: Uint8Array}} digits
 * @param {number} from
 * @param {number} to
 * @returns {Evaluation[]}
 */
export function evaluateDigits(network, { images, labels }, from, to) {
  const size = network.side ** 2;
  return Array.from({ length: to - from }, (_, i) => {
    const index = from + i;
    const digit = Float32Array.from(images.subarray(index * size, (index + 1) * size), (grey) => grey / 255);
    const pass = forward(network, digit);
    const confidences = pass.a[pass.a.length - 1];
    return { loss: exampleLoss(pass, labels[index]), index, label: labels[index], best: confidences.indexOf(Math.max(...confidences)) };
  });
}

/** A loss in a few characters. @param {number} loss */
export const short = (loss) => (loss >= 100 ? loss.toFixed(0) : loss >= 10 ? loss.toFixed(1) : loss.toFixed(2));
