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
  /** Which networks of the visitor's there are. @type {Record<string, boolean>} */
  let there = { own: false, signs: false };
  const show = () => {
    const reads = store.get('reads');
    place('reads').hidden = reads === 'shipped' && !there.own && !there.signs;
    choices.forEach((choice) => {
      choice.checked = choice.value === reads;
      /** @type {HTMLElement} */ (choice.parentElement).hidden = !choice.checked && there[choice.value] === false;
    });
  };
  choices.forEach((choice) => choice.addEventListener('change', () => {
    if (choice.checked) store.set({ reads: /** @type {import('../state/page_state.js').PageState['reads']} */ (choice.value) });
  }));
  store.on(['reads'], show);
  show();
  return {
    /** Once there is a network of one's own, it can read. @param {Record<string, boolean>} now */
    show(now) {
      there = { ...there, ...now };
      show();
    },
  };
}
