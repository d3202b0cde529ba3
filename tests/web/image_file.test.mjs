import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitted } from '../../web/image/fit.js';
import { extractInk } from '../../web/image/foreground.js';
import { wirePictures } from '../../web/image/input.js';
import { greyOf, pictureFrom } from '../../web/image/image_file.js';
import { createReader } from '../../web/network/reader.js';
import * as tf from '../../web/vendor/tfjs.js';
import { EXAMPLES } from '../../web/drawing/examples.js';
import { texts } from '../../web/text/drawing.js';
import { loadOwnModel } from '../support/models.mjs';
import { rasterize } from '../support/raster.mjs';

const [WIDTH, HEIGHT] = [400, 300];
const { read } = createReader(tf, await loadOwnModel(tf));

/** Numbers from -1 to 1 that look random and are always the same. */
function grain(seed) {
  let state = seed;
  return () => {
    state = (1664525 * state + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/** A photograph of a digit: a light, how dark its ink is on it, and what else darkens the paper. */
function photograph(label, { light = () => 200, dark = 0.7, noise = 6, more = () => 0, pen = 18 } = {}) {
  const { data: ink } = rasterize(EXAMPLES[label][0], pen);
  const noisy = grain(Number(label) + 1);
  const data = Float64Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    const [u, v] = [x - 60, y - 10];
    const inked = u >= 0 && u < 280 && v >= 0 && v < 280 ? ink[v * 280 + u] / 255 : 0;
    return Math.min(Math.max(light(x, y) * (1 - Math.max(dark * inked, more(x, y))) + noise * noisy(), 0), 255);
  });
  return { data, width: WIDTH, height: HEIGHT };
}

/** What the page reads on a picture of greys. */
function answer(grey) {
  const ink = extractInk(grey);
  if (!ink) return null;
  const { confidences } = read(fitted(ink, 280, 200));
  return confidences.indexOf(Math.max(...confidences));
}

/** How dark a printed box is: so far off the rim, and so thick. */
const box = (off, thick) => (x, y) => {
  const inside = Math.min(x - off, y - off, WIDTH - 1 - off - x, HEIGHT - 1 - off - y);
  return inside >= 0 && inside < thick ? 0.6 : 0;
};

const CASES = {
  'even light': {},
  'faint ink': { dark: 0.25, noise: 4 },
  'light from the left': { light: (x) => 220 - 0.3 * x },
  'a hard shadow across it': { light: (x, y) => (x + 0.5 * y > 270 ? 105 : 200) },
  'a dark corner': { light: (x, y) => 200 - 120 * Math.exp(-((x - WIDTH) ** 2 + y ** 2) / 20_000) },
  'ruled paper': { more: (x, y) => ((y - 12) % 40 < 2 ? 0.25 : 0) },
  'ruled paper held aslant': { light: (x) => 190 - 0.1 * x, more: (x, y) => ((y + 0.04 * x) % 36 < 2 ? 0.3 : 0) },
  'squared paper': { more: (x, y) => (x % 30 < 2 || y % 30 < 2 ? 0.2 : 0) },
  'a pencil on ruled paper': { dark: 0.45, pen: 6, more: (x, y) => (y % 50 < 1 ? 0.2 : 0) },
  'a frame': { noise: 0, more: (x, y) => (Math.min(x, y, WIDTH - 1 - x, HEIGHT - 1 - y) < 4 ? 0.9 : 0) },
  'a sheet on a dark table': { more: (x, y) => (Math.min(x, y, WIDTH - 1 - x, HEIGHT - 1 - y) < 7 ? 0.7 : 0) },
  'a box that stands off the rim': { more: box(10, 6) },
  'a thin box': { noise: 0, more: box(20, 2) },
  'a box held aslant': { more: (x, y) => box(24, 5)(x + 0.03 * y, y - 0.03 * x) },
  'bars from rim to rim': { more: (x, y) => (Math.min(Math.abs(x - 30), Math.abs(x - 370), Math.abs(y - 12), Math.abs(y - 288)) < 6 ? 0.6 : 0) },
  'a cell that is open at the top': { more: (x, y) => (y > 40 ? box(10, 5)(x, y) : 0) },
  'a thick line under it': { more: (x, y) => (Math.abs(y - 262) < 8 ? 0.55 : 0) },
  'squares broken here and there': { more: (x, y) => ((x % 30 < 2 || y % 30 < 2) && (x * 7 + y * 3) % 100 > 8 ? 0.3 : 0) },
  'a table beside the sheet': { light: (x) => (x < 330 ? 200 : 60) },
  "a hand's shadow": { light: (x, y) => 200 - 90 / (1 + Math.exp((Math.hypot(x - 380, y - 280) - 170) / 6)), noise: 3 },
  'scraps at the rim': { noise: 0, more: (x, y) => ((y < 9 && x > 40 && x < 130) || (x > 393 && y > 90 && y < 160) ? 0.8 : 0) },
  'buttons and a cursor': {
    noise: 0, more: (x, y) => ((y > 278 && x % 90 > 30) || Math.abs(Math.hypot(x - 370, y - 60) - 9) < 1 ? 0.6 : 0),
  },
  'faint ink on a ground without noise': { light: () => 255, dark: 0.036, noise: 0 },
  'specks of dust': { more: (x, y) => ((x * 7 + y * 13) % 997 === 0 ? 0.8 : 0) },
};
for (const [name, given] of Object.entries(CASES)) {
  test(`a digit is read: ${name}`, () => {
    const read = [...'0123456789'].map((label) => answer(photograph(label, given)));
    const right = read.filter((digit, label) => digit === label).length;
    assert.ok(right >= 9, `${right} of 10: ${read}`);
  });
}

test('chalk on a board is read as ink on paper is', () => {
  for (const label of '0268') {
    const grey = photograph(label, { light: (x) => 210 - 0.15 * x, dark: 0.6 });
    assert.equal(answer({ ...grey, data: grey.data.map((value) => 255 - value) }), Number(label));
  }
});

test('blank paper has no ink, with grain and in a changing light', () => {
  for (const light of [() => 200, (x) => 220 - 0.3 * x]) assert.equal(extractInk(photograph('1', { dark: 0, light })), null);
});

test('a bar of a 7 that nearly fills the picture is no ruled line', () => {
  const [width, height] = [200, 200];
  const data = new Float64Array(width * height).fill(255);
  for (let y = 20; y < 24; y += 1) data.fill(0, y * width + 12, y * width + 188);
  for (let y = 20; y < 190; y += 1) data.fill(0, y * width + 186 - (y >> 1), y * width + 190 - (y >> 1));
  assert.equal(extractInk({ data, width, height }).data[22 * width + 60], 255);
});

test('a line is ink where nothing else is', () => {
  const data = new Float64Array(100 * 100).fill(255).fill(0, 5000, 5200);
  assert.equal(extractInk({ data, width: 100, height: 100 }).data[5050], 255);
});

test('ink is cut to its box and laid on the middle of the paper', () => {
  const data = new Float64Array(50 * 40);
  for (let y = 10; y < 30; y += 1) data.fill(255, y * 50 + 5, y * 50 + 15);
  const picture = fitted({ data, width: 50, height: 40 }, 280, 200);
  assert.deepEqual([picture.width, picture.height, picture.data.length], [280, 280, 280 * 280]);
  const inked = [...picture.data.keys()].filter((i) => picture.data[i] > 0);
  const [xs, ys] = [inked.map((i) => i % 280), inked.map((i) => Math.floor(i / 280))];
  assert.deepEqual([Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)], [90, 189, 40, 239]);
});

