/** Translation: which of the two languages is used, and how a text gets its values. */
import { texts as drawing } from './drawing.js';
import { texts as shell } from './shell.js';

/** @typedef {import('../types.js').Translate} Translate */
/** @typedef {'en' | 'zh'} Language */

/** @typedef {Record<string, Record<Language, string>>} Texts */

/** Those of the first screen; the others come with what needs them. @type {Texts} */
const TEXTS = { ...shell, ...drawing };

/** @param {Texts} texts Of what was loaded since. */
export function addTexts(texts) {
  Object.assign(TEXTS, texts);
}

/** What `<html lang>` says in each language. */
export const TAGS = { en: 'en', zh: 'zh-Hant' };

/**
 * The language to begin with.
 *
 * @param {string | null | undefined} wished What a link or an earlier visit asks for.
 * @param {readonly string[]} spoken The browser's own, most liked first.
 * @returns {Language}
 */
export function chooseLanguage(wished, spoken) {
  if (wished === 'en' || wished === 'zh') return wished;
  return spoken[0]?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** What a text shows of a value at most. */
const LONGEST_SHOWN = 200;

/**
 * A value as a text can show it, whoever wrote it: a line of no more than `most` characters that does not write backwards.
 *
 * @param {unknown} value
 * @param {number} [most]
 * @returns {string}
 */
export function shown(value, most = LONGEST_SHOWN) {
  // Cut first: what follows looks at each character. What is no text stands as JSON, for `String` fails on some objects.
  const text = [...(typeof value === 'object' ? JSON.stringify(value) : String(value)).slice(0, 8 * most).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')];
  return text.length > most ? `${text.slice(0, most - 1).join('')}…` : text.join('');
}

/**
 * Returns `t(key, values)`: the text of a key, with `{name}` replaced by `values.name`. An unknown key stays as it is.
 *
 * @param {Language} language
 * @returns {Translate}
 */
export function createTranslate(language) {
  return (key, values = {}) => {
    const text = TEXTS[key]?.[language] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => (values[name] === undefined ? whole : shown(values[name])));
  };
}

/**
 * Fills an element and all in it: `data-text` names the text, `data-label` the accessible name, `data-tip` the tooltip.
 *
 * @param {HTMLElement | Document} root
 * @param {Translate} t
 */
export function translate(root, t) {
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll('[data-text],[data-label],[data-tip]'))) {
    const { text, label, tip } = element.dataset;
    if (text) element.textContent = t(text);
    if (label) element.setAttribute('aria-label', t(label));
    if (tip) element.title = t(tip);
  }
}

/**
 * What went wrong, in the visitor's words: an error with a `key` is translated, any other says its message.
 *
 * @param {unknown} error
 * @param {Translate} t
 * @returns {string}
 */
export function inWords(error, t) {
  const { key, values, message } = /** @type {{key?: string, values?: Record<string, string | number>, message?: string}} */ (error ?? {});
  return key ? t(key, values) : shown(message ?? error);
}
