/** Composition of the page: canvas, reader, answer and views, wired together. */
import { createAnnouncer } from './announcer.js';
import { createAnswer } from './answer.js';
import { createInk } from '../drawing/ink.js';
import { chooseLanguage, createTranslate, inWords, TAGS, translate } from '../text/language.js';
import { wireMenu } from './menu.js';
import { createNavigation } from './navigation.js';
import { onceAFrame } from '../state/animation_frame.js';
import { readLink } from '../storage/url_fragment.js';
import { readSetting, writeSetting } from '../storage/local_storage.js';
import { createStore } from '../state/store.js';
import { wireTools } from './toolbar.js';
import { loadPictures, loadRow } from './lazy_modules.js';
import { signsOf, trainerOf } from './learners.js';

/**
 * @typedef {import('../types.js').Reading} Reading
 * @typedef {import('../network/reader.js').Reader} Reader
 * @typedef {import('../training/trainer.js').Trainer} Trainer
 * @typedef {import('../signs/signs.js').Signs} Signs
 * @typedef {import('../state/page_state.js').PageState} PageState
 *
 * @typedef {object} Page What the page's parts share while it runs.
 * @property {Document} document
 * @property {(path: string) => string} files
 * @property {import('../state/page_state.js').PageStore} store
 * @property {import('../types.js').Translate} t In the present language.
 * @property {Reader | null} reader Null until the network is loaded.
 * @property {ReturnType<typeof createAnswer> | null} answer
 * @property {Trainer | null} trainer Made when a view first needs it.
 * @property {Signs | null} signs The visitor's own signs; null until they are first looked at.
 * @property {Reading | null} reading Null: nothing is drawn. Of several digits, the one that is pointed at.
 * @property {import('./row.js').Row | null} row Parts several digits; null until it is loaded, and where no digits are read.
 * @property {boolean} drawing Whether a stroke is being drawn.
 * @property {unknown} failure Why nothing can be read.
 * @property {import('./announcer.js').Announcer} announcer
 *
 * @typedef {object} Parts
 * @property {import('../drawing/ink.js').Ink} ink
 * @property {ReturnType<typeof createNavigation>} navigation
 * @property {ReturnType<typeof wireTools>} tools
 * @property {ReturnType<typeof wireMenu>} menu
 * @property {() => void} readSoon
 */

/** The setting's name in browsers that have been here before. */
const SHOWN_3D = 'solid';

