/** View of a visitor's own signs, in step 3: their drawings, what is learned from them, and how they are kept and shared. */
import { inWords } from '../text/language.js';
import { signsFromText } from '../signs/signs_file.js';
import { SEED } from '../signs/signs.js';
import { signsScript } from '../signs/signs_code.js';
import { createCodePanel } from './best/keras_code.js';
import { make } from './elements.js';
import { createSignList } from './signs/sign_list.js';
import { createLearning } from './signs/learning.js';
import { createChecks } from './signs/checks.js';
import { createSharing } from './signs/sharing.js';

/**
 * @typedef {import('./context.js').Context} Context
 * @typedef {import('./context.js').View} View
 * @typedef {import('../signs/signs.js').Signs} Signs
 * @typedef {import('./signs/context.js').Attempt} Attempt
 */

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @param {Signs} signs
 * @returns {View}
 */
export function createSignsView(root, { signs: _, ...context }, signs) {
  const { document, t, store } = context;
  const notice = make(document, 'p', { class: 'quiet', role: 'status', id: 'signs-notice' });
  /** @type {Attempt} */
  const attempt = (work) => async () => {
    try {
      notice.textContent = await work() ?? '';
    } catch (error) {
      notice.textContent = inWords(error, t);
    }
  };
  const given = { ...context, signs, attempt };
  const [list, learning, checks, sharing] = [createSignList(given), createLearning(given), createChecks(given), createSharing(given)];
  const { state } = signs;
  const code = createCodePanel(context, 'signs', 'signs.code_text', () => signsScript(signs.examples(), state.get('onFeatures'), SEED));
  root.append(
    make(document, 'p', { class: 'lead', text: t('signs.lead') }),
    list.root, notice,
    make(document, 'div', { class: 'columns' }, learning.root, checks.root),
    sharing.root, code.root,
  );
  const showError = () => { if (state.get('error')) notice.textContent = inWords(state.get('error'), t); };
  /** Signs of a link take the place of those that are here, which are kept. */
  const takeShared = attempt(async () => {
    const text = store.get('sharedSigns');
    if (!text) return '';
    store.set({ sharedSigns: '' });
    await signs.take(await signsFromText(text));
    return t('signs.taken', { count: state.get('signs').length });
  });
  const stops = [
    state.on(['signs', 'undoable'], list.show),
    state.on(['signs', 'phase', 'loss', 'stale', 'onFeatures'], learning.show),
    state.on(['signs', 'checks', 'phase'], checks.show),
    state.on(['signs', 'network', 'phase', 'before'], sharing.show),
    state.on(['signs', 'onFeatures'], code.show),
    state.on(['error'], showError),
    store.on(['sharedSigns'], takeShared),
  ];
  for (const part of [list, learning, checks, sharing]) part.show();
  showError();
  if (store.get('sharedSigns')) takeShared();
  return {
    show() {},
    redraw() {},
    destroy() { stops.forEach((stop) => stop()); },
  };
}
