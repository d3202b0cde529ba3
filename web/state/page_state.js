/**
 * State of the page: what is chosen, by a link, by earlier visits, by the visitor. Types alone; nothing runs here.
 *
 * @typedef {'read' | 'think' | 'functions' | 'goodness' | 'best'} ViewName
 *
 * @typedef {object} PageState
 * @property {ViewName} view
 * @property {import('../text/language.js').Language} language
 * @property {boolean} languageChosen Whether a link asked for it, or the visitor did; only then links say it.
 * @property {'shipped' | 'own'} reads Which network reads: the page's, or the one that was trained here.
 * @property {number | null} meant Step 2: the class that the drawing is meant to be; null: what it is read as.
 * @property {boolean} shown3d Whether the network is shown in 3-D.
 *
 * @typedef {import('./store.js').Store<PageState>} PageStore
 */

export {};
