/** Texts of drawing: the keyboard, and pictures. */

/** @type {Record<string, {en: string, zh: string}>} */
export const texts = {
  'paper.keys': {
    en: 'Draw with mouse, finger or pen; or by keyboard: the arrow keys move the pen, with Shift further; Space or Enter puts it down and lifts it; Escape leaves.',
    zh: '用滑鼠、手指或筆書寫；也可以用鍵盤：方向鍵移動筆，加 Shift 移得更遠；空白鍵或 Enter 下筆、提筆；Escape 離開。',
  },
  'keys.down': { en: 'Pen down, {x}% across, {y}% down.', zh: '下筆，橫 {x}%，縱 {y}%。' },
  'keys.up': { en: 'Pen up, {x}% across, {y}% down.', zh: '提筆，橫 {x}%，縱 {y}%。' },
  'keys.at': { en: '{x}% across, {y}% down.', zh: '橫 {x}%，縱 {y}%。' },
  'keys.drawing_at': { en: 'Drawn to {x}% across, {y}% down.', zh: '畫到橫 {x}%，縱 {y}%。' },
  'link.long': { en: 'A link must have at most {most} characters. Received: {received}', zh: '連結最多 {most} 個字元。收到：{received}' },
  'link.drawing': {
    en: 'A link’s drawing must be whole, with at most {most} points on the paper or near it. Received: {received}',
    zh: '連結中的筆跡必須完整，最多 {most} 個點，且在紙上或附近。收到：{received}',
  },
  'picture.unreadable': {
    en: 'A picture must be a PNG, JPEG, WebP or the like that is whole. Received: {name}',
    zh: '圖片必須是完整的 PNG、JPEG、WebP 等檔案。收到：{name}',
  },
  'picture.empty': { en: 'A picture must not be an empty file. Received: {name}', zh: '圖片不能是空的檔案。收到：{name}' },
  'picture.heavy': {
    en: 'A picture must have at most {most} MB. Received: {name} with {size} MB',
    zh: '圖片不能超過 {most} MB。收到：{name}，{size} MB',
  },
  'picture.large': {
    en: 'A picture must have at most {most} million pixels. Received: {name} with {width} × {height}',
    zh: '圖片不能超過 {most} 百萬像素。收到：{name}，{width} × {height}',
  },
  'picture.small': {
    en: 'A picture must be at least {least} × {least} pixels. Received: {name} with {width} × {height}',
    zh: '圖片至少要有 {least} × {least} 像素。收到：{name}，{width} × {height}',
  },
  'picture.blank': {
    en: 'A picture must show ink that stands out from its ground. Received: {name}, which is blank',
    zh: '圖片上必須有和底色分得開的筆跡。收到：{name}，看不到筆跡',
  },
};
