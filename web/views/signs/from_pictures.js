/** Button of a sign that takes drawings of it from picture files. */
import { inWords } from '../../text/language.js';
import { localizedError } from '../../text/localized_error.js';
import { make } from '../elements.js';

/** @typedef {import('../../types.js').Picture} Picture */

const MOST_TOLD = 2; // files that gave nothing, each in a sentence

/**
 * Reads a picture file; where it is blank, no sign was found.
 *
 * @param {(blob: Blob) => Promise<Picture>} read @returns {(blob: Blob) => Promise<Picture>}
 */
export const readSign = (read) => async (blob) => {
  try {
    return await read(blob);
  } catch (error) {
    const { key, values } = /** @type {any} */ (error);
    throw key === 'picture.blank' ? localizedError('signs.no_sign', values) : error;
  }
};

/**
 * What came of picture files, in words.
 *
 * @param {import('../../types.js').Translate} t @param {string} name The sign's. @param {number} count Its drawings now.
 * @param {{added: number, errors: unknown[]}} found
 */
export function told(t, name, count, { added, errors }) {
  const refused = errors.slice(0, MOST_TOLD).map((error) => inWords(error, t));
  if (errors.length > MOST_TOLD) refused.push(t('signs.pictures_refused', { count: errors.length - MOST_TOLD }));
  return [...(added > 0 ? [t('signs.pictures_added', { name, count, added })] : []), ...refused].join(' ');
}

/**
 * @param {import('./context.js').SignsContext} context @param {string} name The sign's. @param {number} at Its place.
 * @returns {HTMLElement[]} The button, and the file input that it opens.
 */
export function createFromPictures({ document, t, signs, attempt, pictures }, name, at) {
  const label = t('signs.pictures_of', { name });
  /** @param {string} text What the button says meanwhile; "" for its own words. */
  const say = (text) => {
    button.textContent = text || t('signs.pictures');
    button.setAttribute('aria-label', text || label);
  };
  const files = make(document, 'input', { type: 'file', hidden: true, multiple: true, accept: 'image/*', 'data-files': at, 'aria-label': label });
  files.addEventListener('change', attempt(async () => {
    const chosen = [...files.files ?? []];
    files.value = ''; // so that the same file can be chosen again
    if (chosen.length === 0) return '';
    const read = await pictures();
    let number = 0;
    const found = await signs.takeFiles(at, chosen, readSign((blob) => {
      number += 1;
      say(t('signs.pictures_reading', { number, count: chosen.length }));
      return read(blob, { document });
    })).finally(() => say(''));
    const { length } = signs.state.get('signs').find((sign) => sign.name === name)?.drawings ?? [];
    return told(t, name, length, found);
  }));
  const button = make(document, 'button', { type: 'button', 'data-pictures': at, text: t('signs.pictures'), 'aria-label': label, onclick: () => files.click() });
  return [button, files];
}
