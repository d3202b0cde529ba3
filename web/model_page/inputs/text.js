/** A text, as the vocabulary of the model's text layer numbers its words. */
import { make } from '../../views/elements.js';

/** Of a text of any length, the words that are looked at. */
const FREE_WORDS = 200;
const [NOTHING, UNKNOWN] = [0, 1];
/** What Keras's TextVectorization takes away by its default, beside capitals. */
const PUNCTUATION = /[!"#$%&()*+,\-./:;<=>?@[\\\]^_`{|}~']/g;

/**
 * The numbers of a text's words, as Keras's TextVectorization gives them with its defaults: small letters, no punctuation,
 * words parted by white space, 0 behind the last, 1 for a word that is not known.
 *
 * @param {string} text
 * @param {Map<string, number>} numbers
 * @param {number} length
 */
export function tokens(text, numbers, length) {
  const words = text.toLowerCase().replace(PUNCTUATION, '').split(/\s+/).filter(Boolean).slice(0, length);
  const found = words.map((word) => numbers.get(word) ?? UNKNOWN);
  return [...found, ...Array(length - found.length).fill(NOTHING)];
}

/**
 * @param {import('../types.js').Given} given
 * @param {import('../types.js').InputDescription} input
 * @param {import('../types.js').Changed} changed
 * @returns {import('../types.js').InputView}
 */
export function createText({ document, words }, input, changed) {
  const vocabulary = /** @type {string[]} */ (input.vocabulary);
  const numbers = new Map(vocabulary.map((word, n) => [word, n]));
  const box = make(document, 'textarea', { rows: 4 });
  const title = make(document, 'h2', {});
  const hint = make(document, 'p', { class: 'hint' });
  box.value = vocabulary.slice(2, 7).join(' ');
  const told = () => {
    const written = box.value.trim().split(/\s+/).filter(Boolean).length;
    const length = input.shape[0] ?? Math.max(1, Math.min(FREE_WORDS, written));
    const values = tokens(box.value, numbers, length);
    const unknown = values.filter((value) => value === UNKNOWN).length;
    hint.textContent = words()('text.hint', { known: values.filter((value) => value !== NOTHING).length - unknown, unknown, length });
    changed({ name: input.name, shape: [1, length], values: Int32Array.from(values) });
  };
  box.addEventListener('input', told);
  queueMicrotask(told);
  return {
    root: make(document, 'div', { class: 'text' }, title, box, hint),
    translate() {
      title.textContent = words()('text.title');
      box.setAttribute('aria-label', words()('text.title'));
      told();
    },
  };
}
