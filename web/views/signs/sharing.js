/** Keeping and sharing: the drawings as a file and as a link, the network as a file. */
import { decodeSigns, encodeSigns, signsToText } from '../../signs/signs_file.js';
import { MOST_FILE_BYTES } from '../../signs/sign_limits.js';
import { encodeNetwork, tooLarge } from '../../storage/network_file.js';
import { localizedError } from '../../text/localized_error.js';
import { downloadBytes, make } from '../elements.js';

/** @param {import('./context.js').SignsContext} context */
export function createSharing({ document, t, signs, attempt }) {
  const { state } = signs;
  const view = /** @type {Window} */ (document.defaultView);
  const button = (/** @type {string} */ name, /** @type {() => string | void | Promise<string | void>} */ work) => (
    make(document, 'button', { type: 'button', id: `signs-${name.replace('_', '-')}`, text: t(`signs.${name}`), onclick: attempt(work) })
  );
  const save = button('save', () => downloadBytes(document, 'signs.json', encodeSigns(state.get('signs'))));
  const network = button('save_network', () => {
    const learned = state.get('network');
    if (learned) downloadBytes(document, 'signs.kerasdl', encodeNetwork(learned, { name: 'signs', made: new Date().toISOString() }));
  });
  const link = button('link', async () => {
    const href = new URL(`#view=best&signs=${await signsToText(state.get('signs'))}`, document.location.href).href;
    await view.navigator.clipboard.writeText(href).catch(() => { throw localizedError('share.no_clipboard'); });
    return t('signs.copied');
  });
  const back = button('back', () => signs.bringBack());
  const file = make(document, 'input', { type: 'file', id: 'signs-file', hidden: true, 'aria-label': t('signs.load'), accept: '.json' });
  file.addEventListener('change', attempt(async () => {
    const chosen = file.files?.[0];
    if (!chosen) return '';
    file.value = '';
    if (chosen.size > MOST_FILE_BYTES) throw tooLarge(chosen.size, MOST_FILE_BYTES);
    await signs.take(decodeSigns(new Uint8Array(await chosen.arrayBuffer())));
    return t('signs.taken', { count: state.get('signs').length });
  }));
  const load = make(document, 'button', { type: 'button', text: t('signs.load'), onclick: () => file.click() });
  return {
    root: make(
      document, 'section', { class: 'card' }, make(document, 'h3', { text: t('signs.share') }), make(document, 'p', { class: 'quiet', text: t('signs.share_text') }),
      make(document, 'div', { class: 'actions' }, save, network, link, load, back, file),
    ),
    show() {
      save.hidden = link.hidden = state.get('signs').length === 0;
      network.hidden = state.get('network') === null || state.get('phase') === 'learning';
      back.hidden = !state.get('before');
    },
  };
}
