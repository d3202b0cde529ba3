/** Guided tour: a card that leads through reading, thinking and the three steps. */

/**
 * @typedef {import('../types.js').Translate} Translate
 *
 * @typedef {object} Stop
 * @property {string} name The texts are `tour.<name>.title` and `tour.<name>.text`.
 * @property {import('../state/page_state.js').ViewName} view
 * @property {string} at A selector of what it speaks of.
 * @property {boolean} [example] Whether an example is drawn where the paper is empty.
 */

/** @type {Stop[]} */
export const STOPS = [
  { name: 'draw', view: 'read', at: '.paper', example: true },
  { name: 'answer', view: 'read', at: '.answer' },
  { name: 'think', view: 'think', at: '#view-think' },
  { name: 'functions', view: 'functions', at: '#view-functions' },
  { name: 'goodness', view: 'goodness', at: '#view-goodness' },
  { name: 'best', view: 'best', at: '#view-best' },
  { name: 'yours', view: 'best', at: '#view-best' },
];

/**
 * @param {Document} document
 * @param {object} given
 * @param {Translate} given.t
 * @param {import('../state/page_state.js').PageStore} given.store Its `view` is set.
 * @param {() => boolean} given.isEmpty Whether nothing is drawn.
 * @param {() => void} given.drawExample
 * @returns {() => void} Ends it.
 */
export function startTour(document, { t, store, isEmpty, drawExample }) {
  const card = /** @type {HTMLElement} */ (document.getElementById('tour'));
  const part = (/** @type {string} */ name) => /** @type {HTMLButtonElement} */ (card.querySelector(`[data-tour="${name}"]`));
  const came = /** @type {HTMLElement | null} */ (document.activeElement);
  const listening = new AbortController();
  let at = 0;

  const light = (/** @type {string | null} */ selector) => {
    document.querySelector('.lit')?.classList.remove('lit');
    const element = selector ? document.querySelector(selector) : null;
    element?.classList.add('lit');
    element?.scrollIntoView({ block: 'nearest' });
  };
  const end = () => {
    listening.abort();
    light(null);
    card.hidden = true;
    came?.focus();
  };
  const go = (/** @type {number} */ to) => {
    if (to >= STOPS.length) return end();
    at = Math.max(0, to);
    const { name, view, at: selector, example } = STOPS[at];
    store.set({ view });
    if (example && isEmpty()) drawExample();
    part('title').textContent = t(`tour.${name}.title`);
    part('text').textContent = t(`tour.${name}.text`);
    part('count').textContent = t('tour.count', { at: at + 1, of: STOPS.length });
    part('back').disabled = at === 0;
    part('next').textContent = t(at === STOPS.length - 1 ? 'tour.done' : 'tour.next');
    light(selector);
    part('title').focus();
  };
  const on = (/** @type {string} */ name, /** @type {() => void} */ action) => {
    part(name).addEventListener('click', action, { signal: listening.signal });
  };
  on('next', () => go(at + 1));
  on('back', () => go(at - 1));
  on('close', end);
  card.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    end();
  }, { signal: listening.signal });
  card.hidden = false;
  go(0);
  return end;
}
