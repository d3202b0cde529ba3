/** Modules and texts that are loaded when they are first used, so that a page which only reads stays small. */
import { addTexts } from '../text/language.js';

/**
 * @typedef {import('../views/context.js').Context} Context
 * @typedef {import('../views/context.js').View} View
 * @typedef {Promise<{texts: import('../text/language.js').Texts}>} LazyTexts
 */

/** @template Module @param {Promise<Module>} module @param {LazyTexts[]} texts @returns {Promise<Module>} */
async function withTexts(module, ...texts) {
  for (const loaded of await Promise.all(texts)) addTexts(loaded.texts);
  return module;
}

/** @type {Record<string, () => Promise<(root: HTMLElement, context: Context) => View>>} */
export const LAZY = {
  think: async () => (await withTexts(import('../views/think.js'), import('../text/think.js'))).createThink,
  functions: async () => (await withTexts(import('../views/functions.js'), import('../text/steps.js'))).createFunctions,
  goodness: async () => (await withTexts(import('../views/goodness.js'), import('../text/steps.js'), import('../text/storage.js'))).createGoodness,
  best: async () => (await withTexts(import('../views/best.js'), import('../text/steps.js'), import('../text/storage.js'))).createBest,
};

/** TF.js, which is larger than all else: the page is put together while it is read. */
export const loadTensorFlow = () => import('../vendor/tfjs.js');

/** What is loaded when it is first asked for, besides views. */
export const loadTour = async () => (await withTexts(import('./tour.js'), import('../text/tour.js'))).startTour;
export const loadPictures = async () => (await import('../image/image_file.js')).pictureFrom;
export const loadCamera = async () => (await withTexts(import('./camera.js'), import('../text/camera.js'))).showCamera;
export const loadTrainer = async () => (await import('../training/trainer.js')).createTrainer;
/** Several digits: loaded once the first can be read. */
export const loadRow = async () => (await withTexts(import('./row.js'), import('../text/row.js'))).createRow;
/** A visitor's own signs, in step 3. */
export const loadSigns = async () => (await withTexts(import('../signs/signs.js'), import('../text/signs.js'), import('../text/storage.js'))).createSigns;
export const loadSignsView = async () => (await withTexts(import('../views/signs.js'), import('../text/signs.js'), import('../text/steps.js'), import('../text/storage.js'))).createSignsView;
export const loadShare = async () => (await import('./share.js'));
