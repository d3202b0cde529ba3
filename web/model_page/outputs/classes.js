/** Classes: the likeliest first, each with a bar. */
import { make } from '../../views/elements.js';

const MOST_SHOWN = 5;

/** softmax(z). @param {number[]} logits */
function softmax(logits) {
  const largest = Math.max(...logits);
  const powers = logits.map((z) => Math.exp(z - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/**
 * @param {import('../types.js').Given} given
 * @param {import('../types.js').OutputDescription} output
 * @returns {import('../types.js').OutputView}
 */
export function createClasses({ document, words }, output) {
  const title = make(document, 'h2', { text: output.name });
  const list = make(document, 'ol', { class: 'classes' });
  const note = make(document, 'p', { class: 'hint' });
  const count = /** @type {number} */ (output.shape[output.shape.length - 1]);
  const rows = Array.from({ length: Math.min(MOST_SHOWN, count === 1 ? 2 : count) }, () => {
    const [name, share] = [make(document, 'span', { class: 'name' }), make(document, 'span', { class: 'share' })];
    const bar = make(document, 'progress', { max: 1, value: 0 });
    list.append(make(document, 'li', {}, name, bar, share));
    return { name, share, bar };
  });
  /** @param {number} n */
  const label = (n) => output.labels?.[n] ?? (count === 1 ? words()(n ? 'classes.yes' : 'classes.no') : words()('classes.number', { number: n }));
  return {
    root: make(document, 'div', { class: 'output' }, title, list, note),
    translate() {
      note.textContent = output.activation === 'none' ? words()('classes.logits') : '';
    },
    show(values) {
      const given = Array.from(values);
      const shares = output.activation === 'none' ? softmax(given) : count === 1 ? [1 - given[0], given[0]] : given;
      const order = shares.map((_, n) => n).sort((a, b) => shares[b] - shares[a]);
      rows.forEach(({ name, share, bar }, k) => {
        name.textContent = label(order[k]);
        share.textContent = `${(100 * shares[order[k]]).toFixed(1)} %`;
        bar.value = shares[order[k]];
        bar.setAttribute('aria-label', label(order[k]));
      });
    },
  };
}
