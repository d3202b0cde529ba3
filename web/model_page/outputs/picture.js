/** Pictures that a model answers: colours, a grey map, or classes of every pixel. */
import { make } from '../../views/elements.js';

/** Colours that stay apart for most eyes (M. Okabe and K. Ito, "Color Universal Design", 2008). */
const PALETTE = ['#000000', '#e69f00', '#56b4e9', '#009e73', '#f0e442', '#0072b2', '#d55e00', '#cc79a7', '#999999', '#ffffff'];

/** @param {string} colour */
const parts = (colour) => [1, 3, 5].map((n) => parseInt(colour.slice(n, n + 2), 16));

/** Lowest and highest value of a picture, as its activation says, or else as they are. @param {ArrayLike<number>} values @param {string} activation */
function rangeOf(values, activation) {
  if (activation === 'sigmoid' || activation === 'softmax') return [0, 1];
  if (activation === 'tanh') return [-1, 1];
  let [low, high] = [Infinity, -Infinity];
  for (let n = 0; n < values.length; n += 1) [low, high] = [Math.min(low, values[n]), Math.max(high, values[n])];
  return low >= 0 && high <= 1 ? [0, 1] : low >= 0 && high > 1 && high <= 255 ? [0, 255] : [low, high];
}

/**
 * @param {import('../types.js').Given} given
 * @param {import('../types.js').OutputDescription} output
 * @returns {import('../types.js').OutputView}
 */
export function createPicture({ document, words }, output) {
  const canvas = make(document, 'canvas', { class: 'picture', role: 'img' });
  const legend = make(document, 'ul', { class: 'legend' });
  return {
    root: make(document, 'div', { class: 'output' }, make(document, 'h2', { text: output.name }), canvas, legend),
    translate() {
      canvas.setAttribute('aria-label', words()('picture.answer', { name: output.name }));
    },
    show(values, shape) {
      const [height, width, channels = 1] = shape.slice(1);
      [canvas.width, canvas.height] = [width, height];
      const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
      const pixels = context.createImageData(width, height);
      const [low, high] = rangeOf(values, output.activation);
      const seen = new Set();
      for (let n = 0; n < width * height; n += 1) {
        const at = n * channels;
        /** @type {number[]} */
        let colour;
        if (channels === 1 || channels === 3) {
          const levels = Array.from({ length: channels }, (_, k) => (255 * (values[at + k] - low)) / (high - low || 1));
          colour = channels === 1 ? [levels[0], levels[0], levels[0]] : levels;
        } else {
          let most = 0;
          for (let k = 1; k < channels; k += 1) if (values[at + k] > values[at + most]) most = k;
          seen.add(most);
          colour = parts(PALETTE[most % PALETTE.length]);
        }
        pixels.data.set([...colour, 255], 4 * n);
      }
      context.putImageData(pixels, 0, 0);
      legend.replaceChildren(...[...seen].sort((a, b) => a - b).map((k) => {
        const swatch = make(document, 'span', { class: 'swatch' });
        swatch.style.background = PALETTE[k % PALETTE.length];
        return make(document, 'li', {}, swatch, output.labels?.[k] ?? words()('classes.number', { number: k }));
      }));
    },
  };
}
