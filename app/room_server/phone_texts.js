/** Texts of the telephone's page in both languages, and which of them is spoken. */
import { readSetting, writeSetting } from '../../web/storage/local_storage.js';

/** @typedef {'en' | 'zh'} Language */
/** @typedef {Record<string, Record<Language, string>>} Entries */

const SETTING = 'phone-language';
const LOCALES = { en: 'en', zh: 'zh-TW' };

/** @param {Document} document @param {Entries} texts @param {string} preferred The browser's language, such as "zh-TW". */
export function createTexts(document, texts, preferred) {
  const chosen = readSetting(document, SETTING) ?? preferred.toLowerCase().slice(0, 2);
  /** @type {Language} */
  let language = chosen === 'zh' ? 'zh' : 'en';
  /** @param {string} key @param {Record<string, string | number>} [values] */
  const words = (key, values = {}) => texts[key][language].replace(/\{(\w+)\}/g, (all, name) => String(values[name] ?? all));
  return Object.assign(words, {
    /** Every element with `data-text`. */
    fill() {
      document.documentElement.lang = LOCALES[language];
      for (const element of document.querySelectorAll('[data-text]')) {
        element.textContent = words(element.getAttribute('data-text') ?? '');
      }
    },
    /** Speaks the other language from now on. */
    turn() {
      language = language === 'en' ? 'zh' : 'en';
      writeSetting(document, SETTING, language);
    },
    /** @param {number} seconds since 1970 */
    date: (seconds) => new Date(1000 * seconds).toLocaleDateString(LOCALES[language], { day: 'numeric', month: 'long', year: 'numeric' }),
  });
}
