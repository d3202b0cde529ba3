/** Menu: the language, the tour, and which network reads. */
import { loadTour } from './lazy_modules.js';

/**
 * @typedef {import('../types.js').Translate} Translate
 */

/**
 * @param {Document} document
 * @param {object} given
 * @param {import('../state/page_state.js').PageStore} given.store
 * @param {() => Translate} given.words
 * @param {() => boolean} given.isEmpty Whether nothing is drawn.
 * @param {() => void} given.drawExample
 */
export function wireMenu(document, { store, words, isEmpty, drawExample }) {
  const place = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
  place('language').addEventListener('click', () => {
    store.set({ language: store.get('language') === 'en' ? 'zh' : 'en', languageChosen: true });
  });
  let endTour = () => {};
  place('guide').addEventListener('click', async () => {
    const startTour = await loadTour();
    endTour();
    endTour = startTour(document, { t: words(), store, isEmpty, drawExample });
  });
  store.on(['language'], () => endTour());

  const choices = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('[name="reads"]'));
  let phase = 'untrained';
  const show = () => {
    const reads = store.get('reads');
    place('reads').hidden = reads === 'shipped' && ['untrained', 'loading'].includes(phase);
    choices.forEach((choice) => { choice.checked = choice.value === reads; });
  };
  choices.forEach((choice) => choice.addEventListener('change', () => {
    if (choice.checked) store.set({ reads: /** @type {'shipped' | 'own'} */ (choice.value) });
  }));
  store.on(['reads'], show);
  show();
  return {
    /** Once there is a network of one's own, it can read. @param {string} [now] How far it is. */
    show(now = phase) {
      phase = now;
      show();
    },
  };
}
