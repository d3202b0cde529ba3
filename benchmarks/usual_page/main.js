/**
 * A page that reads digits, made as tutorials make it: all of TF.js by a script tag, a graph model as the converter wrote
 * it, a canvas of 280 × 280. It reads once before it says that it is ready, and then once a frame while the pen moves, as
 * kerasdl's page does.
 */
const canvas = document.getElementById('ink');
const context = canvas.getContext('2d', { willReadFrequently: true });
const bars = [...Array(10).keys()].map(() => document.getElementById('bars').appendChild(document.createElement('li')));
let model;

function clear() {
  context.fillStyle = 'black';
  context.fillRect(0, 0, 280, 280);
}

function line(from, to) {
  Object.assign(context, { strokeStyle: 'white', lineWidth: 18, lineCap: 'round', lineJoin: 'round' });
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
}

/** Ten confidences. */
async function read() {
  const confidences = tf.tidy(() => {
    const ink = tf.browser.fromPixels(canvas, 1).toFloat().reshape([1, 280, 280]);
    return model.execute({ ink }, 'confidences');
  });
  const values = await confidences.data();
  confidences.dispose();
  return values;
}

let asked = false;
function readSoon() {
  if (asked || !model) return;
  asked = true;
  requestAnimationFrame(async () => {
    const confidences = await read();
    document.getElementById('answer').textContent = String(confidences.indexOf(Math.max(...confidences)));
    bars.forEach((bar, i) => { bar.textContent = `${Math.round(100 * confidences[i])}%`; });
    asked = false;
  });
}

let last = null;
const point = (event) => [event.offsetX, event.offsetY];
canvas.addEventListener('pointerdown', (event) => { last = point(event); });
canvas.addEventListener('pointermove', (event) => {
  if (last === null) return;
  line(last, point(event));
  last = point(event);
  readSoon();
});
window.addEventListener('pointerup', () => { last = null; });
document.getElementById('clear').addEventListener('click', clear);

async function start() {
  clear();
  await tf.setBackend(new URLSearchParams(location.search).get('backend'));
  await tf.ready();
  const loaded = await tf.loadGraphModel('model/model.json');
  model = loaded;
  await read();
  document.documentElement.dataset.ready = 'true';
}

start();
