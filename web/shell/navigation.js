/** Navigation between views: its links, the URL's fragment, and views that are loaded when first opened. */
import { readLink, VIEWS, writeLink } from '../storage/url_fragment.js';
import { LAZY } from './lazy_modules.js';

/**
 * @typedef {import('../views/context.js').View} View
 * @typedef {import('../views/context.js').Context} Context
 * @typedef {import('../state/page_state.js').ViewName} ViewName
 * @typedef {import('../types.js').Stroke} Stroke
 */

/** Shows one view's section, and marks its link. @param {Document} document @param {string} name */
function showSection(document, name) {
  document.documentElement.dataset.view = name;
  for (const anchor of document.querySelectorAll('nav [data-view]')) {
    const here = /** @type {HTMLElement} */ (anchor).dataset.view === name;
    if (here) anchor.setAttribute('aria-current', 'page');
    else anchor.removeAttribute('aria-current');
  }
  for (const each of VIEWS) {
    const place = document.getElementById(`view-${each}`);
    if (place) place.hidden = each !== name;
  }
}

/** Links of the navigation open a view in this page. @param {Document} document @param {(view: ViewName) => void} chosen */
function followLinks(document, chosen) {
  for (const anchor of document.querySelectorAll('a[data-view]')) {
    anchor.addEventListener('click', (event) => {
      const { metaKey, ctrlKey, shiftKey } = /** @type {MouseEvent} */ (event);
      if (metaKey || ctrlKey || shiftKey) return; // a new tab or window is the browser's
      event.preventDefault();
      chosen(/** @type {ViewName} */ (/** @type {HTMLElement} */ (anchor).dataset.view));
    });
  }
}

/**
 * @param {Document} document
 * @param {object} given
 * @param {import('../state/page_state.js').PageStore} given.store
 * @param {() => Stroke[]} given.strokes The drawing as it is.
 * @param {(strokes: Stroke[]) => void} given.redrawn Takes the drawing of a link that was opened.
 * @param {(error: unknown) => void} given.refused Called when such a link's drawing cannot be taken.
 * @param {() => Promise<Context>} given.context What a view is made with.
 * @param {() => void} given.opened Called when another view can be shown.
 * @param {(error: unknown, name: string) => void} given.failed Called when a view could not be loaded.
 */
export function createNavigation(document, { store, strokes, redrawn, refused, context, opened, failed }) {
  const window = /** @type {Window} */ (document.defaultView);
  /** @type {Map<string, View>} */
  const views = new Map();
  let written = document.location.hash;
  /** How often the views were made anew: what was asked for before is no longer wanted. */
  let renewals = 0;

  const section = (/** @type {string} */ name) => document.getElementById(`view-${name}`);
  const link = (/** @type {Stroke[]} */ drawing) => writeLink({
    view: store.get('view'),
    language: store.get('languageChosen') ? store.get('language') : undefined,
    strokes: drawing,
  });
  const write = (/** @type {'pushState' | 'replaceState'} */ how) => {
    const next = link(strokes());
    if (next === document.location.hash) return;
    written = next;
    window.history[how](null, '', next);
  };

  const open = async () => {
    const name = store.get('view');
    showSection(document, name);
    const place = section(name);
    if (!place || views.has(name) || !LAZY[name]) return opened();
    place.dataset.state = 'loading';
    const made = renewals;
    try {
      const [create, given] = await Promise.all([LAZY[name](), context()]);
      if (store.get('view') !== name || made !== renewals) return;
      if (!views.has(name)) {
        place.replaceChildren();
        views.set(name, create(place, given));
      }
      delete place.dataset.state;
      opened();
    } catch (error) {
      failed(error, name);
    }
  };

  store.on(['view'], () => {
    write('pushState');
    open();
    window.scrollTo(0, 0);
  });
  followLinks(document, (view) => store.set({ view }));
  const follow = () => {
    if (document.location.hash === written) return;
    written = document.location.hash;
    const { view = 'read', strokes: drawing, signs, error } = readLink(written);
    if (drawing) redrawn(drawing);
    if (signs) store.set({ learns: 'signs', sharedSigns: signs });
    if (error) refused(error);
    store.set({ view });
  };
  window.addEventListener('hashchange', follow);
  window.addEventListener('popstate', follow);
  const redraw = () => { views.get(store.get('view'))?.redraw(); };
  window.matchMedia?.('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  window.addEventListener('resize', redraw);

  return {
    open,
    /** @returns {View | undefined} The view that is open, if it is one that was loaded. */
    current: () => views.get(store.get('view')),
    /** Writes the drawing into the URL. */
    note: () => write('replaceState'),
    /** The URL of the page with a drawing. @param {Stroke[]} drawing */
    href: (drawing) => new URL(link(drawing), document.location.href).href,
    /** Makes the views anew: in another language, or for another model. */
    renew() {
      for (const [name, view] of views) {
        view.destroy();
        section(name)?.replaceChildren();
      }
      views.clear();
      renewals += 1;
      return open();
    },
  };
}
