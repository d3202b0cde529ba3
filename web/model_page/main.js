/** Entry of a model's page: asks for inputs, has the model answer, shows what it says. */
import { make } from '../views/elements.js';
import { readSetting, writeSetting } from '../storage/local_storage.js';
import { texts as camera } from '../text/camera.js';
import { addTexts, chooseLanguage, createTranslate, TAGS } from '../text/language.js';
import { SLOW } from './agreement.js';
import { exampleOf } from './example.js';
import { createForm } from './inputs/form.js';
import { createPictureInput } from './inputs/picture.js';
import { createSeries } from './inputs/series.js';
import { createText } from './inputs/text.js';
import { createModelClient, engineError } from './model_client.js';
import { createClasses } from './outputs/classes.js';
import { createNumbers } from './outputs/numbers.js';
import { createPicture } from './outputs/picture.js';
import { createSeriesOutput } from './outputs/series.js';
import { threadsAsked, threadsHere } from './threads.js';
import { texts } from '../text/model_page.js';

/** @typedef {import('./types.js').PageDescription} PageDescription */
/** @typedef {import('./types.js').Shaped} Shaped */

const INPUTS = { form: createForm, picture: createPictureInput, series: createSeries, text: createText };
const OUTPUTS = { classes: createClasses, numbers: createNumbers, picture: createPicture, series: createSeriesOutput };
/** After so many milliseconds it is said how long an answer has taken. */
const PATIENCE = 1500;
/** The share of a device's memory that a page can count on. */
const USABLE = 0.5;
/** What a device has, in GB, that does not tell. */
const USUAL = 2;

addTexts({ ...texts, ...camera });

/** A number of bytes as people say it. @param {number} bytes */
const sizeOf = (bytes) => (bytes < 1e6 ? `${Number((bytes / 1e3).toPrecision(2))} kB` : `${Number((bytes / 1e6).toPrecision(3))} MB`);

/** The model's files, and the engine's. @param {import('./types.js').PageFiles} files @param {PageDescription} page */
async function loadedFiles(files, page) {
  const entries = await Promise.all(page.files.map(async (name) => [name, await files.bytes(`model/${name}`)]));
  const binaries = await Promise.all(page.binaries.map(async (name) => [name, files.inside ? await files.bytes(`engine/${name}`) : files.url(`engine/${name}`)]));
  const scripts = files.inside ? [] : page.scripts.map((name) => [name, files.url(`engine/${name}.js`)]);
  return { files: Object.fromEntries(entries), binaries: Object.fromEntries(binaries), scripts: Object.fromEntries(scripts) };
}

/** @param {import('./types.js').PageFiles} files @param {number} count @returns {import('./types.js').Threads} */
const threadsOf = (files, count) => ({
  count, starts: files.url('engine/threads.js'), runs: files.url('engine/thread.js'), binary: files.url('engine/tfjs-backend-wasm-threaded-simd.wasm'),
});

/**
 * @param {Document} document
 * @param {import('./types.js').PageFiles} files
 * @param {PageDescription} page
 */
