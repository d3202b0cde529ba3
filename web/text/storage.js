/** Texts of networks that are trained, kept and loaded. */

/** @type {Record<string, {en: string, zh: string}>} */
export const texts = {
  'file.other': {
    en: 'A network’s file must be one that this page made (.kerasdl). Received: another kind of file',
    zh: '網路檔案必須是這個頁面產生的（.kerasdl）。收到：其他種類的檔案',
  },
  'file.version': { en: 'A network’s file must be of version 1 or 2. Received: version {received}', zh: '網路檔案必須是第 1 或第 2 版。收到：第 {received} 版' },
  'file.header': { en: 'A network’s file must begin with a readable header. Received: a damaged one', zh: '網路檔案開頭必須可讀。收到：已損壞的檔案' },
  'file.layers': {
    en: 'A network must have 1 to {layers} layers of 1 to {units} neurons that fit one upon another and end in one output a class. Received: layers that do not',
    zh: '網路必須有 1 到 {layers} 層，每層 1 到 {units} 個神經元，彼此相接，最後每一類一個輸出。收到：不合規則的層',
  },
  'file.large': { en: 'A network’s file must have at most {most} bytes. Received: {received}', zh: '網路檔案最多 {most} 位元組。收到：{received}' },
  'file.labels': {
    en: 'A network must have 1 to {most} labels, each of 1 to {longest} printable characters and unlike the others. Received: {received}',
    zh: '網路必須有 1 到 {most} 個標籤，每個 1 到 {longest} 個可列印字元，且互不相同。收到：{received}',
  },
  'file.other_digits': {
    en: 'A network must read what this page’s network reads, {wanted}. Received: {received}',
    zh: '網路辨識的內容必須與頁面的網路相同：{wanted}。收到：{received}',
  },
  'file.cut': { en: 'The network’s file must have {wanted} bytes. Received: {received}', zh: '這個網路檔案必須有 {wanted} 位元組。收到：{received}' },
  'file.damaged': { en: 'A network’s file must be whole. Received: one whose numbers were changed', zh: '網路檔案必須完整。收到：數字已被更動的檔案' },
  'kept.refused': {
    en: 'This browser does not let the page keep anything (a private window?). Download the network instead.',
    zh: '這個瀏覽器不允許頁面保存資料（私密視窗？）。請改用下載。',
  },
  'kept.full': { en: 'The browser has no room left. Remove a network, or download this one.', zh: '瀏覽器空間不足。請移除一個網路，或改用下載。' },
  'kept.damaged': {
    en: 'What the browser keeps must be networks of this page. Received: “{name}”, which is something else',
    zh: '瀏覽器保存的必須是這個頁面的網路。收到：「{name}」，是其他內容',
  },
  'kept.gone': { en: '“{name}” is no longer there.', zh: '「{name}」已經不在了。' },
  'digits.damaged': {
    en: 'The page’s digits must be as they were made. Received: {received} that are not',
    zh: '內附的數字必須與製作時相同。收到：不相符的 {received}',
  },
  'digits.missing': { en: 'The bundled digits could not be fetched. Reload the page.', zh: '無法取得內附的數字。請重新載入頁面。' },
};
