/** A series that a model answers: a line for each column. */
import { make } from '../../views/elements.js';

const [WIDTH, HEIGHT] = [600, 200];

/**
 * @param {import('../types.js').Given} given
 * @param {import('../types.js').OutputDescription} output
 * @returns {import('../types.js').OutputView}
 */
export function createSeriesOutput({ document, words }, output) {
  const canvas = make(document, 'canvas', { class: 'curve', width: WIDTH, height: HEIGHT, role: 'img' });
  const range = make(document, 'p', { class: 'hint' });
  let [low, high] = [0, 0];
  return {
    root: make(document, 'div', { class: 'output' }, make(document, 'h2', { text: output.name }), canvas, range),
    translate() {
      canvas.setAttribute('aria-label', words()('series.answer', { name: output.name }));
      range.textContent = words()('series.range', { low: low.toPrecision(4), high: high.toPrecision(4) });
    },
    show(values, shape) {
      const columns = shape.length > 2 ? shape[2] : 1;
      const steps = values.length / columns;
      [low, high] = [Infinity, -Infinity];
      for (let n = 0; n < values.length; n += 1) [low, high] = [Math.min(low, values[n]), Math.max(high, values[n])];
      const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
      const style = /** @type {Window} */ (document.defaultView).getComputedStyle(canvas);
      context.clearRect(0, 0, WIDTH, HEIGHT);
      context.lineWidth = 3;
      for (let k = 0; k < columns; k += 1) {
        context.strokeStyle = style.getPropertyValue(k % 2 ? '--for' : '--mark');
        context.beginPath();
        for (let n = 0; n < steps; n += 1) {
          context.lineTo((WIDTH * n) / Math.max(steps - 1, 1), HEIGHT - 4 - ((HEIGHT - 8) * (values[n * columns + k] - low)) / (high - low || 1));
        }
        context.stroke();
      }
      this.translate();
    },
  };
}
