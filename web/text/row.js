/** Texts of several digits in one drawing. */

/** @type {Record<string, {en: string, zh: string}>} */
export const texts = {
  'row.digits': { en: 'The digits that it reads; press one to look at it', zh: '讀到的數字；按一個來看它' },
  'row.digit': { en: '{label}, digit {place} of {count}, {sure}', zh: '{label}，{count} 個數字中的第 {place} 個，{sure}' },
  'row.unsure': { en: 'Digit {place} of {count}. {sure}', zh: '{count} 個數字中的第 {place} 個。{sure}' },
  'row.pointed': { en: 'Digit {place} of {count}: {sure}', zh: '第 {place} 個（共 {count} 個）：{sure}' },
  'row.said': { en: 'It reads {number}, {count} digits.', zh: '讀作 {number}，共 {count} 個數字。' },
  'row.said_unsure': {
    en: 'It reads {number}, {count} digits; not sure of {unsure}.', zh: '讀作 {number}，共 {count} 個數字；其中 {unsure} 個不確定。',
  },
};