test('greys are as bright as their colours; what is transparent shows the opposite of what is seen', () => {
  assert.deepEqual([...greyOf(Uint8ClampedArray.of(255, 0, 0, 255, 255, 255, 255, 255), 2)], [76, 255]);
  assert.deepEqual([...greyOf(Uint8ClampedArray.of(0, 0, 0, 255, 9, 9, 9, 0), 2)], [0, 255]);
  assert.deepEqual([...greyOf(Uint8ClampedArray.of(255, 255, 255, 255, 9, 9, 9, 0), 2)], [255, 0]);
});

/** A document whose images have a size, or none. */
function fakeDocument({ width = 0, height = 0 } = {}) {
  const asked = {};
  const view = {
    URL: { createObjectURL: () => 'blob:one', revokeObjectURL: (url) => { asked.revoked = url; } },
    createImageBitmap: async (source, options) => {
      asked.options = options;
      return { close() { asked.closed = true; } };
    },
  };
  const context = {
    drawImage: (...values) => { asked.drawn = values; },
    getImageData: (x, y, w, h) => ({ width: w, height: h, data: new Uint8ClampedArray(4 * w * h).fill(255) }),
  };
  const image = {
    naturalWidth: width,
    naturalHeight: height,
    set src(url) { queueMicrotask(width ? this.onload : this.onerror); },
  };
  return { asked, defaultView: view, createElement: (name) => (name === 'img' ? image : { getContext: () => context }) };
}

