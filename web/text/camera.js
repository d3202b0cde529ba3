/** Texts of the camera. */

/** @type {Record<string, {en: string, zh: string}>} */
export const texts = {
  'camera.title': { en: 'Camera', zh: '相機' },
  'camera.close': { en: 'Close', zh: '關閉' },
  'camera.take': { en: 'Take it over', zh: '放到書寫區' },
  'camera.take_tip': { en: 'Lay what is found on the drawing area', zh: '把找到的數字放到書寫區' },
  'camera.switch': { en: 'Other camera', zh: '切換相機' },
  'camera.light': { en: 'Light', zh: '補光燈' },
  'camera.again': { en: 'Try again', zh: '再試一次' },
  'camera.resume': { en: 'Start again', zh: '重新開始' },
  'camera.number': { en: 'What is read', zh: '辨識結果' },
  'camera.starting': {
    en: 'Waiting for the camera. The browser may ask whether this page may use it.',
    zh: '正在等待相機。瀏覽器可能會詢問是否允許這個頁面使用。',
  },
  'camera.looking': { en: 'Point the camera at digits. The pictures stay on your device.', zh: '把相機對準數字。影像不會離開你的裝置。' },
  'camera.found': { en: 'Found: {count}', zh: '找到 {count} 個' },
  'camera.found_unsure': { en: 'Found: {count}, not sure of {unsure}', zh: '找到 {count} 個，其中 {unsure} 個不確定' },
  'camera.said': { en: 'It reads {text}.', zh: '讀作 {text}。' },
  'camera.said_unsure': { en: 'It reads {text}; not sure of {unsure}.', zh: '讀作 {text}；其中 {unsure} 個不確定。' },
  'camera.taken': { en: 'The picture is on the drawing area.', zh: '影像已放到書寫區。' },
  'camera.insecure': {
    en: 'Browsers give a camera only to pages over https or from this device itself (localhost). Open the page that way.',
    zh: '瀏覽器只讓 https 或本機（localhost）的頁面使用相機。請改用這種方式開啟頁面。',
  },
  'camera.unsupported': { en: 'This browser gives pages no camera. Use a newer one, or read a photograph.', zh: '這個瀏覽器不提供相機給頁面。請換較新的瀏覽器，或改為辨識照片。' },
  'camera.denied': {
    en: 'This page may not use the camera. Allow it in the browser’s settings for this page, and in the system’s, then try again.',
    zh: '這個頁面沒有使用相機的權限。請在瀏覽器的網站設定和系統設定中允許，然後再試一次。',
  },
  'camera.none': { en: 'No camera was found. Connect one, or read a photograph.', zh: '找不到相機。請接上相機，或改為辨識照片。' },
  'camera.in_use': { en: 'The camera cannot be started; another program may be using it. Close that, then try again.', zh: '無法啟動相機，可能有其他程式正在使用。請關閉它，然後再試一次。' },
  'camera.failed': { en: 'The camera cannot be used. ({reason})', zh: '無法使用相機。（{reason}）' },
  'camera.ended': { en: 'The camera has stopped: it was unplugged, or the system took it.', zh: '相機已停止：可能被拔除，或被系統收回。' },
  'camera.background': { en: 'The camera was switched off while the page was in the background.', zh: '頁面在背景時，相機已關閉。' },
  'camera.no_light': { en: 'The light cannot be switched.', zh: '無法切換補光燈。' },
};
