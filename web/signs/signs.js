/** A visitor's own signs: their drawings, with undo; the worker that learns them; what is kept in the browser. */
import { createPainter, createRasterizer } from '../drawing/painter.js';
import { PEN, copyStrokes } from '../drawing/drawing.js';
import { centerInk } from '../network/center_ink.js';
import { createStore } from '../state/store.js';
import { createNetworkDatabase } from '../storage/indexeddb.js';
import { MAX_BYTES } from '../storage/network_limits.js';
import { localizedError } from '../text/localized_error.js';
import { featuresOf } from './learn_signs.js';
import { digitOf, drawingOf, drawingsFrom, isPicture } from './sign_drawings.js';
import { LEAST_SIGNS, MOST_DRAWINGS, MOST_SIGNS } from './sign_limits.js';
import { checkName, decodeSigns, encodeSigns } from './signs_file.js';

/**
 * @typedef {import('../types.js').Network} Network
 * @typedef {import('./sign_drawings.js').Drawing} Drawing
 * @typedef {import('../types.js').Picture} Picture
 * @typedef {import('./signs_file.js').Sign} Sign
 * @typedef {{sign: number, drawing: number, confidences: Float32Array}} Check One drawing, read by a network that was trained
 *     without it.
 * @typedef {'untrained' | 'learning' | 'checking' | 'learned'} Phase
 *
 * @typedef {object} SignsState
 * @property {Sign[]} signs Never changed in place.
 * @property {boolean} onFeatures Whether the first layers of the page's network are used.
 * @property {Phase} phase
 * @property {[number, number][]} loss Step and loss.
 * @property {Network | null} network What has been learned.
 * @property {Check[]} checks
 * @property {boolean} stale Whether the signs have changed since.
 * @property {boolean} undoable
 * @property {boolean} before Whether earlier signs are kept, which a file or a link has taken the place of.
 * @property {unknown} error
 */

/** The bundled page has a bundled worker: vendor/build/page_modules.mjs says where. */
const WORKER = `${/** @type {any} */ (globalThis).BUNDLE ?? ''}signs/signs_worker.js`;
const [NOW, BEFORE, UNREADABLE] = ['now', 'before', 'unreadable'];
const MOST_UNDONE = 100;
export const SEED = 1;

/** The features of the page's network, where a network on them is small enough to be kept. @param {Network | null} network */
function usableFeatures(network) {
  const features = featuresOf(network);
  const weights = features?.layers.reduce((sum, { inputs, units }) => sum + (inputs + 1) * units, 0) ?? Infinity;
  return 4 * weights < 0.95 * MAX_BYTES ? features : null;
}

/**
 * @param {object} given
 * @param {Document} given.document
 * @param {(path: string) => string} given.files
 * @param {import('../network/reader.js').Reader} given.reader
 */