const blob = (more = {}) => ({ size: 1000, type: 'image/png', name: 'seven.png', ...more });

/** The key and the values of the error that a file gives. */
async function refusal(file, document = fakeDocument({ width: 100, height: 100 })) {
  try {
    await pictureFrom(file, { document });
  } catch ({ key, values }) {
    assert.ok(texts[key], `${key} has no text`);
    for (const [, name] of texts[key].en.matchAll(/\{(\w+)\}/g)) assert.ok(name in values, `${key} needs ${name}`);
    return [key, values];
  }
  return null;
}

test('a file that is no picture, is empty, too heavy, too large or too small is refused with a reason', async () => {
  assert.equal((await refusal(blob({ size: 0 })))[0], 'picture.empty');
  assert.deepEqual((await refusal(blob({ size: 50_000_001 })))[1], { most: 40, name: 'seven.png', size: 51 });
  assert.equal((await refusal(blob({ type: 'text/html' })))[0], 'picture.unreadable');
  assert.equal((await refusal(blob({ type: 'image/svg+xml' })))[0], 'picture.unreadable');
  assert.equal((await refusal(blob(), fakeDocument()))[0], 'picture.unreadable');
  const large = await refusal(blob(), fakeDocument({ width: 20_000, height: 6000 }));
  assert.deepEqual(large, ['picture.large', { most: 50, name: 'seven.png', width: 20_000, height: 6000 }]);
  assert.equal((await refusal(blob(), fakeDocument({ width: 3, height: 90 })))[0], 'picture.small');
  assert.equal((await refusal(blob()))[0], 'picture.blank');
});

test('a name in a message is one short line', async () => {
  const [, { name }] = await refusal(blob({ size: 0, name: `a\u202e\n${'x'.repeat(200)}.png` }));
  assert.equal(name, `a${'x'.repeat(29)}…xxxx.png`);
  assert.equal((await refusal(blob({ size: 0, name: undefined })))[1].name, 'image/png');
});

test('a large photograph is decoded small, and let go of', async () => {
  const document = fakeDocument({ width: 8000, height: 5000 });
  await refusal(blob(), document);
  const { options, drawn, closed, revoked } = document.asked;
  assert.deepEqual([options.resizeWidth, options.resizeHeight, drawn.slice(1)], [640, 400, [0, 0, 640, 400]]);
  assert.deepEqual([closed, revoked], [true, 'blob:one']);
});

test('where a browser cannot decode a picture smaller, it is drawn smaller', async () => {
  const document = fakeDocument({ width: 800, height: 800 });
  document.defaultView.createImageBitmap = async () => { throw new TypeError('no options'); };
  await refusal(blob(), document);
  assert.deepEqual([document.asked.drawn[0].naturalWidth, ...document.asked.drawn.slice(1)], [800, 0, 0, 640, 640]);
});

