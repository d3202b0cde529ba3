/** Saved networks: keep one in the browser, download it, load one again. */
import { decodeNetwork, encodeNetwork, tooLarge } from '../storage/network_file.js';
import { MAX_BYTES } from '../storage/network_limits.js';
import { inWords, shown } from '../text/language.js';
import { createNetworkDatabase } from '../storage/indexeddb.js';
import { downloadBytes, make } from './elements.js';

/** @typedef {import('./context.js').Context} Context */

/** Letters of a network's name. */
const LONGEST_NAME = 40;

/** @param {Context} context */
export function createSavedNetworks({ document, t, trainer, say }) {
  const window = /** @type {Window & typeof globalThis} */ (document.defaultView);
  const keeper = createNetworkDatabase(() => window.indexedDB);
  const { state } = trainer;

  const name = make(document, 'input', { type: 'text', maxlength: LONGEST_NAME, 'aria-label': t('shelf.name'), placeholder: t('shelf.name') });
  const notice = make(document, 'p', { id: 'shelf-notice', class: 'quiet', role: 'status' });
  const shelf = make(document, 'ul', { class: 'shelf' });
  const file = make(document, 'input', { type: 'file', hidden: true, 'aria-label': t('shelf.load'), accept: '.kerasdl' });
  const tell = (/** @type {string} */ text) => { notice.textContent = text; };
  /** Does what is asked; what went wrong is told. @param {() => Promise<string | void>} work */
  const doing = (work) => async () => {
    try {
      tell(await work() ?? '');
    } catch (error) {
      tell(inWords(error, t));
    }
    await list();
  };
  /** The network as it is, as a file of that name. @param {string} title */
  const encode = (title) => {
    const last = state.get('progress').at(-1);
    const about = { name: title, ...(last && { accuracy: last.validationAccuracy }), made: new Date().toISOString() };
    return encodeNetwork(state.get('network'), about);
  };
  const keep = make(document, 'button', { type: 'button', id: 'shelf-keep', text: t('shelf.keep'), onclick: doing(async () => {
    const title = name.value.trim() || state.get('structure').units.join('-') || '0';
    await keeper.keep(title, encode(title));
    return t('shelf.kept', { name: title });
  }) });
  const download = make(document, 'button', { type: 'button', text: t('shelf.download'), onclick: doing(async () => {
    const title = name.value.trim() || 'network';
    downloadBytes(document, `${title}.kerasdl`, encode(title));
  }) });
  const take = (/** @type {Uint8Array} */ bytes, /** @type {string} */ title) => {
    const { network } = decodeNetwork(bytes);
    trainer.take(network, title);
    say(t('shelf.taken', { name: title }));
    return t('shelf.taken', { name: title });
  };
  file.addEventListener('change', doing(async () => {
    const chosen = file.files?.[0];
    if (!chosen) return '';
    file.value = '';
    if (chosen.size > MAX_BYTES) throw tooLarge(chosen.size);
    return take(new Uint8Array(await chosen.arrayBuffer()), shown(chosen.name.replace(/\.kerasdl$/, ''), LONGEST_NAME));
  }));

  const list = async () => {
    /** @type {string[]} */
    let kept = [];
    try {
      kept = await keeper.list();
    } catch (error) {
      tell(inWords(error, t));
    }
    shelf.replaceChildren(...kept.map((title) => make(
      document, 'li', {},
      make(document, 'span', { text: shown(title) }),
      make(document, 'button', { type: 'button', text: t('shelf.open'), 'aria-label': t('shelf.open_name', { name: title }), onclick: doing(async () => take(await keeper.load(title), title)) }),
      make(document, 'button', { type: 'button', text: t('shelf.remove'), 'aria-label': t('shelf.remove_name', { name: title }), onclick: doing(async () => { await keeper.remove(title); }) }),
    )));
  };
  const saving = make(document, 'div', { class: 'actions' }, name, keep, download);
  const root = make(
    document, 'section', { class: 'card' },
    make(document, 'h3', { text: t('shelf.title') }),
    make(document, 'p', { class: 'quiet', text: t('shelf.text') }),
    saving,
    make(document, 'div', { class: 'actions' }, make(document, 'button', { type: 'button', id: 'shelf-load', text: t('shelf.load'), onclick: () => file.click() }), file),
    notice,
    shelf,
  );
  list();
  return {
    root,
    /** What may be done with the network as it is. */
    show() {
      saving.hidden = state.get('phase') !== 'trained';
      if (!name.value && state.get('name')) name.value = state.get('name');
    },
  };
}
