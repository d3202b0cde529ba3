/**
 * The page's ink as a Streamlit component. vendor/build/build.mjs bundles it, with the page's modules, to ink_canvas.bundle.js.
 */
import { createInk } from '../../web/drawing/ink.js';

const mounted = new WeakMap();
const LIVE_EVERY = 250;  // milliseconds between two looks at a stroke that is being drawn

function asPng(canvas, { data, width, height }) {
  const copy = canvas.ownerDocument.createElement('canvas');
  [copy.width, copy.height] = [width, height];
  const context = copy.getContext('2d');
  const picture = context.createImageData(width, height);
  data.forEach((grey, i) => picture.data.set([grey, grey, grey, 255], 4 * i));
  context.putImageData(picture, 0, 0);
  return copy.toDataURL('image/png').split(',')[1];
}

function mount(canvas, root, strokes) {
  const place = { send: () => {}, sent: 0, color: getComputedStyle(canvas).color };
  const [undo, clear, live] = ['#undo', '#clear', '#live'].map((id) => root.querySelector(id));
  const showTools = () => {
    undo.disabled = !ink.canUndo();
    clear.disabled = ink.isEmpty();
  };
  const ink = createInk(canvas, {
    onChange({ drawing }) {
      showTools();
      if (drawing && !(live.checked && Date.now() - place.sent > LIVE_EVERY)) return;
      place.sent = Date.now();
      const rounded = ink.strokes.map((points) => points.map((point) => point.map((v) => Math.round(10 * v) / 10)));
      place.send('drawing', { png: ink.isEmpty() ? null : asPng(canvas, ink.pixels()), strokes: rounded });
    },
  });
  ink.setStrokes(strokes);
  undo.onclick = ink.undo;
  clear.onclick = ink.clear;
  showTools();
  return Object.assign(place, { ink });
}

// Streamlit calls it when the component appears, and again whenever its data or the theme changes.
export default function ({ parentElement, data, setStateValue }) {
  const canvas = parentElement.querySelector('#ink');
  if (!mounted.has(canvas)) mounted.set(canvas, mount(canvas, parentElement, JSON.parse(data?.strokes ?? '[]')));
  const place = mounted.get(canvas);
  place.send = setStateValue;
  canvas.setAttribute('aria-label', data?.words?.canvas ?? '');
  for (const id of ['undo', 'clear']) parentElement.querySelector(`#${id}`).textContent = data?.words?.[id] ?? id;
  parentElement.querySelector('label span').textContent = data?.words?.live ?? '';
  parentElement.querySelector('label').title = data?.words?.live_help ?? '';
  const { color } = getComputedStyle(canvas);
  if (color !== place.color) {
    place.color = color;
    place.ink.redraw();  // in the new theme's ink
  }
  return () => {
    place.ink.destroy();
    mounted.delete(canvas);
  };
}
