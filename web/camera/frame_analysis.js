/** Analysis of a video's pictures: in a worker, so that the page stays free, or here where the browser gives none. */
import { findDigits } from './find_digits.js';
import { frameInk, greyFrame } from './frame_ink.js';

/**
 * @typedef {import('./find_digits.js').Found} Found
 * @typedef {{pixels: Uint8ClampedArray, width: number, height: number}} Frame Red, green, blue and opacity of each pixel.
 *
 * @typedef {object} Analysis
 * @property {(frame: Frame) => Promise<Found[]>} find One picture after the other.
 * @property {() => void} close What has not been answered never is.
 */

/** The bundled page has a bundled worker: vendor/build/page_modules.mjs says where. */
const WORKER = `${/** @type {any} */ (globalThis).BUNDLE ?? ''}camera/camera_worker.js`;

/** What may be digits in a picture. @param {Frame} frame @returns {Found[]} */
export const findInFrame = ({ pixels, width, height }) => findDigits(frameInk(greyFrame(pixels, width, height)));

/** @param {() => Worker} start @returns {Analysis | null} */
function inWorker(start) {
  /** @type {Worker} */
  let worker;
  try {
    worker = start();
  } catch {
    return null;
  }
  /** Null: the worker has failed, or there was none. @type {Worker | null} */
  let running = worker;
  let answer = (/** @type {Found[] | null} */ _found) => {};
  worker.onmessage = ({ data }) => answer(data);
  worker.onerror = (event) => {
    event.preventDefault();
    running = null;
    answer(null);
  };
  return {
    async find(frame) {
      if (!running) return findInFrame(frame);
      const { pixels, width, height } = frame;
      // A copy goes to the worker: should that fail, as a worker does that cannot be fetched, the picture is analysed here.
      const found = await new Promise((/** @type {(found: Found[] | null) => void} */ resolve) => {
        answer = resolve;
        worker.postMessage({ pixels, width, height });
      });
      return found ?? findInFrame(frame);
    },
    close() { worker.terminate(); },
  };
}

/**
 * @param {(path: string) => string} files The URL of each of the page's files.
 * @returns {Analysis}
 */
export function createAnalysis(files) {
  return inWorker(() => new Worker(files(WORKER), { type: 'module' })) ?? { find: async (frame) => findInFrame(frame), close() {} };
}
