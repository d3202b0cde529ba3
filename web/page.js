/** The page: the paper, the reader, the answer and the views, wired together. */
import { createAnswer } from './answer.js';
import { EXAMPLES, play } from './ink/examples.js';
import { createInk } from './ink.js';
import { chooseLanguage, createTranslate, inWords, TAGS, translate } from './language.js';
import { createNavigation } from './navigation.js';
import { onceAFrame } from './state/frame.js';
import { readLink } from './state/link.js';
import { recall, remember } from './state/memory.js';
import { registerOffline } from './state/offline.js';
import { createOwn } from './state/own.js';
import { createStore } from './state/store.js';
import { wireTools } from './tools.js';
import { loadTour } from './views.js';

/**
 * @typedef {import('./types.js').Reading} Reading
 * @typedef {import('./types.js').View} View
 * @typedef {import('./reader.js').Reader} Reader
 * @typedef {import('./language.js').Language} Language
 *
 * @typedef {object} PageState
 * @property {string} view
 * @property {Language} language
 * @property {boolean} languageChosen Whether a link asked for it, or the visitor did; only then links say it.
 * @property {'shipped' | 'own'} reads Which network reads: the page's, or the one that was trained here.
 * @property {number | null} meant Step 2: the class that the drawing is meant to be; null: what it is read as.
 * @property {boolean} solid Whether the network is shown in 3-D.
 */

/** How long a drawing must rest before a screen reader is told what it says, in milliseconds. */
const SETTLED = 700;

/**
 * Starts the page.
 *
 * @param {Document} document The page's own.
 * @param {object} given
 * @param {(path: string) => string} given.files The URL of each of the page's files.
 * @param {() => Promise<Reader>} given.load Loads the reader.
 */
export async function startPage(document, { files, load }) {
  const root = document.documentElement;
  const view = /** @type {Window} */ (document.defaultView);
  const place = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
  const link = readLink(document.location.hash);
  const store = /** @type {import('./state/store.js').Store<PageState>} */ (createStore({
    view: link.view ?? 'read',
    language: chooseLanguage(link.language ?? recall(document, 'language'), view.navigator.languages ?? []),
    languageChosen: Boolean(link.language),
    reads: 'shipped',
    meant: null,
    solid: recall(document, 'solid') === 'true',
  }));
  let t = createTranslate(store.get('language'));
  /** @type {Reader | null} */
  let reader = null;
  /** @type {ReturnType<typeof createAnswer> | null} */
  let answer = null;
  /** @type {import('./state/own.js').Own | null} */
  let own = null;
  /** @type {Reading | null} */
  let reading = null;
  let drawing = false;
  let settling = 0;

  const say = (/** @type {string} */ text) => { place('spoken').textContent = text; };
  const fail = (/** @type {unknown} */ error) => {
    root.dataset.state = 'failed';
    place('failure').hidden = false;
    place('reason').textContent = inWords(error, t);
  };
  const network = () => (store.get('reads') === 'own' && own ? own.state.get('network') : reader?.network ?? null);

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
    context: () => ({ document, t, say, store, files, own, reader }),
    opened() { if (reader) navigation.current()?.show(reading, network()); },
    failed(error, name) { tools.tell(t('view.failed', { name: t(`nav.${name}`), reason: inWords(error, t) })); },
  });
  const tools = wireTools(document, {
    ink,
    words: () => t,
    say,
    shared: () => ({ reading, labels: reader?.labels ?? [], href: navigation.href(ink.strokes) }),
  });

  const read = () => {
    view.clearTimeout(settling);
    root.dataset.state = ink.isEmpty() ? 'empty' : 'drawn';
    if (!reader) return;
    const mine = store.get('reads') === 'own' && own ? own.state.get('network') : null;
    reading = ink.isEmpty() ? null : reader.read(ink.pixels(), mine);
    answer?.show(reading);
    navigation.current()?.show(reading, network());
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

  const speak = () => {
    const language = store.get('language');
    t = createTranslate(language);
    root.lang = TAGS[language];
    document.title = t('title');
    translate(document, t);
    if (!reader) return;
    answer = createAnswer({
      answer: place('answer'),
      sure: place('sure'),
      bars: place('bars'),
      seen: /** @type {HTMLCanvasElement} */ (place('seen')),
    }, reader.labels, t);
    tools.showExamples(reader.labels);
    answer.show(reading);
    navigation.renew();
  };
  store.on(['language'], () => {
    remember(document, 'language', store.get('language'));
    speak();
    navigation.note();
  });
  store.on(['solid'], () => remember(document, 'solid', String(store.get('solid'))));
  place('language').addEventListener('click', () => {
    store.set({ language: store.get('language') === 'en' ? 'zh' : 'en', languageChosen: true });
  });
  place('guide').addEventListener('click', async () => {
    const startTour = await loadTour();
    startTour(document, {
      t,
      store,
      isEmpty: ink.isEmpty,
      drawExample() {
        const label = reader?.labels.find((each) => EXAMPLES[each]);
        if (label) play(ink, EXAMPLES[label][0], { requestFrame: (work) => view.requestAnimationFrame(work), reduced: true });
      },
    });
  });
  wireReads(document, store, readSoon);

  speak();
  if (link.strokes) ink.setStrokes(link.strokes);
  tools.show();
  try {
    reader = await load();
    own = createOwn({ document, files, side: reader.side, labels: reader.labels });
    own.state.on(['network', 'phase'], () => {
      const trained = !['untrained', 'loading'].includes(own?.state.get('phase') ?? '');
      place('reads').hidden = !trained && store.get('reads') === 'shipped';
      readSoon();
    });
    speak();
    read();
    root.dataset.ready = 'true';
    registerOffline({
      navigator: view.navigator,
      base: document.baseURI,
      onUpdate(reload) {
        place('update').hidden = false;
        /** @type {HTMLElement} */ (place('update').querySelector('button')).onclick = reload;
      },
    });
  } catch (error) {
    fail(error);
  }
}

/**
 * The choice between the page's network and one's own.
 *
 * @param {Document} document
 * @param {import('./state/store.js').Store<PageState>} store
 * @param {() => void} changed
 */
function wireReads(document, store, changed) {
  const choices = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('[name="reads"]'));
  const show = () => choices.forEach((choice) => { choice.checked = choice.value === store.get('reads'); });
  choices.forEach((choice) => choice.addEventListener('change', () => {
    if (choice.checked) store.set({ reads: /** @type {'shipped' | 'own'} */ (choice.value) });
  }));
  store.on(['reads'], () => {
    show();
    changed();
  });
  show();
}
