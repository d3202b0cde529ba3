// The network's picture, drawn once more by the page's own modules at the same place: which of its words lie across one
// another, across neurons or across the page's buttons, and all of its words. Null where the browser has no WebGL 2.
async (is3d) => {
  const paths = ['network/reader.js', 'vendor/tfjs.js', 'network/forward.js', 'network/strongest_connections.js',
    'render2d/network2d.js', 'render3d/network3d.js', 'text/language.js', 'text/think.js', 'views/think/captions.js'];
  const [{ loadReader }, tf, { forward }, { strongestConnections }, { createNetwork2d }, { createNetwork3d },
    { addTexts, createTranslate }, { texts }, { captionsOf }] = await Promise.all(paths.map((path) => import(`./${path}`)));
  const { network } = await loadReader(tf, (path) => new URL(path, document.baseURI).href);
  addTexts(texts);
  const t = createTranslate(document.documentElement.lang === 'en' ? 'en' : 'zh');
  const copy = new OffscreenCanvas(28, 28).getContext('2d');
  copy.drawImage(document.querySelector('#seen'), 0, 0);
  const seen = copy.getImageData(0, 0, 28, 28).data;
  const digit = Float32Array.from({ length: 784 }, (_, i) => seen[4 * i] / 255);
  const pass = forward(network, digit);
  const reading = { digit, network, pass, confidences: pass.a.at(-1), sure: true };
  const shown = document.querySelector(is3d ? '.think-3d' : '.think-2d');
  const canvas = document.createElement('canvas');
  canvas.className = shown.className;
  shown.hidden = true;
  shown.after(canvas);
  const make = is3d ? createNetwork3d : createNetwork2d;
  const picture = make(canvas, { onPoint() {}, captions: (n, plane) => captionsOf(network, plane, n, t) });
  if (!picture) return null;
  picture.show(network, reading, strongestConnections(network, pass, digit, 120));
  for (let frame = 0; frame < 4; frame += 1) await new Promise((done) => { requestAnimationFrame(done); });
  const at = canvas.getBoundingClientRect();
  const buttons = [...document.querySelectorAll('.think-zoom button')].filter((button) => button.checkVisibility())
    .map((button) => button.getBoundingClientRect())
    .map(({ left, top, right, bottom }) => ({ left: left - at.left, top: top - at.top, right: right - at.left, bottom: bottom - at.top }));
  const { cross, outlineOf } = await import('./render2d/words.js');
  const { words, shapes } = picture;
  const found = [];
  words.forEach(({ text, box }, n) => {
    const outline = outlineOf(box);
    for (const other of words.slice(n + 1)) if (cross(outline, outlineOf(other.box))) found.push(`"${text}" lies across "${other.text}"`);
    for (const button of buttons) if (cross(outline, outlineOf(button))) found.push(`"${text}" lies across a button`);
    // Labels and percentages belong to the outputs, and stand beside them.
    if (text.length > 3 && !text.endsWith(' %') && shapes.some((shape) => cross(outline, shape))) found.push(`"${text}" lies across neurons`);
    if (box.left < -1 || box.top < -1 || box.right > at.width + 1 || box.bottom > at.height + 1) found.push(`"${text}" is cut off`);
  });
  const result = { found, texts: words.map(({ text }) => text) };
  picture.destroy();
  canvas.remove();
  shown.hidden = false;
  return result;
}
