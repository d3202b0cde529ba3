/** Texts of the guided tour. */

/** @type {Record<string, {en: string, zh: string}>} */
export const texts = {
  'tour.count': { en: '{at} of {of}', zh: '{at} / {of}' },
  'tour.next': { en: 'Next', zh: '下一步' },
  'tour.done': { en: 'Done', zh: '完成' },
  'tour.draw.title': { en: 'Draw a digit', zh: '寫一個數字' },
  'tour.draw.text': {
    en: 'With a mouse, a finger, a pen or the keyboard. The network reads along while you draw.',
    zh: '用滑鼠、手指、筆或鍵盤都可以。你一邊寫，網路一邊辨識。',
  },
  'tour.answer.title': { en: 'The answer', zh: '答案' },
  'tour.answer.text': {
    en: 'The network is a function: 784 pixels go in, ten confidences come out. When none is high enough, it says that it is not sure.',
    zh: '網路是一個函數：輸入 784 個像素，輸出十個信心值。如果沒有一個夠高，它會說不確定。',
  },
  'tour.think.title': { en: 'See it think', zh: '看它思考' },
  'tour.think.text': {
    en: 'Each neuron adds up what comes in, weighs it, and passes it on. Point at one to see its sum, and what it looks for.',
    zh: '每個神經元把輸入加權、相加，再傳給下一層。指向一個神經元，就能看到它的加總和它在找什麼。',
  },
  'tour.functions.title': { en: 'Step 1: define a set of functions', zh: '步驟一：定義一組函數' },
  'tour.functions.text': {
    en: 'Choose layers and neurons. Every choice of weights and biases, θ, is one function of the set; most of them answer nonsense.',
    zh: '選擇層數和神經元數。每一組權重與偏差 θ 都是其中一個函數，而大多數的回答毫無意義。',
  },
  'tour.goodness.title': { en: 'Step 2: goodness of a function', zh: '步驟二：函數的好壞' },
  'tour.goodness.text': {
    en: 'Say what your digit is. The loss tells how far the answer is from it; added up over many digits, it judges a function.',
    zh: '告訴頁面你寫的是什麼。損失表示答案差多遠；把許多數字的損失加起來，就能評斷一個函數。',
  },
  'tour.best.title': { en: 'Step 3: pick the best function', zh: '步驟三：挑出最好的函數' },
  'tour.best.text': {
    en: 'Press Train. Gradient descent changes θ, a little at a time, so that the loss falls, right here in your browser.',
    zh: '按下「訓練」。梯度下降一點一點地改變 θ，讓損失下降，就在你的瀏覽器裡。',
  },
  'tour.yours.title': { en: 'Now it is yours', zh: '現在它是你的了' },
  'tour.yours.text': {
    en: 'Draw again and let your own network read. You can keep it, download it, and load it again.',
    zh: '再寫一次，讓你自己的網路來辨識。你可以保存、下載，之後再載入。',
  },
};
