/** The signs: a card each, with its name, its drawings, and what can be done with them. */
import { ENOUGH, MOST_SIGNS } from '../../signs/sign_limits.js';
import { LONGEST_LABEL } from '../../storage/network_limits.js';
import { make } from '../elements.js';
import { createFromPictures } from './from_pictures.js';
import { thumbnail } from './thumbnail.js';

/** @typedef {import('./context.js').SignsContext} SignsContext */
/** @typedef {import('../../signs/signs_file.js').Sign} Sign */

/** @param {SignsContext} context @param {Sign} sign @param {number} at */
function createCard(context, { name, drawings }, at) {
  const { document, t, signs, attempt } = context;
  const input = make(document, 'input', { type: 'text', maxlength: LONGEST_LABEL, 'aria-label': t('signs.name', { number: at + 1 }) });
  input.value = name;
  input.addEventListener('change', async () => {
    await attempt(() => signs.rename(at, input.value.trim()))();
    input.value = signs.state.get('signs')[at]?.name ?? ''; // what was refused is not left standing
  });
  const count = drawings.length < ENOUGH ? t('signs.count', { count: drawings.length, enough: ENOUGH }) : t('signs.more', { count: drawings.length });
  return make(
    document, 'li', { class: 'card sign' },
    make(
      document, 'div', { class: 'actions' }, input,
      make(document, 'button', { type: 'button', text: t('signs.remove'), 'aria-label': t('signs.remove_name', { name }), onclick: attempt(() => signs.remove(at)) }),
    ),
    make(document, 'div', { class: 'actions' }, make(document, 'p', { class: 'quiet', text: count }), ...createFromPictures(context, name, at)),
    make(document, 'div', { class: 'drawings' }, ...drawings.map((drawing, n) => make(
      document, 'button', { type: 'button', 'data-erase': `${at}-${n}`, 'aria-label': t('signs.erase', { name, number: n + 1 }), onclick: attempt(() => signs.erase(at, n)) },
      thumbnail(document, signs.digit(drawing)),
    ))),
  );
}

/**
 * A button for each sign, near the paper: the drawing is one of that sign.
 *
 * @param {SignsContext} context
 */
function createAdds({ document, t, signs, attempt, strokes, picture, clear }) {
  const buttons = make(document, 'div', { class: 'actions' });
  const root = make(document, 'fieldset', { class: 'adds' }, make(document, 'legend', { text: t('signs.draw') }), buttons);
  const add = (/** @type {number} */ at, /** @type {string} */ name, /** @type {number} */ count) => attempt(() => {
    const seen = picture();
    if (seen) signs.takePicture(at, seen);
    else signs.draw(at, strokes());
    clear();
    return t('signs.drawn', { name, count: count + 1 });
  });
  return {
    root,
    /** @param {Sign[]} all */
    show(all) {
      const { add: focused } = buttons.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset : {};
      root.hidden = all.length === 0;
      buttons.replaceChildren(...all.map(({ name, drawings: { length } }, at) => make(
        document, 'button', { type: 'button', 'data-add': at, class: length < ENOUGH && 'first', 'aria-label': t('signs.draw_as', { name, count: length }), onclick: add(at, name, length) },
        `${name} `, make(document, 'b', { text: String(length) }),
      )));
      if (focused) /** @type {HTMLElement | null} */ (buttons.querySelector(`[data-add="${focused}"]`))?.focus();
    },
  };
}

/** @param {SignsContext} context */
export function createSignList(context) {
  const { document, t, signs, attempt } = context;
  const { state } = signs;
  const adds = createAdds(context);
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
    root: make(document, 'section', { class: 'own' }, adds.root, make(document, 'div', { class: 'head' }, make(document, 'h3', { text: t('signs.title') }), undo), cards, adding),
    show() {
      const all = state.get('signs');
      adds.show(all);
      const focused = document.activeElement;
      const { pictures } = focused instanceof HTMLElement ? focused.dataset : {};
      const [erased, nth] = (focused instanceof HTMLElement ? focused.dataset.erase : '')?.split('-') ?? [];
      made = new Map(all.map((sign, at) => {
        const known = made.get(sign);
        return [sign, known?.at === at ? known : { at, card: createCard(context, sign, at) }];
      }));
      cards.replaceChildren(...[...made.values()].map(({ card }) => card));
      // Beside a drawing that is gone the next one takes the focus, or else the one before.
      const beside = [nth, Number(nth) - 1].map((n) => cards.querySelector(`[data-erase="${erased}-${n}"]`));
      if (erased) /** @type {HTMLElement} */ (beside[0] ?? beside[1] ?? name).focus();
      if (pictures) /** @type {HTMLElement | null} */ (cards.querySelector(`[data-pictures="${pictures}"]`))?.focus();
      adding.hidden = all.length >= MOST_SIGNS;
      undo.hidden = !state.get('undoable');
    },
  };
}
