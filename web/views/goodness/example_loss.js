/** Loss of one example: output, target and cross-entropy of the drawn digit. */
import { exampleLoss } from '../../training/gradient_descent.js';
import { make } from '../elements.js';
import { short } from './evaluate.js';

/** @typedef {import('../context.js').Context} Context */

/**
 * One function at work on the drawn digit: y against ŷ, and its loss.
 *
 * @param {Context} context
 * @param {string} name
 * @param {string[]} labels
 */
export function createExampleLoss({ document, t }, name, labels) {
  const rows = labels.map((label) => {
    const fill = make(document, 'i');
    const y = make(document, 'td');
    const target = make(document, 'td');
    const row = make(document, 'tr', {}, make(document, 'th', { scope: 'row', text: label }), target, y, make(document, 'td', { class: 'bar-cell', 'aria-hidden': true }, fill));
    return { row, fill, y, target };
  });
  const loss = make(document, 'p', { class: 'formula' });
  const root = make(
    document, 'div', { class: 'card' },
    make(document, 'h3', { text: name }),
    make(
      document, 'table', { class: 'targets' },
      make(document, 'thead', {}, make(document, 'tr', {}, ...['class', 'target', 'output'].map((each) => make(document, 'th', { scope: 'col', text: t(`goodness.${each}`) })), make(document, 'td'))),
      make(document, 'tbody', {}, ...rows.map(({ row }) => row)),
    ),
    loss,
  );
  return {
    root,
    /** @param {import('../../types.js').Pass | null} pass @param {number | null} meant */
    show(pass, meant) {
      const confidences = pass?.a.at(-1);
      rows.forEach(({ row, fill, y, target }, i) => {
        const confidence = confidences?.[i] ?? 0;
        row.classList.toggle('meant', i === meant);
        target.textContent = meant === null ? '' : i === meant ? '1' : '0';
        y.textContent = confidences ? confidence.toFixed(3) : '';
        fill.style.transform = `scaleX(${confidence.toFixed(3)})`;
      });
      loss.textContent = pass && meant !== null && confidences
        ? `l = −ln y = −ln ${confidences[meant].toPrecision(2)} = ${short(exampleLoss(pass, meant))}`
        : t('goodness.no_loss');
    },
    /** @param {import('../../types.js').Pass | null} pass @param {number | null} meant @returns {number | null} y of what is meant. */
    of: (pass, meant) => (pass && meant !== null ? pass.a.at(-1)?.[meant] ?? null : null),
  };
}
