/** The model's worker, from the page's side: one question at a time, the newest one next, the ones between forgotten. */
import { isBetter } from './agreement.js';
import { localizedError } from '../text/localized_error.js';

/** @typedef {import('./types.js').Shaped} Shaped */
/** @typedef {import('./types.js').Loaded} Loaded */
/** @typedef {import('./types.js').ModelToLoad} ModelToLoad */
/** @typedef {{ outputs: Shaped[], milliseconds: number }} Answer */

/** Milliseconds for another way to run the model to load and answer the example. */
const PATIENCE = 30_000;
/** So many answers in a row that take so many times what the first way took: other programs want the processors that it shares. */
const SLOW_ANSWERS = 5;
const TOO_SLOW = 1.5;

/** What engines say whose memory is used up. */
const MEMORY = /out of memory|\boom\b|allocat|out of bounds|typed array length/i;

/** Why the model does not answer, in the visitor's words where they are known. @param {unknown} reason */
export function engineError(reason) {
  const said = String(/** @type {any} */ (reason)?.message ?? reason);
  return MEMORY.test(said) ? localizedError('engine.memory') : localizedError('engine.failed', { reason: said });
}

/** A worker and what is asked of it. @param {string} url The worker's script. */
function connect(url) {
  let asked = 0;
  /** @type {Map<number, { resolve: (result: any) => void, reject: (error: unknown) => void }>} */
  const open = new Map();
  const worker = new Worker(url);
  /** @param {Error} error */
  const failAll = (error) => {
    for (const { reject } of open.values()) reject(error);
    open.clear();
  };
  worker.onmessage = ({ data: { id, result, error } }) => {
    const waiting = open.get(id);
    open.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(engineError(error));
  };
  worker.onerror = (event) => failAll(event.message ? engineError(event.message) : localizedError('engine.start'));
  return {
    /** @param {object} message @param {Transferable[]} [moved] @returns {Promise<any>} */
    ask: (message, moved = []) => new Promise((resolve, reject) => {
      asked += 1;
      open.set(asked, { resolve, reject });
      worker.postMessage({ id: asked, ...message }, moved);
    }),
    stop() {
      worker.terminate();
      failAll(engineError('stopped'));
    },
  };
}
/** @typedef {ReturnType<typeof connect>} Link */

/** @param {Link} link @param {ModelToLoad} load @returns {Promise<Loaded>} */
const loaded = (link, load) => link.ask({ load }, Object.values(load.files));

/**
 * @param {string} url The worker's script.
 * @param {ModelToLoad} load
 * @param {object} [more]
 * @param {(first: Loaded) => Promise<ModelToLoad> | null} [more.alternative] Another way to run the model, or null; it has a worker
 *     of its own, so that what fails or hangs there ends with it.
 * @param {() => Promise<ModelToLoad>} [more.again] The first way again, where the other one was kept and became slow.
 * @param {(now: Loaded) => void} [more.changed] Called when the first way is back.
 */
export function createModelClient(url, load, { alternative = () => null, again = async () => load, changed = () => {} } = {}) {
  let link = connect(url);
  /** What the first way took, as long as the other one answers. @type {Loaded | null} */
  let before = null;
  let slow = 0;
  /** @type {Link | null} */
  let trial = null;
  let stopped = false;

  /** @param {Loaded} first */
  async function better(first) {
    const other = alternative(first);
    if (!other) return first;
    const own = connect(url);
    trial = own;
    const timer = setTimeout(own.stop, PATIENCE);
    try {
      const found = await loaded(own, await other);
      if (isBetter(first, found)) {
        link.stop();
        link = own;
        before = first;
        return found;
      }
    } catch {
      // It does not run here, or lacks memory: what answered before goes on.
    } finally {
      clearTimeout(timer);
      if (link !== own) own.stop();
      trial = null;
    }
    if (stopped) throw engineError('stopped');
    return first;
  }
  const ready = loaded(link, load).then(better);

  async function goBack() {
    before = null;
    const own = connect(url);
    trial = own;
    try {
      const found = await loaded(own, { ...await again(), example: undefined });
      link.stop();
      link = own;
      changed(found);
    } catch {
      own.stop(); // slow is better than nothing
    } finally {
      trial = null;
    }
  }

  /** @type {Shaped[] | null} */
  let next = null;
  let busy = false;
  /** @param {(answer: Answer) => void} show @param {(error: unknown) => void} failed */
  const work = async (show, failed) => {
    if (busy) return;
    busy = true;
    try {
      await ready;
      while (next !== null) {
        const inputs = next;
        next = null;
        const answer = /** @type {Answer} */ (await link.ask({ inputs }));
        show(answer);
        slow = before && answer.milliseconds > TOO_SLOW * before.milliseconds ? slow + 1 : 0;
        if (slow >= SLOW_ANSWERS) await goBack();
      }
    } catch (error) {
      next = null;
      failed(error);
    } finally {
      busy = false;
    }
  };
  return {
    ready,
    /** Answers these inputs unless newer ones come first. @param {Shaped[]} inputs @param {(answer: Answer) => void} show @param {(error: unknown) => void} failed */
    answer(inputs, show, failed) {
      next = inputs;
      work(show, failed);
    },
    /** Ends the worker: whatever it was at. */
    stop() {
      stopped = true;
      trial?.stop();
      link.stop();
    },
  };
}