/** @param {Document} document @param {string} id */
const placeOf = (document, id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * What is chosen at first: by the link, by earlier visits, by the browser.
 *
 * @param {Document} document
 * @param {ReturnType<typeof readLink>} link
 * @returns {PageState}
 */
function firstState(document, link) {
  const spoken = document.defaultView?.navigator.languages ?? [];
  return {
    view: link.view ?? 'read',
    language: chooseLanguage(link.language ?? readSetting(document, 'language'), spoken),
    languageChosen: Boolean(link.language),
    reads: 'shipped',
    learns: link.signs ? 'signs' : 'digits',
    sharedSigns: link.signs ?? '',
    meant: null,
    shown3d: readSetting(document, SHOWN_3D) === 'true',
  };
}

/** @param {Page} page @param {Parts} parts @param {unknown} error */
function fail(page, { tools }, error) {
  const { document, t } = page;
  document.documentElement.dataset.state = 'failed';
  placeOf(document, 'failure').hidden = false;
  placeOf(document, 'reason').textContent = inWords(error, t);
  page.failure = error;
  tools.disable();
}

/** @param {Reader} reader */
const readsDigits = ({ labels }) => labels.every((label) => /^\d$/.test(label));

/** The visitor's network, where it is the one that reads. @param {Page} page */
function trained({ store, trainer, signs }) {
  const networks = { shipped: null, own: trainer?.state.get('network'), signs: signs?.state.get('network') };
  return networks[store.get('reads')] ?? null;
}

/** The classes of what reads. @param {Page} page */
const labelsOf = (page) => trained(page)?.labels ?? page.reader?.labels ?? [];

/** @param {Page} page @param {Parts} parts */
function showView(page, { navigation }) {
  if (page.reader) navigation.current()?.show(page.reading, trained(page) ?? page.reader.network);
}

/** @param {Page} page */
function renewAnswer(page) {
  const place = (/** @type {string} */ id) => placeOf(page.document, id);
  const seen = /** @type {HTMLCanvasElement} */ (place('seen'));
  page.answer = createAnswer({ answer: place('answer'), sure: place('sure'), bars: place('bars'), seen }, labelsOf(page), page.t);
}

/** Reads the drawing as it is now. @param {Page} page @param {Parts} parts */
function read(page, parts) {
  const { announcer, document, reader, store } = page;
  const empty = parts.ink.isEmpty();
  announcer.cancel();
  document.documentElement.dataset.state = empty ? 'empty' : 'drawn';
  if (!reader) return;
  const picture = empty ? null : parts.ink.pixels();
  const under = parts.ink.picture;
  // A row in a picture is parted at the picture's own resolution.
  const fine = picture && under?.row ? parts.ink.pixels(under.width) : picture;
  const state = { drawing: page.drawing, strokes: parts.ink.strokeCount + (under ? 1 : 0), row: under?.row ?? false };
  // Only of digits are there several in a drawing.
  const part = page.row?.read(store.get('reads') === 'signs' ? null : fine, trained(page), state) ?? null;
  page.reading = part ?? (picture && reader.read(picture, trained(page)));
  if (page.answer?.labels !== labelsOf(page)) renewAnswer(page);
  page.answer?.show(page.reading, part !== null);
  page.row?.show();
  showView(page, parts);
  if (!page.reading) announcer.say('');
  else if (!page.drawing) announcer.sayLater(() => (part ? page.row : page.answer)?.spoken() ?? '');
}

/** Parts several digits from then on, where the network reads digits. @param {Page} page @param {Parts} parts */
async function readRows(page, { ink, readSoon }) {
  const { document, reader } = page;
  const quick = reader?.hasten() ?? false;
  if (!reader || !readsDigits(reader)) return;
  const createRow = await loadRow();
  const [answer, sure, canvas] = ['answer', 'sure', 'ink'].map((id) => placeOf(document, id));
  page.row = createRow({ answer, sure, paper: /** @type {HTMLElement} */ (canvas.parentElement) }, {
    reader, quick, words: () => page.t, tip: () => ink.tip, pointed: readSoon,
  });
  readSoon();
}

/** Shows all words in the present language. @param {Page} page @param {Parts} parts */
function showWords(page, { navigation, tools }) {
  const { document, reader, store } = page;
  const place = (/** @type {string} */ id) => placeOf(document, id);
  const root = document.documentElement;
  const t = createTranslate(store.get('language'));
  page.t = t;
  root.lang = TAGS[store.get('language')];
  translate(document, t);
  if (page.failure) place('reason').textContent = inWords(page.failure, t);
  const digits = !reader || readsDigits(reader);
  const title = root.dataset.title; // of an exported page
  document.title = title ?? t(digits ? 'title' : 'title.other');
  place('heading').textContent = title ?? t(digits ? 'heading' : 'heading.other');
  if (!reader) return;
  renewAnswer(page);
  page.answer?.show(page.reading, Boolean(page.row?.number()));
  page.row?.show();
  tools.showExamples(reader.labels);
  navigation.renew();
}

/** What the camera is opened with. @param {Page} page */
function cameraOf(page) {
  const { t, files, store } = page;
  const reader = /** @type {Reader} */ (page.reader);
  return {
    t, files, store, labels: labelsOf(page),
    read: (/** @type {import('../types.js').Picture} */ picture) => reader.read(picture, trained(page)),
    network: () => trained(page) ?? reader.network,
  };
}

/** Makes the page's parts, each of which may ask for any other once it runs. @param {Page} page @returns {Parts} */
function createParts(page) {
  const { announcer, document, store } = page;
  const { say } = announcer;
  const view = /** @type {Window} */ (document.defaultView);
  const words = () => page.t;
  const readSoon = onceAFrame((work) => view.requestAnimationFrame(work), () => {
    try {
      if (document.documentElement.dataset.state !== 'failed') read(page, parts);
    } catch (error) {
      fail(page, parts, error);
    }
  });
  const ink = createInk(/** @type {HTMLCanvasElement} */ (placeOf(document, 'ink')), {
    onChange({ drawing }) {
      page.drawing = drawing;
      tools.show();
      readSoon();
      if (!drawing) navigation.note();
    },
    onTap: (place) => page.row?.tap(place) ?? false,
  });
  const navigation = createNavigation(document, {
    store,
    strokes: () => ink.strokes,
    redrawn(strokes) { ink.setStrokes(strokes); tools.show(); readSoon(); },
    context: async () => {
      const trainer = await trainerOf(page, { menu, readSoon });
      return {
        document, t: page.t, say, store, files: page.files, trainer, reader: /** @type {Reader} */ (page.reader),
        strokes: () => ink.strokes, picture: () => (ink.picture ? ink.pixels() : null), pictures: loadPictures, clear: ink.clear, signs: () => signsOf(page, { menu, readSoon }),
      };
    },
    refused(error) { tools.tell(inWords(error, page.t)); },
    opened: () => showView(page, parts),
    failed(error, name) {
      const { t } = page;
      tools.tell(t('view.failed', { name: t(`nav.${name}`), reason: inWords(error, t) }));
    },
  });
  const tools = wireTools(document, {
    ink, words, say,
    shared: () => ({ reading: page.reading, number: page.row?.number() ?? null, labels: labelsOf(page), href: navigation.href(ink.strokes) }),
    camera: () => cameraOf(page),
  });
  const menu = wireMenu(document, { store, words, isEmpty: ink.isEmpty, drawExample: tools.drawExample });
  const parts = { ink, navigation, tools, menu, readSoon };
  return parts;
}

/** What follows when something else is chosen. @param {Page} page @param {Parts} parts */
function followStore(page, parts) {
  const { document, store } = page;
  store.on(['language'], () => {
    writeSetting(document, 'language', store.get('language'));
    showWords(page, parts);
    parts.navigation.note();
  });
  store.on(['shown3d'], () => writeSetting(document, SHOWN_3D, String(store.get('shown3d'))));
  store.on(['reads'], parts.readSoon);
}

/**
 * Starts the page.
 *
 * @param {Document} document The page's own.
 * @param {object} given
 * @param {(path: string) => string} given.files The URL of each of the page's files.
 * @param {() => Promise<Reader>} given.load Loads the reader.
 * @param {typeof import('./offline.js').registerOffline} [given.offline] Lets the browser keep the page.
 */
export async function startPage(document, { files, load, offline }) {
  const view = /** @type {Window} */ (document.defaultView);
  const link = readLink(document.location.hash);
  const store = createStore(firstState(document, link));
  /** @type {Page} */
  const page = {
    document, files, store, t: createTranslate(store.get('language')),
    reader: null, answer: null, row: null, trainer: null, signs: null, reading: null, drawing: false, failure: null,
    announcer: createAnnouncer(placeOf(document, 'spoken')),
  };
  const parts = createParts(page);
  followStore(page, parts);
  showWords(page, parts);
  if (link.strokes) parts.ink.setStrokes(link.strokes);
  if (link.error) parts.tools.tell(inWords(link.error, page.t));
  parts.tools.show();
  try {
    page.reader = await load();
    showWords(page, parts);
    read(page, parts);
    document.documentElement.dataset.ready = 'true';
    const idle = view.requestIdleCallback ?? ((/** @type {() => void} */ work) => view.setTimeout(work, 500));
    // What is lazy may be missing, as offline: one digit is read all the same.
    idle(() => { readRows(page, parts).catch(() => {}); });
  } catch (error) {
    fail(page, parts, error);
    return;
  }
  const update = placeOf(document, 'update');
  const kept = await offline?.({ navigator: view.navigator, scope: document.baseURI, onUpdate() { update.hidden = false; } });
  if (kept) update.querySelector('button')?.addEventListener('click', kept.update);
}
