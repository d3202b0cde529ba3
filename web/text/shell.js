/** Texts around the views: heading, navigation, answer, tools, sharing, failures. */

/** @type {Record<string, {en: string, zh: string}>} */
export const texts = {
  title: { en: 'kerasdl: draw a digit', zh: 'kerasdl：寫一個數字' },
  'title.other': { en: 'kerasdl: draw', zh: 'kerasdl：畫畫看' },
  heading: { en: 'Draw a digit', zh: '寫一個數字' },
  'heading.other': { en: 'Draw', zh: '畫畫看' },
  about: {
    en: 'The network runs on your device; nothing that you draw leaves it.',
    zh: '神經網路在你的裝置上執行，你寫的內容不會離開裝置。',
  },

  'nav.label': { en: 'Views', zh: '頁面' },
  'nav.read': { en: 'Read', zh: '辨識' },
  'nav.think': { en: 'See it think', zh: '看它思考' },
  'nav.functions': { en: 'Functions', zh: '函數集' },
  'nav.goodness': { en: 'Goodness', zh: '好壞' },
  'nav.best': { en: 'Best function', zh: '最佳函數' },
  'menu.tour': { en: 'Tour', zh: '導覽' },
  'menu.share': { en: 'Share', zh: '分享' },
  'menu.language': { en: '中文', zh: 'English' },

  'paper.label': { en: 'Drawing area', zh: '書寫區' },
  'paper.invitation': { en: 'Draw here', zh: '在這裡寫' },

  'tools.label': { en: 'Drawing tools', zh: '書寫工具' },
  'tools.undo': { en: 'Undo', zh: '復原' },
  'tools.undo_tip': { en: 'Undo (Ctrl+Z)', zh: '復原（Ctrl+Z）' },
  'tools.redo': { en: 'Redo', zh: '重做' },
  'tools.redo_tip': { en: 'Redo (Ctrl+Shift+Z)', zh: '重做（Ctrl+Shift+Z）' },
  'tools.clear': { en: 'Clear', zh: '清除' },
  'tools.clear_tip': { en: 'Clear (Escape)', zh: '清除（Esc）' },
  'tools.example': { en: 'Example', zh: '範例' },
  'tools.example_tip': { en: 'Have a digit drawn for you', zh: '讓頁面替你寫一個數字' },
  'tools.examples': { en: 'Examples', zh: '範例' },
  'tools.example_of': { en: 'Draw an example of {label}', zh: '寫一個 {label} 的範例' },
  'tools.picture': { en: 'Picture', zh: '圖片' },
  'tools.picture_tip': {
    en: 'Read a picture or a photograph; you can also paste or drop one',
    zh: '辨識圖片或照片；也可以貼上或拖放',
  },

  'answer.label': { en: 'Answer', zh: '答案' },
  'answer.seen': { en: 'What the network sees', zh: '網路看到的' },
  'answer.seen_label': { en: 'Your drawing as the network sees it', zh: '網路所看到的你的筆跡' },
  'answer.bars': { en: 'How sure the network is of each answer', zh: '網路對每個答案的信心' },
  'reads.label': { en: 'Which network reads', zh: '由哪個網路辨識' },
  'reads.shipped': { en: 'The page’s', zh: '頁面的' },
  'reads.own': { en: 'Yours', zh: '你的' },

  'read.any': { en: 'Anything from {first} to {last}', zh: '從 {first} 到 {last} 都可以' },
  'read.sure': { en: '{percent}% sure', zh: '{percent}% 確定' },
  'read.over_99': { en: 'over 99% sure', zh: '超過 99% 確定' },
  'read.or': { en: '{sure}, or a {label}?', zh: '{sure}，還是 {label}？' },
  'read.maybe': { en: 'Not sure. A {label}?', zh: '不確定。是 {label} 嗎？' },
  'read.no_idea': { en: 'Not sure. Is it one at all?', zh: '不確定。這是其中一個嗎？' },
  'read.said': { en: 'It reads {label}, {sure}.', zh: '讀作 {label}，{sure}。' },
  'read.confidence_in': { en: 'Confidence in {label}', zh: '對 {label} 的信心' },
  'read.percent': { en: '{percent} percent', zh: '百分之 {percent}' },

  'failure.title': { en: 'The network could not be loaded.', zh: '無法載入網路。' },
  'failure.advice': {
    en: 'Reload the page. If that does not help, no sound model lies beside it: run kerasdl web, which brings one, or export one into model/.',
    zh: '請重新載入頁面。若仍不行，表示旁邊沒有完好的模型：請執行 kerasdl web，或把模型匯出到 model/。',
  },
  'model.unreachable': { en: 'The model’s files could not be fetched. Received: {reason}', zh: '無法取得模型檔案。收到：{reason}' },
  'model.missing': { en: 'The model’s files must lie in model/. Received: HTTP status {status}', zh: '模型檔案必須位於 model/。收到：HTTP 狀態 {status}' },
  'model.no_json': { en: 'model/model.json must be JSON. Received: something else', zh: 'model/model.json 必須是 JSON。收到：其他內容' },
  'model.no_graph': {
    en: 'model/model.json must be a TF.js graph model. Received: JSON without a graph or its weights',
    zh: 'model/model.json 必須是 TF.js 圖模型。收到：沒有圖或權重的 JSON',
  },
  'model.refused': { en: 'TF.js cannot run this model. ({reason})', zh: 'TF.js 無法執行這個模型。（{reason}）' },
  'model.damaged': {
    en: 'The model’s weights must have {wanted} bytes. Received: {received}',
    zh: '模型的權重必須有 {wanted} 位元組。收到：{received}',
  },
  'view.failed': { en: '“{name}” could not be opened. Reload the page. ({reason})', zh: '無法開啟「{name}」。請重新載入頁面。（{reason}）' },

  'share.link': { en: 'Copy a link to this drawing', zh: '複製這個筆跡的連結' },
  'share.save': { en: 'Save a picture of it', zh: '儲存圖片' },
  'share.send': { en: 'Send the picture …', zh: '傳送圖片……' },
  'share.copied': { en: 'The link is copied.', zh: '已複製連結。' },
  'share.saved': { en: 'The picture is saved as kerasdl.png.', zh: '圖片已存成 kerasdl.png。' },
  'share.signed': { en: 'read by kerasdl, in the browser', zh: '由 kerasdl 在瀏覽器中辨識' },
  'share.no_clipboard': {
    en: 'The browser does not let the page copy. The link is in the address bar.',
    zh: '瀏覽器不允許頁面複製。連結就在網址列。',
  },
  'share.cannot_send': { en: 'This browser cannot send pictures. Save it instead.', zh: '這個瀏覽器無法傳送圖片，請改用儲存。' },
  'share.no_picture': { en: 'The browser could not make the picture.', zh: '瀏覽器無法產生圖片。' },

  'update.there': { en: 'A new version of this page is there.', zh: '這個頁面有新版本。' },
  'update.reload': { en: 'Use it', zh: '使用新版' },
  'tour.back': { en: 'Back', zh: '上一步' },
  'tour.close': { en: 'Close', zh: '關閉' },
};
