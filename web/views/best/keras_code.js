/** The training as Keras code: shown, copied, downloaded as a script and as a notebook. */
import { asNotebook, kerasScript } from '../../training/keras_code.js';
import { localizedError } from '../../text/localized_error.js';
import { inWords } from '../../text/language.js';
import { downloadBytes, make } from '../elements.js';

/** @param {import('../context.js').Context} context */
export function createKerasCode({ document, t, trainer: { state } }) {
  const view = /** @type {Window} */ (document.defaultView);
  const code = make(document, 'pre', { class: 'code', tabindex: 0, 'aria-label': t('code.title') });
  const notice = make(document, 'p', { class: 'quiet', role: 'status' });
  const script = () => kerasScript(state.get('structure'), state.get('settings'), state.get('seed'));
  const save = (/** @type {string} */ name, /** @type {string} */ text) => downloadBytes(document, name, new TextEncoder().encode(text));
  const button = (/** @type {string} */ name, /** @type {() => unknown} */ work) => (
    make(document, 'button', { type: 'button', id: `code-${name}`, text: t(`code.${name}`), onclick: async () => {
      notice.textContent = '';
      try {
        notice.textContent = String(await work() ?? '');
      } catch (error) {
        notice.textContent = inWords(error, t);
      }
    } })
  );
  const copy = button('copy', async () => {
    await view.navigator.clipboard.writeText(script()).catch(() => { throw localizedError('share.no_clipboard'); });
    return t('code.copied');
  });
  const show = () => { if (root.open) code.textContent = script(); };
  const root = make(
    document, 'details', { class: 'card', ontoggle: () => show() },
    make(document, 'summary', { text: t('code.title') }),
    make(document, 'p', { class: 'quiet', text: t('code.text') }),
    make(document, 'div', { class: 'actions' }, copy, button('script', () => save('train.py', script())), button('notebook', () => save('train.ipynb', asNotebook(script())))),
    notice, code,
  );
  return { root, show };
}
