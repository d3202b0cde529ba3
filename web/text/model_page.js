/** Texts of a model's page. */

/** @type {Record<string, {en: string, zh: string}>} */
export const texts = {
  'page.language': { en: '中文', zh: 'English' },
  'page.about': {
    en: 'The model runs on your device: what you enter stays there. Made with kerasdl.',
    zh: '模型在你的裝置上執行，你輸入的內容不會離開裝置。以 kerasdl 製作。',
  },
  'page.inputs': { en: 'What the model is given', zh: '給模型的輸入' },
  'page.outputs': { en: 'What it answers', zh: '模型的答案' },
  'page.waiting': { en: 'Loading the model …', zh: '正在載入模型…' },
  'page.missing': { en: 'The page lacks {path}. ({received})', zh: '頁面缺少 {path}。（{received}）' },
  'page.trying': { en: 'Trying the model on this device …', zh: '正在這台裝置上試跑模型…' },
  'page.engine': { en: '{milliseconds} ms an answer, {backend}; {size} of weights', zh: '每次 {milliseconds} 毫秒，{backend}；權重 {size}' },
  'page.threads': { en: '{milliseconds} ms an answer, {backend} on {threads} threads; {size} of weights', zh: '每次 {milliseconds} 毫秒，{backend}（{threads} 個執行緒）；權重 {size}' },
  'page.large': {
    en: 'This model needs about {needed} MB of memory, and this device tells of {there} MB. It may fail or be slow.',
    zh: '這個模型大約需要 {needed} MB 記憶體，這台裝置只有 {there} MB，可能會失敗或很慢。',
  },
  'page.anyway': { en: 'Load it anyway', zh: '仍要載入' },
  'page.thinking': { en: 'Working for {seconds} s …', zh: '已計算 {seconds} 秒…' },
  'page.stop': { en: 'Stop', zh: '停止' },
  'page.again': { en: 'Load it again', zh: '重新載入' },
  'page.stopped': { en: 'Stopped. The model can be loaded again.', zh: '已停止。可以重新載入模型。' },
  'page.nothing': { en: 'Give the model something, and its answer stands here.', zh: '先給模型輸入，答案會出現在這裡。' },

  'engine.memory': { en: 'There is not enough memory for the model on this device.', zh: '這台裝置的記憶體不足以執行這個模型。' },
  'engine.start': { en: 'The model could not be started. Load the page again.', zh: '無法啟動模型。請重新載入頁面。' },
  'engine.failed': { en: 'The model could not answer. ({reason})', zh: '模型無法回答。（{reason}）' },
  'engine.wasm': { en: 'WebAssembly', zh: 'WebAssembly' },
  'engine.webgl': { en: 'graphics processor', zh: '圖形處理器' },
  'engine.cpu': { en: 'JavaScript', zh: 'JavaScript' },

  'form.title': { en: 'Numbers', zh: '數值' },
  'form.examples': { en: 'Examples', zh: '範例' },
  'form.number': { en: '{name} must be a number. Received: {received}', zh: '{name} 必須是數字。收到：{received}' },
  'form.whole': { en: '{name} must be a whole number from 0 to below {below}. Received: {received}', zh: '{name} 必須是 0 到 {below}（不含）的整數。收到：{received}' },

  'table.empty': { en: 'A table must hold numbers. Received: nothing', zh: '表格裡必須有數字。收到：空白' },
  'table.large': { en: 'A table must have at most {most} characters. Received: {received}', zh: '表格最多 {most} 個字元。收到：{received}' },
  'table.number': { en: 'A table must hold numbers alone. Received: {received} in line {line}', zh: '表格裡只能有數字。收到：第 {line} 行的 {received}' },
  'table.columns': { en: 'Each line must have {columns} numbers. Received: {received} in line {line}', zh: '每一行必須有 {columns} 個數字。收到：第 {line} 行有 {received} 個' },
  'table.rows': { en: 'The model takes {rows} lines. Received: {received}', zh: '模型需要 {rows} 行。收到：{received} 行' },

  'series.title': { en: 'A series', zh: '數列' },
  'series.any': { en: 'any number of', zh: '任意' },
  'series.draw': { en: 'Draw a curve with the pointer, or paste or open {rows} numbers, one a line.', zh: '用滑鼠或手指畫一條曲線，或貼上、開啟 {rows} 個數字（每行一個）。' },
  'series.hint': { en: 'Paste or open {rows} lines of {columns} numbers.', zh: '貼上或開啟 {rows} 行數字，每行 {columns} 個。' },
  'series.column': { en: '{rows} numbers, one a line', zh: '{rows} 個數字，每行一個' },
  'series.paste': { en: '{rows} lines, {columns} numbers each', zh: '{rows} 行，每行 {columns} 個數字' },
  'series.open': { en: 'Open a CSV file', zh: '開啟 CSV 檔' },
  'series.curve': { en: 'The series as a curve, {count} steps', zh: '數列的曲線，{count} 步' },
  'series.answer': { en: '{name} as a curve', zh: '{name} 的曲線' },
  'series.range': { en: 'From {low} to {high}', zh: '從 {low} 到 {high}' },

  'text.title': { en: 'A text', zh: '文字' },
  'text.hint': { en: '{known} words that the model knows, {unknown} that it does not; {length} are looked at.', zh: '認識 {known} 個字詞，不認識 {unknown} 個；共看 {length} 個。' },

  'picture.title': { en: 'A picture', zh: '圖片' },
  'picture.open': { en: 'Choose a picture', zh: '選擇圖片' },
  'picture.camera': { en: 'Use the camera', zh: '使用相機' },
  'picture.stop': { en: 'Stop the camera', zh: '停止相機' },
  'picture.hint': { en: 'Choose, drop or paste one. The model sees the middle, {width} × {height} pixels.', zh: '選擇、拖放或貼上圖片。模型看的是中間部分，{width} × {height} 像素。' },
  'picture.seen': { en: 'The picture as the model sees it', zh: '模型看到的圖片' },
  'picture.answer': { en: '{name} as a picture', zh: '{name} 圖片' },

  'classes.number': { en: 'Class {number}', zh: '類別 {number}' },
  'classes.yes': { en: 'Yes', zh: '是' },
  'classes.no': { en: 'No', zh: '否' },
  'classes.logits': { en: 'The model gives logits; the shares are their softmax.', zh: '模型給出 logits，這裡顯示其 softmax。' },
  'numbers.more': { en: 'and {count} more', zh: '另外還有 {count} 個' },
};
