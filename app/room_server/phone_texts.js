/** Texts of the telephone's page in both languages, and which of them is spoken. */

const KEY = 'kerasdl-language';
const LOCALES = { en: 'en', zh: 'zh-TW' };

/** @param {Document} document @param {Record<string, Record<string, string>>} texts */
export function createTexts(document, texts) {
  let language = localStorage.getItem(KEY) ?? (navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en');
  const words = (key, values = {}) => texts[key][language].replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  return Object.assign(words, {
    /** Every element with `data-text`. */
    fill() {
      document.documentElement.lang = LOCALES[language];
      for (const element of document.querySelectorAll('[data-text]')) element.textContent = words(element.dataset.text);
      document.getElementById('language').textContent = language === 'en' ? '中文' : 'English';
    },
    turn() {
      language = language === 'en' ? 'zh' : 'en';
      localStorage.setItem(KEY, language);
    },
    date: (seconds) => new Date(1000 * seconds).toLocaleDateString(LOCALES[language], { day: 'numeric', month: 'long', year: 'numeric' }),
  });
}
