/**
 * State of the page: what is chosen, by a link, by earlier visits, by the visitor. Types alone; nothing runs here.
 *
 * @typedef {'read' | 'think' | 'functions' | 'goodness' | 'best'} ViewName
 *
 * @typedef {object} PageState
 * @property {ViewName} view
 * @property {import('../text/language.js').Language} language
 * @property {boolean} languageChosen Whether a link asked for it, or the visitor did; only then links say it.
 * @property {'shipped' | 'own' | 'signs'} reads Which network reads: the page's, the one that was trained here, or that of the
 *     visitor's own signs.
 * @property {'digits' | 'signs'} learns Step 3: what is learned there.
 * @property {string} sharedSigns What a link brings of somebody's signs, until they are taken; empty without.
 * @property {number | null} meant Step 2: the class that the drawing is meant to be; null: what it is read as.
 * @property {boolean} shown3d Whether the network is shown in 3-D.
 *
 * @typedef {import('./store.js').Store<PageState>} PageStore
 */

export {};
