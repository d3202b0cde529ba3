/**
 * Feature maps of a model whose neurons cannot be drawn one by one, with the digit that it sees and its confidences.
 *
 * @typedef {import('../../types.js').Reading} Reading
 * @typedef {import('../../types.js').Translate} Translate
 */
import { paintMaps, paintAttribution } from '../../render2d/heatmaps.js';
import { make } from '../elements.js';
import { percent, write } from './number_format.js';

/**
 * @param {Document} document
 * @param {Translate} t
 * @param {string[]} labels
 */
export function createFeatureMaps(document, t, labels) {
  const canvas = make(document, 'canvas', { class: 'think-speaking' });
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', t('think.seen'));
  const body = make(document, 'tbody');
  const maps = make(document, 'div', { class: 'think-maps' });
  const article = make(
    document, 'article', { class: 'think-card think-plain' },
    make(document, 'p', {}, t('think.no_layers')), make(document, 'div', { class: 'think-frame' }, canvas), maps,
    make(document, 'table', { class: 'think-softmax' }, body),
  );
  /** @param {import('../../types.js').Maps[]} found One figure a layer, made anew when there are others. */
  const showMaps = (found) => {
    maps.hidden = found.length === 0;
    if (maps.childElementCount !== found.length) {
      maps.replaceChildren(...found.map(({ height, width, channels }, n) => {
        const words = t('think.maps', { n: n + 1, channels, height, width });
        const picture = make(document, 'canvas', { role: 'img', 'aria-label': words });
        return make(document, 'figure', {}, make(document, 'figcaption', { class: 'quiet', text: words }), picture);
      }));
    }
    found.forEach((each, n) => paintMaps(/** @type {HTMLCanvasElement} */ (maps.children[n].lastElementChild), each));
  };
  /** @type {{bar: HTMLElement, text: HTMLElement}[]} */
  let rows = [];
  return {
    article,
    /** @param {Reading | null} reading */
    show(reading) {
      const confidences = reading?.confidences ?? new Float32Array(rows.length);
      if (rows.length !== confidences.length) {
        rows = Array.from(confidences, () => ({ bar: make(document, 'span', { class: 'bar' }), text: make(document, 'span') }));
        body.replaceChildren(...rows.map(({ bar, text }, k) => make(document, 'tr', {}, make(document, 'th', {}, labels[k] ?? String(k)), make(document, 'td', { class: 'share' }, bar, text))));
      }
      rows.forEach(({ bar, text }, k) => {
        bar.style.transform = `scaleX(${confidences[k].toFixed(4)})`;
        write(text, reading ? percent(confidences[k]) : '');
      });
      showMaps(reading?.maps ?? []);
      paintAttribution(canvas, reading?.digit ?? new Float32Array(28 ** 2), null);
    },
  };
}
