/** A training as Keras code: shown, copied, downloaded as a script and as a notebook. */
import { asNotebook, kerasScript } from '../../training/keras_code.js';
import { localizedError } from '../../text/localized_error.js';
import { inWords } from '../../text/language.js';
import { downloadBytes, make } from '../elements.js';

/**
 * @param {Pick<import('../context.js').Context, 'document' | 't'>} context
 * @param {string} name Of the files.
 * @param {string} text The key of what is said of the script.
 * @param {() => string | Promise<string>} script It may refuse, with an error that has the key of its text.
 */
export function createCodePanel({ document, t }, name, text, script) {
  const view = /** @type {Window} */ (document.defaultView);
  const code = make(document, 'pre', { class: 'code', tabindex: 0, 'aria-label': t('code.title') });
  const notice = make(document, 'p', { class: 'quiet', role: 'status' });
  const save = (/** @type {string} */ ending, /** @type {string} */ content) => downloadBytes(document, `${name}.${ending}`, new TextEncoder().encode(content));
  const attempt = (/** @type {() => unknown} */ work) => async () => {
    notice.textContent = '';
    try {
      notice.textContent = String(await work() ?? '');
    } catch (error) {
      notice.textContent = inWords(error, t);
    }
  };
  const button = (/** @type {string} */ what, /** @type {() => unknown} */ work) => (
    make(document, 'button', { type: 'button', id: `${name}-code-${what}`, text: t(`code.${what}`), onclick: attempt(work) })
  );
  const copy = button('copy', async () => {
    const content = await script();
    await view.navigator.clipboard.writeText(content).catch(() => { throw localizedError('share.no_clipboard'); });
    return t('code.copied');
  });
  const show = attempt(async () => {
    if (!root.open) return;
    code.hidden = true; // until there is one
    code.textContent = await script();
    code.hidden = false;
  });
  const root = make(
    document, 'details', { class: 'card', ontoggle: show },
    make(document, 'summary', { text: t('code.title') }),
    make(document, 'p', { class: 'quiet', text: t(text) }),
    make(document, 'div', { class: 'actions' }, copy, button('script', async () => save('py', await script())), button('notebook', async () => save('ipynb', asNotebook(await script())))),
    notice, code,
  );
  return { root, show };
}

/** The visitor's training of digits. @param {import('../context.js').Context} context */
export function createKerasCode(context) {
  const { state } = context.trainer;
  return createCodePanel(context, 'train', 'code.text', () => kerasScript(state.get('structure'), state.get('settings'), state.get('seed')));
}
