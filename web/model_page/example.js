/** Inputs to try a model with before anyone gives it any: numbers such as it takes, the same on every visit. */
import { pictureShape } from './inputs/picture.js';

/** @typedef {import('./types.js').InputDescription} InputDescription */
/** @typedef {import('./types.js').Shaped} Shaped */

/** Length of an axis of any size while the model is tried. */
const FREE_AXIS = 32;
/** The golden ratio: its multiples' fractions lie evenly from 0 to 1, without a period. */
const RATIO = 0.6180339887498949;

/** How a share of 0 to 1 becomes the nth number of an input. @param {InputDescription} input @param {number[]} shape @returns {(share: number, n: number) => number} */
function scaleOf({ kind, dtype, vocabulary, below, fields = [], channels = 3, first, factor, term }, shape) {
  if (kind === 'picture' && factor && term) {
    const [height, width] = shape.slice(first ? 2 : 1);
    return (share, n) => {
      const channel = first ? Math.floor(n / (height * width)) % channels : n % channels;
      return 255 * share * factor[channel] + term[channel];
    };
  }
  const classes = vocabulary?.length ?? below;
  if (classes) return (share) => Math.floor(share * classes);
  if (dtype === 'int32') return () => 0; // where nothing is known, the one number that every table of words has
  if (dtype === 'bool') return (share) => Number(share < 0.5);
  return (share, n) => {
    const { min = 0, max = min + 1 } = fields[n % fields.length] ?? {};
    return min + share * (max - min);
  };
}

/** @param {{ inputs: InputDescription[] }} page @returns {Shaped[]} */
export function exampleOf({ inputs }) {
  return inputs.map((input) => {
    const { height, width } = pictureShape(input);
    const picture = input.kind === 'picture' ? (input.first ? [null, height, width] : [height, width]) : [];
    const shape = [1, ...input.shape.map((size, axis) => size ?? picture[axis] ?? FREE_AXIS)];
    const scaled = scaleOf(input, shape);
    const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
    for (let n = 0; n < values.length; n += 1) values[n] = scaled((n * RATIO) % 1, n);
    return { name: input.name, shape, values };
  });
}
