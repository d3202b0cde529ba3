/** The signs: a card each, with its name, its drawings, and what can be done with them. */
import { ENOUGH, MOST_SIGNS } from '../../signs/sign_limits.js';
import { LONGEST_LABEL } from '../../storage/network_limits.js';
import { make } from '../elements.js';
import { thumbnail } from './thumbnail.js';

/** @typedef {import('../signs.js').SignsContext} SignsContext */
/** @typedef {import('../../signs/signs_file.js').Sign} Sign */

/** @param {SignsContext} context @param {Sign} sign @param {number} at */
function createCard({ document, t, signs, attempt, strokes, clear }, { name, drawings }, at) {
  const input = make(document, 'input', { type: 'text', maxlength: LONGEST_LABEL, 'aria-label': t('signs.name', { number: at + 1 }) });
  input.value = name;
  input.addEventListener('change', async () => {
    await attempt(() => signs.rename(at, input.value.trim()))();
    input.value = signs.state.get('signs')[at]?.name ?? ''; // what was refused is not left standing
  });
  const add = attempt(() => {
    signs.draw(at, strokes());
    clear();
    return t('signs.drawn', { name, count: drawings.length + 1 });
  });
  const count = drawings.length < ENOUGH ? t('signs.count', { count: drawings.length, enough: ENOUGH }) : t('signs.more', { count: drawings.length });
  return make(
    document, 'li', { class: 'card sign' },
    make(
      document, 'div', { class: 'actions' }, input,
      make(document, 'button', { type: 'button', class: 'first', 'data-add': at, text: t('signs.draw'), 'aria-label': t('signs.draw_as', { name }), onclick: add }),
      make(document, 'button', { type: 'button', text: t('signs.remove'), 'aria-label': t('signs.remove_name', { name }), onclick: attempt(() => signs.remove(at)) }),
    ),
    make(document, 'p', { class: 'quiet', text: count }),
    make(document, 'div', { class: 'drawings' }, ...drawings.map((drawing, n) => make(
      document, 'button', { type: 'button', 'data-erase': `${at}-${n}`, 'aria-label': t('signs.erase', { name, number: n + 1 }), onclick: attempt(() => signs.erase(at, n)) },
      thumbnail(document, signs.digit(drawing)),
    ))),
  );
}

/** @param {SignsContext} context */
export function createSignList(context) {
  const { document, t, signs, attempt } = context;
  const { state } = signs;
  const cards = make(document, 'ol', { class: 'signs' });
  const name = make(document, 'input', { type: 'text', id: 'signs-new', maxlength: LONGEST_LABEL, 'aria-label': t('signs.new'), placeholder: t('signs.new') });
  const create = attempt(() => {
    signs.add(name.value.trim());
    name.value = '';
  });
  name.addEventListener('keydown', ({ key, isComposing }) => { if (key === 'Enter' && !isComposing) create(); });
  const adding = make(document, 'div', { class: 'actions' }, name, make(document, 'button', { type: 'button', id: 'signs-create', text: t('signs.create'), onclick: create }));
  const undo = make(document, 'button', { type: 'button', id: 'signs-undo', text: t('signs.undo'), onclick: attempt(() => signs.undo()) });
  /** Cards by what they show: those that stay the same stay where they are. @type {Map<Sign, {at: number, card: HTMLElement}>} */
  let made = new Map();
  return {
    root: make(document, 'section', {}, make(document, 'div', { class: 'head' }, make(document, 'h3', { text: t('signs.title') }), undo), cards, adding),
    show() {
      const all = state.get('signs');
      const focused = document.activeElement;
      const key = focused instanceof HTMLElement && cards.contains(focused) ? focused.dataset : {};
      made = new Map(all.map((sign, at) => {
        const known = made.get(sign);
        return [sign, known?.at === at ? known : { at, card: createCard(context, sign, at) }];
      }));
      cards.replaceChildren(...[...made.values()].map(({ card }) => card));
      // A card that was made anew takes the focus up where it was; beside a drawing that is gone, at the next.
      const [place, nth] = (key.erase ?? '').split('-').map(Number);
      const next = key.add ? `[data-add="${key.add}"]` : key.erase ? `[data-erase="${place}-${nth}"], [data-erase="${place}-${nth - 1}"], [data-add="${place}"]` : '';
      if (focused && !focused.isConnected && next) /** @type {HTMLElement | null} */ ([...cards.querySelectorAll(next)].at(-1))?.focus();
      adding.hidden = all.length >= MOST_SIGNS;
      undo.hidden = !state.get('undoable');
    },
  };
}
