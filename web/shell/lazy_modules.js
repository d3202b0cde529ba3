/** Modules that are loaded when they are first used, so that a page which only reads stays small. */

/** @typedef {import('../views/context.js').Context} Context @typedef {import('../views/context.js').View} View */

/** @type {Record<string, () => Promise<(root: HTMLElement, context: Context) => View>>} */
export const LAZY = {
  think: async () => (await import('../views/think.js')).createThink,
  functions: async () => (await import('../views/functions.js')).createFunctions,
  goodness: async () => (await import('../views/goodness.js')).createGoodness,
  best: async () => (await import('../views/best.js')).createBest,
};

/** What is loaded when it is first asked for, besides views. */
export const loadTour = async () => (await import('./tour.js')).startTour;
export const loadPictures = async () => (await import('../image/image_file.js')).pictureFrom;
export const loadTrainer = async () => (await import('../training/trainer.js')).createTrainer;
export const loadShare = async () => (await import('./share.js'));
