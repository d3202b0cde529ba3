/** Camera worker: takes a picture's pixels, and answers with what may be digits in it, as frame_analysis.js says. */
import { findInFrame } from './frame_analysis.js';

/** @type {any} */
const scope = globalThis;
// Imported by the page or a test, it does nothing on its own.
if (typeof scope.WorkerGlobalScope === 'function' && scope instanceof scope.WorkerGlobalScope) {
  scope.onmessage = (/** @type {{ data: import('./frame_analysis.js').Frame }} */ { data }) => {
    const found = findInFrame(data);
    scope.postMessage(found, found.map(({ picture }) => picture.data.buffer));
  };
}
