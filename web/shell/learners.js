/** What learns in the page: the visitor's network and the visitor's signs, each made when a view first needs it. */
import { loadSigns, loadSignsView, loadTrainer } from './lazy_modules.js';

/**
 * @typedef {import('../network/reader.js').Reader} Reader
 * @typedef {import('../training/trainer.js').Trainer} Trainer
 * @typedef {import('../signs/signs.js').Signs} Signs
 * @typedef {{document: Document, files: (path: string) => string, reader: Reader | null, trainer: Trainer | null, signs: Signs | null}} Page
 * @typedef {{menu: ReturnType<typeof import('./menu.js').wireMenu>, readSoon: () => void}} Given
 */

/** @param {Page} page @param {Given} given @returns {Promise<Trainer>} */
export async function trainerOf(page, { menu, readSoon }) {
  const createTrainer = await loadTrainer();
  const { document, files } = page;
  const { side, labels } = /** @type {Reader} */ (page.reader);
  if (page.trainer) return page.trainer;
  const trainer = createTrainer({ document, files, side, labels });
  page.trainer = trainer;
  trainer.state.on(['network'], readSoon);
  trainer.state.on(['phase'], () => menu.show({ own: !['untrained', 'loading'].includes(trainer.state.get('phase')) }));
  return trainer;
}

/** @param {Page} page @param {Given} given @returns {Promise<import('../views/context.js').SignsModules>} */
export async function signsOf(page, { menu, readSoon }) {
  const [createSigns, createView] = await Promise.all([loadSigns(), loadSignsView()]);
  const { document, files, reader } = page;
  if (!page.signs) {
    const signs = createSigns({ document, files, reader: /** @type {Reader} */ (reader) });
    page.signs = signs;
    signs.state.on(['network'], () => {
      menu.show({ signs: signs.state.get('network') !== null });
      readSoon();
    });
    await signs.open();
  }
  return { signs: page.signs, createView };
}
