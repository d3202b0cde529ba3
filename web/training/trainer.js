/** Trainer of the visitor's network: its structure, its θ, and the worker that trains it. */
import { loadDigits } from './digits.js';
import { initialNetwork } from './gradient_descent.js';
import { localizedError } from '../text/localized_error.js';
import { createStore } from '../state/store.js';
import { checkNetwork, checkSettings, checkStructure } from './training_limits.js';

/**
 * @typedef {import('../types.js').Network} Network
 * @typedef {import('./training_limits.js').Structure} Structure
 * @typedef {import('./training_limits.js').Settings} Settings
 * @typedef {{epoch: number, step: number, steps: number, loss: number, accuracy: number, validationLoss: number,
 *     validationAccuracy: number, seconds: number}} Progress How far a training has come.
 * @typedef {Awaited<ReturnType<typeof loadDigits>>} Digits
 * @typedef {'untrained' | 'loading' | 'training' | 'paused' | 'trained'} Phase
 *
 * @typedef {object} TrainerState
 * @property {Structure} structure
 * @property {Settings} settings
 * @property {number} seed Which θ of the function set an untrained network has.
 * @property {Network} network As it is now.
 * @property {Phase} phase
 * @property {Progress[]} progress Of the present or the last training.
 * @property {unknown} error What ended the last training, where it failed.
 * @property {string} name Of the network that is kept or was loaded; empty for a new one.
 */

/** How many of a training's reports are kept: more than a screen has pixels for a curve. */
const MOST_REPORTS = 2000;

/** The bundled page has a bundled worker: vendor/build/page_modules.mjs says where. */
const WORKER = `${/** @type {any} */ (globalThis).BUNDLE ?? ''}training/training_worker.js`;

/** @param {(path: string) => string} files @param {(message: any) => void} hear */
function startWorker(files, hear) {
  const worker = new Worker(files(WORKER), { type: 'module' });
  worker.onmessage = ({ data }) => hear(data);
  worker.onerror = (event) => {
    event.preventDefault();
    hear({ type: 'failed', ...localizedError('steps.worker_failed'), message: event.message });
  };
  return worker;
}

/**
 * @param {object} given
 * @param {Document} given.document
 * @param {(path: string) => string} given.files
 * @param {number} given.side
 * @param {string[]} given.labels
 */
export function createTrainer({ document, files, side, labels }) {
  const structure = /** @type {Structure} */ ({ units: [64], activation: 'relu' });
  const settings = /** @type {Settings} */ ({ learningRate: 0.003, batchSize: 32, optimizer: 'adam', epochs: 8 });
  const draw = (/** @type {Structure} */ { units, activation }, /** @type {number} */ seed) => (
    initialNetwork({ side, units, activation, seed, labels })
  );
  const state = /** @type {import('../state/store.js').Store<TrainerState>} */ (createStore({
    structure, settings, seed: 1, network: draw(structure, 1), phase: 'untrained', progress: [], error: null, name: '',
  }));
  /** @type {Worker | null} */
  let worker = null;
  /** Where the present training goes on from. @type {Progress | undefined} */
  let before;
  /** What the network was before it. @type {Phase} */
  let was = 'untrained';
  /** @type {Promise<Digits> | null} */
  let digits = null;

  const end = () => {
    worker?.terminate();
    worker = null;
  };
  /** How far it has come, with no training going on. @returns {Phase} */
  const reached = () => (state.get('progress').length > 0 ? 'trained' : was);
  /** @param {any} data What the worker reports. */
  const hear = (data) => {
    if (data.type === 'failed') {
      end();
      state.set({ phase: reached(), error: data });
      return;
    }
    const { type, network, ...latest } = data;
    for (const name of /** @type {const} */ (['epoch', 'step', 'seconds'])) latest[name] += before?.[name] ?? 0;
    const progress = [...state.get('progress'), /** @type {Progress} */ (latest)].slice(-MOST_REPORTS);
    if (type === 'done') end();
    const phase = type === 'done' ? 'trained' : state.get('phase');
    state.set({ network: network ?? state.get('network'), progress, phase });
  };

  /** Changes something unless it breaks a rule, which is told where training is. @param {() => void} check @param {() => void} change */
  const unlessRefused = (check, change) => {
    try {
      check();
    } catch (error) {
      state.set({ error });
      return;
    }
    change();
  };

  const trainer = {
    state,
    /** Whether the page's digits fit this network: they are ten, 28 × 28. */
    learns: side === 28 && labels.length === 10,
    /** The bundled digits, fetched when they are first needed. @returns {Promise<Digits>} */
    digits() {
      const asked = digits ?? loadDigits(files, document);
      digits = asked;
      asked.catch(() => { digits = null; }); // the next try may succeed
      return asked;
    },
    /** Another function set, or another function of it: an untrained network. @param {Partial<Structure & {seed: number}>} change */
    choose({ seed = state.get('seed'), ...change }) {
      const next = { ...state.get('structure'), ...change };
      unlessRefused(() => checkStructure(next, seed, side, labels), () => {
        end();
        state.set({ structure: next, seed, network: draw(next, seed), phase: 'untrained', progress: [], error: null, name: '' });
      });
    },
    /** @param {Partial<Settings>} change The learning rate may change while a training goes on. */
    set(change) {
      const next = { ...state.get('settings'), ...change };
      unlessRefused(() => checkSettings(next), () => {
        state.set({ settings: next });
        if (change.learningRate) worker?.postMessage({ type: 'rate', learningRate: change.learningRate });
      });
    },
    /** Trains the network as it is: from the start, or on from where it stands. */
    async start() {
      if (worker || state.get('phase') === 'loading') return;
      was = state.get('phase');
      state.set({ phase: 'loading', error: null });
      try {
        const sheet = await trainer.digits();
        if (state.get('phase') !== 'loading') return; // stopped, or another structure chosen meanwhile
        worker = startWorker(files, hear);
        before = state.get('progress').at(-1);
        worker.postMessage({
          type: 'start',
          settings: { ...state.get('settings'), seed: state.get('seed') },
          sheet,
          network: state.get('network'),
        });
        state.set({ phase: 'training' });
      } catch (error) {
        end();
        state.set({ phase: reached(), error });
      }
    },
    pause() {
      worker?.postMessage({ type: 'pause' });
      state.set({ phase: 'paused' });
    },
    resume() {
      worker?.postMessage({ type: 'resume' });
      state.set({ phase: 'training' });
    },
    /** The worker answers with the network as it is then. */
    stop() {
      if (worker) worker.postMessage({ type: 'stop' });
      else state.set({ phase: reached() });
    },
    /**
     * Takes a network that was kept or loaded.
     *
     * @param {Network} network @param {string} name
     * @throws An error with the key of its text: it reads something else than the page's.
     */
    take(network, name) {
      checkNetwork(network, side, labels);
      end();
      const hidden = network.layers.slice(0, -1);
      const taken = { units: hidden.map((layer) => layer.units), activation: hidden[0]?.activation ?? 'relu' };
      state.set({ structure: taken, network, phase: 'trained', progress: [], error: null, name });
    },
  };
  return trainer;
}
/** @typedef {ReturnType<typeof createTrainer>} Trainer */
