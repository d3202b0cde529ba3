/**
 * Analysis of a video's pictures: in a worker, so that the page stays free, or here, where the browser gives none or the network
 * cannot be sent there.
 *
 *     to the worker    {network}, then {pixels, width, height} for each picture
 *     from it          what was found in that picture
 */
import { centerInk } from '../network/center_ink.js';
import { findDigits } from './find_digits.js';
import { forward } from '../network/forward.js';
import { frameInk, greyFrame } from './frame_ink.js';

/**
 * @typedef {import('../types.js').Network} Network
 * @typedef {import('../types.js').Picture} Picture
 * @typedef {import('./find_digits.js').Found} Found
 * @typedef {import('./find_digits.js').Judge} Judge
 * @typedef {{pixels: Uint8ClampedArray, width: number, height: number}} Frame Red, green, blue and opacity of each pixel.
 * @typedef {{find: (frame: Frame) => Promise<Found[]>, close: () => void}} Analysis Of one picture after the other; its pixels are given away.
 */

/** The bundled page has a bundled worker: vendor/build/page_modules.mjs says where. */
const WORKER = `${/** @type {any} */ (globalThis).BUNDLE ?? ''}camera/camera_worker.js`;

/** What may be digits in a picture. @param {Frame} frame @param {Judge} judge @returns {Found[]} */
export const findInFrame = ({ pixels, width, height }, judge) => findDigits(frameInk(greyFrame(pixels, width, height)), judge);

/** How surely a network of plain layers reads ink. @param {Network} network @returns {Judge} */
export const judgeOf = (network) => (picture) => {
  const { a } = forward(network, centerInk(picture, network.side));
  return a[a.length - 1].reduce((most, each) => Math.max(most, each), 0);
};

/**
 * What the worker does with a message: null, where there is nothing to answer.
 *
 * @returns {(message: {network: Network} | Frame) => Found[] | null}
 */
export function createFinder() {
  let judge = /** @type {Judge} */ (() => 0);
  return (message) => {
    if (!('network' in message)) return findInFrame(message, judge);
    judge = judgeOf(message.network);
    return null;
  };
}

/** In the worker as long as it runs, then here. @param {Worker} worker @param {Network} network @returns {Analysis} */
function inWorker(worker, network) {
  const here = createFinder();
  here({ network });
  let failed = false;
  let answer = (/** @type {Found[]} */ _found) => {};
  worker.onmessage = ({ data }) => answer(data);
  worker.onerror = (event) => {
    event.preventDefault();
    failed = true;
    answer([]); // its picture is lost; the next is looked through here
  };
  worker.postMessage({ network });
  return {
    async find(frame) {
      if (failed) return here(frame) ?? [];
      return new Promise((resolve) => {
        answer = resolve;
        worker.postMessage(frame, [frame.pixels.buffer]);
      });
    },
    close() { worker.terminate(); },
  };
}

/** @param {(path: string) => string} files @returns {Worker | null} */
function startWorker(files) {
  try {
    return new Worker(files(WORKER), { type: 'module' });
  } catch {
    return null;
  }
}

/**
 * @param {object} given
 * @param {(path: string) => string} given.files The URL of each of the page's files.
 * @param {Network | null} given.network The one that reads; null where it is none of plain layers.
 * @param {Judge} given.judge By whatever reads.
 * @returns {Analysis}
 */
export function createAnalysis({ files, network, judge }) {
  const worker = network && startWorker(files);
  return worker ? inWorker(worker, network) : { find: async (frame) => findInFrame(frame, judge), close() {} };
}