export function createSigns({ document, files, reader: { side, network: shipped } }) {
  const view = /** @type {Window & typeof globalThis} */ (document.defaultView);
  const database = createNetworkDatabase(() => view.indexedDB, 'kerasdl-signs');
  const features = usableFeatures(shipped);
  const state = /** @type {import('../state/store.js').Store<SignsState>} */ (createStore({
    signs: [], onFeatures: features !== null, phase: 'untrained', loss: [], network: null, checks: [], stale: false, undoable: false,
    before: false, error: null,
  }));
  const canvas = document.createElement('canvas');
  const rasterize = createRasterizer(canvas, createPainter(canvas, PEN));
  /** @type {WeakMap<Drawing, Float32Array>} */
  const digits = new WeakMap();
  /** @type {Sign[][]} */
  let past = [];
  /** @type {Worker | null} */
  let worker = null;

  const end = () => {
    worker?.terminate();
    worker = null;
  };
  const attempt = async (/** @type {() => Promise<unknown>} */ work) => {
    try {
      await work();
    } catch (error) {
      state.set({ error });
    }
  };
  /** @param {Sign[]} signs @param {Partial<SignsState>} [more] */
  const become = (signs, more = {}) => {
    end();
    const phase = state.get('network') ? 'learned' : 'untrained';
    state.set({ signs, phase, stale: state.get('network') !== null, checks: [], undoable: past.length > 0, error: null, ...more });
    return attempt(() => database.keep(NOW, encodeSigns(signs)));
  };
  /** A change that can be undone. @param {Sign[]} signs */
  const change = (signs) => {
    past = [...past, state.get('signs')].slice(-MOST_UNDONE);
    return become(signs);
  };
  /** @param {number} at @param {(sign: Sign) => Sign} changed */
  const changeOne = (at, changed) => change(state.get('signs').map((sign, n) => (n === at ? changed(sign) : sign)));
  const namesBut = (/** @type {number} */ at) => state.get('signs').filter((_, n) => n !== at).map(({ name }) => name);

  /** @param {number} at @param {Drawing[]} drawings @throws An error with the key of its text. */
  const append = (at, drawings) => {
    const count = state.get('signs')[at].drawings.length + drawings.length;
    if (count > MOST_DRAWINGS) throw localizedError('signs.drawings_rule', { most: MOST_DRAWINGS, received: count });
    changeOne(at, (sign) => ({ ...sign, drawings: [...sign.drawings, ...drawings] }));
  };

  /** @param {any} message @param {{sign: number, drawing: number}[]} places Of each drawing that was learned. */
  const hear = ({ type, ...data }, places) => {
    if (type === 'progress') state.set({ loss: [...state.get('loss'), [data.step, data.loss]] });
    else if (type === 'learned') state.set({ network: data.network, phase: 'checking', stale: false });
    else if (type === 'checked') state.set({ checks: [...state.get('checks'), { ...places[data.drawing], confidences: data.confidences }] });
    else {
      end();
      const network = state.get('network');
      const surer = network && data.notSureBelow ? { ...network, notSureBelow: data.notSureBelow } : network;
      state.set({ network: surer, phase: network ? 'learned' : 'untrained', error: type === 'failed' ? data : null });
    }
  };

  const signs = {
    state,
    hasFeatures: features !== null,
    /** The drawing as the network is given it, side × side, 0 to 1. @param {Drawing} drawing @returns {Float32Array} */
    digit(drawing) {
      const compute = () => (isPicture(drawing) ? digitOf(drawing, side) : centerInk(rasterize({ strokes: drawing, picture: null }), side));
      const known = digits.get(drawing) ?? compute();
      digits.set(drawing, known);
      return known;
    },
    /** @param {string} name @throws An error with the key of its text. */
    add(name) {
      const now = state.get('signs');
      if (now.length >= MOST_SIGNS) throw localizedError('signs.count_rule', { most: MOST_SIGNS, received: now.length + 1 });
      checkName(name, namesBut(-1));
      change([...now, { name, drawings: [] }]);
    },
    /** @param {number} at @param {string} name @throws An error with the key of its text. */
    rename(at, name) {
      checkName(name, namesBut(at));
      const network = state.get('network');
      const same = network && !state.get('stale') && state.get('phase') === 'learned';
      const checks = state.get('checks');
      changeOne(at, (sign) => ({ ...sign, name }));
      // Another name is no other sign: what was learned stays.
      if (same) state.set({ network: { ...network, labels: state.get('signs').filter(({ drawings }) => drawings.length > 0).map((sign) => sign.name) }, stale: false, checks });
    },
    /** @param {number} at */
    remove(at) { change(state.get('signs').filter((_, n) => n !== at)); },
    /** @param {number} at @param {import('../types.js').Stroke[]} strokes @throws An error with the key of its text. */
    draw(at, strokes) {
      if (strokes.length === 0) throw localizedError('signs.empty');
      append(at, [copyStrokes(strokes)]);
    },
    /** What the paper shows, where a picture lies on it. @param {number} at @param {Picture} picture @throws An error with the key of its text. */
    takePicture(at, picture) { append(at, [drawingOf(picture, side)]); },
    /**
     * Drawings from picture files, one each.
     *
     * @param {number} at @param {Iterable<Blob>} files @param {(blob: Blob) => Promise<Picture>} read
     * @returns {Promise<{added: number, errors: unknown[]}>} How many were added, and why other files gave none.
     * @throws An error with the key of its text: there are too many.
     */
    async takeFiles(at, files, read) {
      const { name } = state.get('signs')[at];
      const { drawings, errors } = await drawingsFrom(files, side, read);
      const now = state.get('signs').findIndex((sign) => sign.name === name); // it may have moved while they were read
      if (now < 0 || drawings.length === 0) return { added: 0, errors };
      append(now, drawings);
      return { added: drawings.length, errors };
    },
    /** @param {number} at @param {number} drawing */
    erase(at, drawing) { changeOne(at, (sign) => ({ ...sign, drawings: sign.drawings.filter((_, n) => n !== drawing) })); },
    undo() {
      const last = past.pop();
      if (last) become(last);
    },
    /** Takes signs from a file or a link; those that were here are kept beside them. @param {Sign[]} taken */
    async take(taken) {
      const now = state.get('signs');
      if (now.length > 0) await attempt(() => database.keep(BEFORE, encodeSigns(now)));
      past = [...past, now].slice(-MOST_UNDONE);
      await become(taken, { network: null, phase: 'untrained', stale: false, loss: [], before: now.length > 0 || state.get('before') });
    },
    /** Exchanges the signs and those that were here before. */
    async bringBack() { await attempt(async () => signs.take(decodeSigns(await database.load(BEFORE)))); },
    /** Takes up what the browser keeps; contents that cannot be read are kept beside, and told. */
    async open() {
      await attempt(async () => {
        const kept = await database.list();
        state.set({ before: kept.includes(BEFORE) });
        if (!kept.includes(NOW) || state.get('signs').length > 0) return;
        const bytes = await database.load(NOW);
        try {
          state.set({ signs: decodeSigns(bytes) });
        } catch (error) {
          await database.keep(UNREADABLE, bytes); // the next change takes its place: another version of the page may read it
          throw error;
        }
      });
    },
    /** @param {boolean} onFeatures */
    choose(onFeatures) { state.set({ onFeatures, stale: state.get('network') !== null }); },
    /** Whether there is something to learn. */
    ready: () => state.get('signs').filter(({ drawings }) => drawings.length >= 2).length >= LEAST_SIGNS,
    /** All drawings, of the signs that have some. @returns {import('./learn_signs.js').Examples} @throws An error with the key of its text. */
    examples() {
      if (!signs.ready()) throw localizedError('signs.few', { least: LEAST_SIGNS });
      const drawn = state.get('signs').filter(({ drawings }) => drawings.length > 0);
      const labels = Uint8Array.from(drawn.flatMap(({ drawings }, k) => drawings.map(() => k)));
      const images = new Uint8Array(labels.length * side * side);
      drawn.flatMap(({ drawings }) => drawings).forEach((drawing, n) => images.set(signs.digit(drawing).map((grey) => Math.round(255 * grey)), n * side * side));
      return { images, labels, side, names: drawn.map(({ name }) => name) };
    },
    /** Learns all signs that have drawings. @throws An error with the key of its text. */
    learn() {
      const examples = signs.examples();
      end();
      const places = state.get('signs').flatMap(({ drawings }, sign) => drawings.map((_, drawing) => ({ sign, drawing })));
      state.set({ phase: 'learning', loss: [], checks: [], error: null });
      worker = new view.Worker(files(WORKER), { type: 'module' });
      worker.onmessage = ({ data }) => hear(data, places);
      worker.onerror = (event) => {
        event.preventDefault();
        hear({ type: 'failed', ...localizedError('signs.worker_failed'), message: event.message }, places);
      };
      worker.postMessage({ examples, features: state.get('onFeatures') ? features : null, seed: SEED });
    },
    /** Ends the learning, or the checks, with what there is. */
    stop() {
      end();
      state.set({ phase: state.get('network') ? 'learned' : 'untrained' });
    },
  };
  return signs;
}
/** @typedef {ReturnType<typeof createSigns>} Signs */