/** Wired pictures: `send` sends an event, `reading` answers what is being read. */
function wired() {
  const [listeners, reading, got, failed, attributes] = [{}, [], [], [], new Set()];
  const addEventListener = (type, listener) => { listeners[type] = listener; };
  const input = { files: [], value: 'C:\\seven.png', addEventListener, removeEventListener() {} };
  const document = {
    documentElement: { toggleAttribute: (name, on) => attributes[on ? 'add' : 'delete'](name) },
    addEventListener,
    removeEventListener: (type) => { delete listeners[type]; },
  };
  const stop = wirePictures({
    document, input, onPicture: (picture) => got.push(picture), onError: (error) => failed.push(error),
    read: (file) => new Promise((resolve, reject) => reading.push({ file, resolve, reject })),
  });
  const send = (type, event = {}) => {
    const sent = { prevented: false, preventDefault() { sent.prevented = true; }, ...event };
    listeners[type](sent);
    return sent.prevented;
  };
  return { input, listeners, reading, got, failed, attributes, send, stop };
}
const settled = () => new Promise((resolve) => { setTimeout(resolve); });

test('a picture that is pasted is read; text is pasted where it belongs', async () => {
  const { send, reading, got } = wired();
  assert.equal(send('paste', { clipboardData: { files: [] } }), false);
  assert.equal(send('paste', { clipboardData: { files: [{ type: 'text/html' }, blob()] } }), true);
  assert.equal(reading[0].file.name, 'seven.png');
  reading[0].resolve('picture');
  await settled();
  assert.deepEqual(got, ['picture']);
});

test('while a file is dragged over the page, <html> says so', () => {
  const { send, reading, attributes } = wired();
  const dataTransfer = { types: ['Files'], files: [blob()] };
  assert.equal(send('dragover', { dataTransfer }), true);
  assert.ok(attributes.has('data-dropping'));
  send('dragleave', { relatedTarget: {} });
  assert.ok(attributes.has('data-dropping'));
  send('dragleave', { relatedTarget: null });
  assert.equal(attributes.size, 0);
  send('dragenter', { dataTransfer });
  assert.equal(send('drop', { dataTransfer }), true);
  assert.deepEqual([attributes.size, reading.length], [0, 1]);
});

test('what is dragged and is no file stays the page\'s', () => {
  const { send, reading, attributes } = wired();
  const dataTransfer = { types: ['text/plain'], files: [] };
  assert.deepEqual([send('dragover', { dataTransfer }), send('drop', { dataTransfer })], [false, false]);
  assert.deepEqual([attributes.size, reading.length], [0, 0]);
});

test('a file that is chosen is read, and can be chosen again', () => {
  const { input, send, reading } = wired();
  input.files = [blob()];
  send('change');
  assert.deepEqual([reading.length, input.value], [1, '']);
  input.files = [];
  send('change');
  assert.equal(reading.length, 1);
});

test('of two pictures the later counts, whichever is read sooner', async () => {
  const { send, reading, got, failed } = wired();
  for (const name of ['one.png', 'two.png']) send('paste', { clipboardData: { files: [blob({ name })] } });
  reading[1].resolve('two');
  await settled();
  reading[0].reject(new Error('one'));
  await settled();
  assert.deepEqual([got, failed], [['two'], []]);
});

test('a picture that cannot be read is told as an error', async () => {
  const { send, reading, failed } = wired();
  send('drop', { dataTransfer: { types: ['Files'], files: [blob({ type: 'text/plain' })] } });
  reading[0].reject(new Error('no picture'));
  await settled();
  assert.equal(failed[0].message, 'no picture');
});

test('unwired, it no longer listens', () => {
  const { listeners, stop } = wired();
  stop();
  assert.deepEqual(Object.keys(listeners), ['change']);
});
