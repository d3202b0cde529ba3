/** The model's worker, from the page's side: one question at a time, the newest one next, the ones between forgotten. */
import { localizedError } from '../text/localized_error.js';

/** @typedef {import('./types.js').Shaped} Shaped */
/** @typedef {{ outputs: Shaped[], milliseconds: number }} Answer */

/**
 * @param {string} url The worker's script.
 * @param {import('./types.js').ModelToLoad} load
 */
export function createModelClient(url, load) {
  let asked = 0;
  /** @type {Map<number, { resolve: (result: any) => void, reject: (error: unknown) => void }>} */
  const open = new Map();
  const worker = new Worker(url);
  /** @param {unknown} reason */
  const failAll = (reason) => {
    for (const { reject } of open.values()) reject(localizedError('engine.failed', { reason }));
    open.clear();
  };
  worker.onmessage = ({ data: { id, result, error } }) => {
    const waiting = open.get(id);
    open.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(localizedError('engine.failed', { reason: error }));
  };
  worker.onerror = (event) => failAll(event.message || 'the worker did not start');
  /** @param {object} message @param {Transferable[]} [moved] */
  const ask = (message, moved = []) => new Promise((resolve, reject) => {
    asked += 1;
    open.set(asked, { resolve, reject });
    worker.postMessage({ id: asked, ...message }, moved);
  });
  const ready = /** @type {Promise<{ backend: string, milliseconds: number, bytes: number }>} */ (ask({ load }, Object.values(load.files)));

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
        show(/** @type {Answer} */ (await ask({ inputs })));
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
      worker.terminate();
      failAll('stopped');
    },
  };
}
