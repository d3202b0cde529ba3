/**
 * Worker that learns signs, and its messages:
 *
 *     in   {type: 'learn', examples, features, seed}
 *     out  {type: 'progress', step, steps, loss}, {type: 'learned', network}, {type: 'checked', drawing, confidences},
 *          {type: 'done', notSureBelow}, {type: 'failed', message}
 *
 * It ends a piece of work only by being ended itself.
 */
import { checkSigns, createLesson, learnSigns, thresholdOf } from './learn_signs.js';

/**
 * @typedef {import('./learn_signs.js').Examples} Examples
 * @typedef {{examples: Examples, features: import('../types.js').Network | null, seed: number}} Task
 */

/** @param {Task} task @param {(message: Record<string, unknown>) => void} post */
export function answer({ examples, features, seed }, post) {
  try {
    const lesson = createLesson(examples, features, seed);
    post({ type: 'learned', network: learnSigns(examples, lesson, features, seed, (progress) => post({ type: 'progress', ...progress })) });
    const found = [];
    for (const checked of checkSigns(examples, lesson, features, seed)) {
      post({ type: 'checked', ...checked });
      found.push(checked.confidences);
    }
    post({ type: 'done', notSureBelow: thresholdOf(found) });
  } catch (error) {
    post({ type: 'failed', message: String(/** @type {Error} */ (error)?.message ?? error) });
  }
}

/** @type {any} */
const scope = globalThis;
// Imported by the page or a test, it does nothing on its own.
if (typeof scope.WorkerGlobalScope === 'function' && scope instanceof scope.WorkerGlobalScope) {
  scope.onmessage = (/** @type {{data: Task}} */ { data }) => answer(data, (message) => scope.postMessage(message));
}
