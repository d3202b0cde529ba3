/** Composition of the page: canvas, reader, answer and views, wired together. */
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
import { loadTrainer } from './lazy_modules.js';

/**
 * @typedef {import('../types.js').Reading} Reading
 * @typedef {import('../network/reader.js').Reader} Reader
 * @typedef {import('../training/trainer.js').Trainer} Trainer
 * @typedef {import('../state/page_state.js').PageState} PageState
 */

/** How long a drawing must rest before a screen reader is told what it says, in milliseconds. */
const SETTLED = 700;
/** The setting's name in browsers that have been here before. */
const SHOWN_3D = 'solid';

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
    meant: null,
    shown3d: readSetting(document, SHOWN_3D) === 'true',
  };
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
  const root = document.documentElement;
  const view = /** @type {Window} */ (document.defaultView);
  const place = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
  const link = readLink(document.location.hash);
  const store = createStore(firstState(document, link));
  let t = createTranslate(store.get('language'));
  /** A title that somebody gave to a page of her own. */
  const title = root.dataset.title ?? null;
  /** @type {Reader | null} */
  let reader = null;
  /** @type {ReturnType<typeof createAnswer> | null} */
  let answer = null;
  /** @type {Trainer | null} */
  let trainer = null;
  /** @type {Reading | null} */
  let reading = null;
  let drawing = false;
  let settling = 0;
  /** Why nothing can be read. @type {unknown} */
  let failure = null;

  const say = (/** @type {string} */ text) => {
    view.clearTimeout(settling); // what is newer is not spoken over by what was drawn before
    place('spoken').textContent = text;
  };
  const fail = (/** @type {unknown} */ error) => {
    root.dataset.state = 'failed';
    place('failure').hidden = false;
    place('reason').textContent = inWords(error, t);
    failure = error;
    tools.disable();
  };
  /** The visitor's network, where it is the one that reads. */
  const mine = () => (store.get('reads') === 'own' && trainer ? trainer.state.get('network') : null);
  const showView = () => { if (reader) navigation.current()?.show(reading, mine() ?? reader.network); };

  const read = () => {
    view.clearTimeout(settling);
    root.dataset.state = ink.isEmpty() ? 'empty' : 'drawn';
    if (!reader) return;
    reading = ink.isEmpty() ? null : reader.read(ink.pixels(), mine());
    answer?.show(reading);
    showView();
    if (!reading) say('');
    else if (!drawing) settling = view.setTimeout(() => say(answer?.spoken() ?? ''), SETTLED);
  };
  const readSoon = onceAFrame((work) => view.requestAnimationFrame(work), () => {
    try {
      if (root.dataset.state !== 'failed') read();
    } catch (error) {
      fail(error);
    }
  });

  const ink = createInk(/** @type {HTMLCanvasElement} */ (place('ink')), {
    onChange(change) {
      drawing = change.drawing;
      tools.show();
      readSoon();
      if (!drawing) navigation.note();
    },
  });
  const navigation = createNavigation(document, {
    store,
    strokes: () => ink.strokes,
    redrawn(strokes) { ink.setStrokes(strokes); tools.show(); readSoon(); },
    context: async () => ({
      document, t, say, store, files, trainer: await trainerOnce(), reader: /** @type {Reader} */ (reader),
    }),
    opened: showView,
    failed(error, name) { tools.tell(t('view.failed', { name: t(`nav.${name}`), reason: inWords(error, t) })); },
  });
  const words = () => t;
  /** The visitor's own network, made when a view first needs it. */
  const trainerOnce = async () => {
    const createTrainer = await loadTrainer();
    const { side, labels } = /** @type {Reader} */ (reader);
    if (!trainer) {
      trainer = createTrainer({ document, files, side, labels });
      trainer.state.on(['network'], readSoon);
      trainer.state.on(['phase'], () => menu.show(trainer?.state.get('phase')));
    }
    return trainer;
  };
  const tools = wireTools(document, {
    ink, words, say, shared: () => ({ reading, labels: reader?.labels ?? [], href: navigation.href(ink.strokes) }),
  });

  const menu = wireMenu(document, { store, words, isEmpty: ink.isEmpty, drawExample: tools.drawExample });

  const speak = () => {
    const language = store.get('language');
    t = createTranslate(language);
    root.lang = TAGS[language];
    translate(document, t);
    if (failure) place('reason').textContent = inWords(failure, t);
    const digits = (reader?.labels ?? ['0']).every((label) => /^\d$/.test(label));
    document.title = title ?? t(digits ? 'title' : 'title.other');
    place('heading').textContent = title ?? t(digits ? 'heading' : 'heading.other');
    if (!reader) return;
    answer = createAnswer({
      answer: place('answer'),
      sure: place('sure'),
      bars: place('bars'),
      seen: /** @type {HTMLCanvasElement} */ (place('seen')),
    }, reader.labels, t);
    answer.show(reading);
    tools.showExamples(reader.labels);
    navigation.renew();
  };
  store.on(['language'], () => {
    writeSetting(document, 'language', store.get('language'));
    speak();
    navigation.note();
  });
  store.on(['shown3d'], () => writeSetting(document, SHOWN_3D, String(store.get('shown3d'))));
  store.on(['reads'], readSoon);

  speak();
  if (link.strokes) ink.setStrokes(link.strokes);
  tools.show();
  try {
    reader = await load();
    speak();
    read();
    root.dataset.ready = 'true';
    const idle = view.requestIdleCallback ?? ((/** @type {() => void} */ work) => view.setTimeout(work, 500));
    idle(() => { reader?.hasten(); });
  } catch (error) {
    fail(error);
    return;
  }
  const kept = await offline?.({
    navigator: view.navigator, scope: document.baseURI, onUpdate() { place('update').hidden = false; },
  });
  if (kept) place('update').querySelector('button')?.addEventListener('click', kept.update);
}
