/** Total loss over many digits: mean, histogram, and the digits with the highest loss. */
import { paintDigit } from '../../render2d/digit_image.js';
import { make } from '../elements.js';
import { short } from './evaluate.js';

/** @typedef {import('../context.js').Context} Context @typedef {import('./evaluate.js').Evaluation} Evaluation */

const BINS = [0.1, 0.3, 1, 3, Infinity]; // of the losses
const WORST = 6;
const SIDE = 28;
const SIZE = SIDE ** 2;

/** @param {Context} context @param {string} name @param {string[]} labels */
export function createTotalLoss({ document, t }, name, labels) {
  const total = make(document, 'p', { class: 'formula' });
  const words = make(document, 'p');
  const bars = make(document, 'ul', { class: 'histogram' });
  const worst = make(document, 'div', { class: 'worst' });
  const root = make(document, 'div', { class: 'card' }, make(document, 'h3', { text: name }), total, words, bars, make(document, 'p', { class: 'quiet', text: t('goodness.worst') }), worst);
  return {
    root,
    /** @param {Evaluation[]} judged @param {{images: Uint8Array}} digits */
    show(judged, { images }) {
      const sum = judged.reduce((all, { loss }) => all + loss, 0);
      const right = judged.filter(({ best, label }) => best === label).length;
      total.textContent = `L = Σ lⁿ = ${short(sum)}`;
      words.textContent = t('goodness.total', { mean: short(sum / judged.length), right, count: judged.length });
      let from = 0;
      bars.replaceChildren(...BINS.map((to) => {
        const low = from;
        const count = judged.filter(({ loss }) => loss >= low && loss < to).length;
        const fill = make(document, 'i');
        fill.style.transform = `scaleX(${count / judged.length})`;
        from = to;
        const range = to === Infinity ? t('goodness.over', { from: low }) : t('goodness.between', { from: low, to });
        return make(document, 'li', {}, make(document, 'span', { text: range }), make(document, 'b', {}, fill), make(document, 'span', { text: count }));
      }));
      worst.replaceChildren(...[...judged].sort((a, b) => b.loss - a.loss).slice(0, WORST).map(({ index, label, best, loss }) => {
        const canvas = make(document, 'canvas', { width: SIDE, height: SIDE, role: 'img', 'aria-label': t('goodness.digit', { label: labels[label] }) });
        paintDigit(canvas, Float32Array.from(images.subarray(SIZE * index, SIZE * (index + 1)), (grey) => grey / 255));
        return make(document, 'figure', {}, canvas, make(document, 'figcaption', { text: t('goodness.misread', { label: labels[label], best: labels[best], loss: short(loss) }) }));
      }));
    },
  };
}