export function startModelPage(document, files, page) {
  const view = /** @type {Window & typeof globalThis} */ (document.defaultView);
  const place = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
  const wished = new URLSearchParams(view.location.hash.slice(1));
  let language = chooseLanguage(wished.get('lang') ?? readSetting(document, 'language'), view.navigator.languages);
  let t = createTranslate(language);

  /** @type {unknown} */
  let problem = null;
  const showProblem = () => {
    const { key, values, message } = /** @type {any} */ (problem ?? {});
    place('notice').hidden = !problem;
    place('notice').textContent = problem ? (key ? t(key, values) : String(message ?? problem)) : '';
  };
  /** @param {unknown} error Null: it is mended. */
  const failed = (error) => {
    problem = error;
    showProblem();
  };
  const given = { document, words: () => t, failed };

  /** @type {Map<string, Shaped>} */
  const values = new Map();
  /** @type {ReturnType<typeof createModelClient> | null} */
  let client = null;
  /** @type {{ key: string, values?: Record<string, string | number>, button?: [string, () => void] }} */
  let state = { key: 'page.waiting' };
  let drawn = '';
  const showState = () => {
    const { key, values: about = {}, button } = state;
    const shown = Object.fromEntries(Object.entries(about).map(([name, value]) => [name, name === 'backend' ? t(`engine.${value}`) : value]));
    const text = t(key, shown);
    const kind = [language, key, button?.[0]].join(' ');
    if (kind === drawn) {
      /** @type {Text} */ (place('engine').firstChild).data = text; // the button stays under the finger
      return;
    }
    drawn = kind;
    /** @type {HTMLElement} */ (place('engine').parentElement).classList.toggle('asks', Boolean(button));
    place('engine').replaceChildren(text, ...(button ? [' ', make(document, 'button', { type: 'button', text: t(button[0]), onclick: button[1] })] : []));
  };
  /** @param {typeof state} now */
  const tell = (now) => {
    state = now;
    showState();
  };

  const outputs = page.outputs.map((output) => OUTPUTS[output.kind](given, output));
  let about = { backend: '', threads: 1, milliseconds: 0 };
  let since = 0;
  let waiting = false;
  const stop = () => {
    client?.stop();
    client = null;
    since = 0;
    tell({ key: 'page.stopped', button: ['page.again', load] });
  };
  const ask = () => {
    if (!client || values.size < page.inputs.length) return;
    since ||= view.performance.now();
    waiting = true;
    client.answer(page.inputs.map(({ name }) => /** @type {Shaped} */ (values.get(name))), ({ outputs: found, milliseconds }) => {
      since = 0;
      waiting = false;
      place('outputs').classList.remove('empty');
      outputs.forEach((output, n) => output.show(found[n].values, found[n].shape));
      if (/** @type {any} */ (problem)?.key?.startsWith('engine.')) failed(null);
      about = { ...about, milliseconds };
      ready();
      inputs.forEach(({ answered }) => answered?.());
    }, (error) => {
      since = 0;
      waiting = false;
      if (client) failed(error);
    });
  };
  const inputs = page.inputs.map((input) => INPUTS[input.kind](given, input, (/** @type {Shaped | null} */ found) => {
    if (found) values.set(input.name, found);
    else values.delete(input.name);
    ask();
  }));
  const ready = () => tell({
    key: about.threads > 1 ? 'page.threads' : 'page.engine',
    values: {
      milliseconds: about.milliseconds < 10 ? about.milliseconds.toFixed(1) : Math.round(about.milliseconds),
      backend: about.backend,
      threads: about.threads,
      size: sizeOf(page.weightBytes),
    },
  });
  view.setInterval(() => {
    const waited = since ? view.performance.now() - since : 0;
    if (waited > PATIENCE) tell({ key: 'page.thinking', values: { seconds: Math.round(waited / 1000) }, button: ['page.stop', stop] });
  }, 500);

  const told = /** @type {number | undefined} */ (/** @type {any} */ (view.navigator).deviceMemory);
  const there = (told ?? USUAL) * 1e9 * USABLE;
  const needed = 2 * page.weightBytes + page.peakBytes;
  const canThread = page.threads && !files.inside;
  /** @param {number} threads @returns {Promise<import('./types.js').ModelToLoad>} */
  const toLoad = async (threads) => ({
    signature: page.signature,
    example: exampleOf(page),
    backend: threads ? 'wasm' : wished.get('backend') ?? undefined,
    insist: wished.get('try') ?? undefined,
    ...(threads > 1 && { threads: threadsOf(files, threads) }),
    ...await loadedFiles(files, page),
  });
  /** Where memory may be shared and there is enough of it for the model twice. @param {import('./types.js').Loaded} first */
  const withThreads = ({ milliseconds }) => {
    const count = canThread && !wished.has('backend') && !wished.has('threads') ? threadsHere(view) : 1;
    const worthwhile = wished.get('try') === 'threads' || milliseconds > SLOW;
    return count > 1 && worthwhile && 2 * needed < there ? toLoad(count) : null;
  };
  async function load() {
    tell({ key: 'page.waiting' });
    failed(null);
    /** @type {ReturnType<typeof createModelClient> | null} */
    let own = null;
    try {
      own = createModelClient(files.url('worker.js'), await toLoad(canThread ? threadsAsked(wished.get('threads')) : 0), {
        alternative: withThreads,
        again: () => toLoad(0),
        changed: ({ backend, threads }) => { about = { ...about, backend, threads }; },
      });
      client = own;
      tell({ key: 'page.trying' });
      since = view.performance.now();
      ask();
      about = await own.ready;
      since = waiting ? view.performance.now() : 0;
      document.documentElement.dataset.state = 'ready';
      ready();
    } catch (error) {
      if (client !== own) return; // stopped meanwhile
      document.documentElement.dataset.state = 'failed';
      since = 0;
      failed(/** @type {any} */ (error)?.key ? error : engineError(error));
      tell({ key: 'page.stopped', button: ['page.again', load] });
    }
  }

  const translate = () => {
    document.documentElement.lang = TAGS[language];
    place('language').textContent = t('page.language');
    place('about').textContent = t('page.about');
    place('outputs').dataset.empty = t('page.nothing');
    place('inputs').setAttribute('aria-label', t('page.inputs'));
    place('outputs').setAttribute('aria-label', t('page.outputs'));
    [...inputs, ...outputs].forEach((each) => each.translate());
    showState();
    showProblem();
  };
  place('heading').textContent = page.title;
  document.title = page.title;
  place('inputs').append(...inputs.map(({ root }) => root));
  place('outputs').append(...outputs.map(({ root }) => root));
  place('outputs').classList.add('empty');
  place('language').addEventListener('click', () => {
    language = language === 'en' ? 'zh' : 'en';
    t = createTranslate(language);
    writeSetting(document, 'language', language);
    translate();
  });
  translate();

  if (told && needed > there) {
    tell({ key: 'page.large', values: { needed: Math.round(needed / 1e6), there: Math.round(there / 1e6) }, button: ['page.anyway', load] });
  } else load();
}
