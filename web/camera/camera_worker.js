/** Camera worker: finds digits in a video's pictures, as frame_analysis.js says. */
import { createFinder } from './frame_analysis.js';

/** @type {any} */
const scope = globalThis;
// Imported by the page or a test, it does nothing on its own.
if (typeof scope.WorkerGlobalScope === 'function' && scope instanceof scope.WorkerGlobalScope) {
  const find = createFinder();
  scope.onmessage = (/** @type {{ data: any }} */ { data }) => {
    const found = find(data);
    if (found) scope.postMessage(found, found.map(({ picture }) => picture.data.buffer));
  };
}
