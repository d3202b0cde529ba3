/**
 * Heat maps of signed numbers: a neuron's weights, attribution over a digit, feature maps.
 *
 * @typedef {import('./colours.js').Rgb} Rgb
 */
import { levelOf, mix, scaleOf } from './colours.js';

/** Under the ink the pictures are as dark as the digit's own ground, whatever the theme. @type {Rgb} */
const BLACK = [0, 0, 0];
const ON_BLACK = scaleOf(BLACK, [255, 150, 64], [92, 164, 255], true);

/** @param {ArrayLike<number>} values */
export function largest(values) {
  let most = 0;
  for (let i = 0; i < values.length; i += 1) most = Math.max(most, Math.abs(values[i]));
  return most;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 * @param {(i: number) => Rgb | null} colour Of each pixel, row by row; null: none.
 */
function paint(canvas, width, height, colour) {
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const image = context.createImageData(width, height);
  for (let i = 0; i < width * height; i += 1) {
    const rgb = colour(i);
    if (!rgb) continue;
    image.data.set(rgb, 4 * i);
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

/**
 * The weights into one neuron: of pixels as they lie, of neurons row by row, in a square.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} weights
 * @param {Rgb[]} scale
 */
export function paintWeights(canvas, weights, scale) {
  const most = largest(weights);
  const width = Math.ceil(Math.sqrt(weights.length));
  paint(canvas, width, Math.ceil(weights.length / width), (i) => (i < weights.length ? scale[levelOf(weights[i], most)] : null));
}

/**
 * The digit, darkened, and over it the pixels that speak for an answer and against it.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} digit
 * @param {Float32Array | null} spoken Of each pixel; null: the digit alone.
 */
export function paintAttribution(canvas, digit, spoken) {
  const side = Math.round(Math.sqrt(digit.length));
  const most = spoken ? largest(spoken) : 0;
  paint(canvas, side, side, (i) => {
    const grey = 255 * digit[i] * (most > 0 ? 0.3 : 1);
    if (!spoken || most === 0) return [grey, grey, grey];
    // The square root lets weaker voices be seen.
    const voice = Math.sign(spoken[i]) * Math.sqrt(Math.abs(spoken[i]) / most);
    return mix([grey, grey, grey], ON_BLACK[levelOf(voice * 0.72, 1)], Math.min(1, Math.abs(voice) * 1.3));
  });
}

/** Feature maps in a row; half as many of those with finer detail, which would be lost on a telephone. */
const ACROSS = 16;
const FINE = 10;
const GAP = 1;

/**
 * A layer's feature maps side by side, the brightest value white; negative ones, which some activations have, are blue.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {import('../types.js').Maps} maps
 */
export function paintMaps(canvas, { values, height, width, channels }) {
  const most = largest(values);
  const across = Math.min(width > FINE ? ACROSS / 2 : ACROSS, channels);
  const [stepX, stepY] = [width + GAP, height + GAP];
  const total = across * stepX - GAP;
  paint(canvas, total, Math.ceil(channels / across) * stepY - GAP, (i) => {
    const [x, y] = [i % total, Math.floor(i / total)];
    const channel = Math.floor(y / stepY) * across + Math.floor(x / stepX);
    const [column, row] = [x % stepX, y % stepY];
    if (channel >= channels || column === width || row === height) return null;
    const value = most > 0 ? values[(row * width + column) * channels + channel] / most : 0;
    const grey = Math.round(255 * Math.max(0, value));
    return value < 0 ? ON_BLACK[levelOf(value, 1)] : [grey, grey, grey];
  });
}
