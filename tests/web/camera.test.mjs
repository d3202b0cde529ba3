/** The camera's parts: ink in a video's picture, digits in it, tracks, the stream, the loop. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCamera, reasonOf } from '../../web/camera/camera_stream.js';
import { findDigits } from '../../web/camera/find_digits.js';
import { createAnalysis, createFinder, judgeOf } from '../../web/camera/frame_analysis.js';
import { frameInk, greyFrame } from '../../web/camera/frame_ink.js';
import { followVideo, frameSize } from '../../web/camera/frame_source.js';
import { fitting } from '../../web/camera/overlay.js';
import { takenOver } from '../../web/camera/take_over.js';
import { createTracker, shownTracks, textOf } from '../../web/camera/tracks.js';
import { EXAMPLES } from '../../web/drawing/examples.js';
import { createReader } from '../../web/network/reader.js';
import { texts } from '../../web/text/camera.js';
import * as tf from '../../web/vendor/tfjs.js';
import { loadOwnModel } from '../support/models.mjs';
import { rasterize } from '../support/raster.mjs';

const [WIDTH, HEIGHT] = [480, 360];
const reader = createReader(tf, await loadOwnModel(tf));
const judge = judgeOf(reader.network);
const inks = Object.fromEntries([...'0123456789'].map((label) => [label, rasterize(EXAMPLES[label][0], 22).data]));

/** Numbers from -1 to 1 that look random and are always the same. */
function grain(seed) {
  let state = seed;
  return () => {
    state = (1664525 * state + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/** Greys of digits side by side, each 280 × 280 reduced to `side`, on a light, with what else darkens the paper. */
function frame(labels, { light = () => 190, dark = 0.7, noise = 5, side = 90, left = 40, top = 130, more = () => 0, chalk = false } = {}) {
  const noisy = grain(labels.length + 1);
  const step = 0.75 * side;
  const inked = (x, y) => {
    let most = 0;
    [...labels].forEach((label, n) => {
      const [u, v] = [((x - left - n * step) * 280) / side, ((y - top) * 280) / side];
      if (u >= 0 && u < 280 && v >= 0 && v < 280) most = Math.max(most, inks[label][Math.floor(v) * 280 + Math.floor(u)] / 255);
    });
    return most;
  };
  const data = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    const grey = light(x, y) * (1 - Math.max(dark * inked(x, y), more(x, y)));
    return Math.min(Math.max((chalk ? 240 - grey : grey) + noise * noisy(), 0), 255);
  });
  return { data, width: WIDTH, height: HEIGHT };
}

/** What is read in a picture, lines apart; "?" where not sure. */
function readIn(grey) {
  const tracks = findDigits(frameInk(grey), judge).map(({ box, line, picture }) => {
    const { confidences, sure } = reader.read(picture);
    return { box, line, label: sure ? String(confidences.indexOf(Math.max(...confidences))) : null };
  });
  return textOf(tracks);
}

const CASES = {
  'even light': {},
  'faint ink': { dark: 0.25, noise: 3 },
  'light from the left': { light: (x) => 220 - 0.3 * x },
  'a shadow with a soft edge': { light: (x, y) => 195 - 95 / (1 + Math.exp((230 - x - 0.4 * y) / 6)) },
  'a dark corner': { light: (x, y) => 200 - 120 * Math.exp(-((x - WIDTH) ** 2 + y ** 2) / 30_000) },
  'chalk on a blackboard': { chalk: true },
  'chalk on a grey board': { light: () => 120, chalk: true, dark: 0.9 },
  'ruled paper that goes through them': { more: (x, y) => ((y + 0.03 * x) % 31 < 2 ? 0.3 : 0) },
  'squared paper': { more: (x, y) => (x % 24 < 1 || y % 24 < 1 ? 0.25 : 0) },
  'thick strokes': { more: (x, y) => (y < 6 ? 0.6 : 0), side: 56 },
  'a sheet on a dark table': { more: (x, y) => (Math.min(x, y, WIDTH - 1 - x, HEIGHT - 1 - y) < 24 ? 0.75 : 0) },
  'a pen beside it': { more: (x, y) => (Math.abs(x - 472 + 0.2 * y) < 7 ? 0.8 : 0) },
  'a thumb at the rim': { more: (x, y) => (Math.hypot(x - 240, y - 380) < 90 ? 0.5 : 0) },
  'a box around them': { more: (x, y) => (Math.max(Math.abs(x - 220) - 215, Math.abs(y - 175) - 75) > -4 && Math.abs(x - 220) < 215 && Math.abs(y - 175) < 75 ? 0.7 : 0) },
  'specks of dust': { more: (x, y) => ((x * 7 + y * 13) % 1997 === 0 ? 0.8 : 0) },
  'small digits': { side: 40 },
};
for (const [name, given] of Object.entries(CASES)) {
  test(`digits are found and read: ${name}`, () => {
    const rows = ['02468', '13579'].map((labels) => [labels, readIn(frame(labels, given))]);
    const right = rows.flatMap(([labels, read]) => [...labels].filter((label, n) => read.length === labels.length && read[n] === label)).length;
    assert.ok(right >= 8, `${right} of 10: ${rows.map(([, read]) => read)}`);
  });
}

test('nothing is found on an empty paper, in noise, or on a paper with a shadow', () => {
  for (const given of [{ noise: 0 }, { noise: 14 }, CASES['a shadow with a soft edge'], CASES['a dark corner'], CASES['a pen beside it']]) {
    assert.deepEqual(findDigits(frameInk(frame('', given)), judge), []);
  }
});

test('boxes lie around the digits, from left to right, each with its own ink', () => {
  const found = findDigits(frameInk(frame('472')), judge);
  assert.deepEqual(found.map(({ line }) => line), [0, 0, 0]);
  found.forEach(({ box, picture }, n) => {
    const middle = 40 + 45 + n * 67.5;
    assert.ok(Math.abs(box.left + box.width / 2 - middle) < 14, `${box.left} of ${middle}`);
    assert.deepEqual([picture.width, picture.height, picture.data.length], [box.width, box.height, box.width * box.height]);
    assert.equal(Math.max(...picture.data), 255);
  });
});

test('a digit that the picture cuts off is left out', () => {
  assert.equal(readIn(frame('47', { left: -30 })), '7');
});

test('colours become greys as bright as they are', () => {
  const { data } = greyFrame(Uint8ClampedArray.of(255, 0, 0, 255, 0, 255, 0, 255, 255, 255, 255, 255), 3, 1);
  assert.deepEqual([...data], [76, 150, 255]);
});

test('pictures are reduced, and never enlarged', () => {
  assert.deepEqual(frameSize(1280, 720), [480, 270]);
  assert.deepEqual(frameSize(720, 1280, 360), [203, 360]);
  assert.deepEqual(frameSize(200, 100), [200, 100]);
});

const box = (left, top = 50, side = 40) => ({ left, top, width: side, height: side });
const seen = (label, at = box(10), more = {}) => ({ box: at, line: 0, label, confidence: label === null ? 0.4 : 0.9, picture: null, ...more });
/** What is shown after each picture. */
const shownAfter = (...pictures) => {
  const tracker = createTracker();
  return pictures.map((sightings) => textOf(shownTracks(tracker.follow(sightings))));
};

test('a digit is shown once two of its last three readings agree, and stays until two others do', () => {
  assert.deepEqual(shownAfter(...['3', '3', '8', '3', '8', '8'].map((label) => [seen(label)])), ['', '3', '3', '3', '8', '8']);
  assert.deepEqual(shownAfter(...['3', '3', '8', '5', '1'].map((label) => [seen(label)])), ['', '3', '3', '3', '3']);
  assert.deepEqual(shownAfter(...['3', null, null, '3', '3'].map((label) => [seen(label)])), ['', '', '?', '?', '3']);
});

test('a digit outlives two pictures without it, and no third', () => {
  assert.deepEqual(shownAfter([seen('3')], [seen('3')], [], [], [], [seen('3')]), ['', '3', '3', '3', '', '']);
});

test('boxes follow their digits: little moves are smoothed, large ones are not', () => {
  const tracker = createTracker();
  tracker.follow([seen('3', box(10))]);
  const [near] = tracker.follow([seen('3', box(14))]);
  assert.ok(near.box.left > 10 && near.box.left < 14);
  const [far] = tracker.follow([seen('3', box(34))]);
  assert.deepEqual([far.id, far.box.left], [near.id, 34]);
});

test('digits that stand side by side keep their tracks, and are read in their order, lines apart', () => {
  const row = ['1', '2', '3'].map((label, n) => seen(label, box(10 + 50 * n)));
  const below = seen('4', box(10, 200), { line: 1 });
  assert.deepEqual(shownAfter([...row, below], [below, ...row].reverse()), ['', '123 4']);
});

test('what lies about is shown where there is little of it, or beside digits', () => {
  const things = (count, line) => Array.from({ length: count }, (_, n) => seen(null, box(60 * n, 100 * line), { line }));
  assert.deepEqual(shownAfter(things(3, 0), things(3, 0)), ['', '???']);
  assert.deepEqual(shownAfter(things(6, 0), things(6, 0)), ['', '']);
  const mixed = [...things(6, 1), seen('7', box(0, 300), { line: 3 }), seen(null, box(60, 300), { line: 3 })];
  assert.deepEqual(shownAfter(mixed, mixed), ['', '7?']);
});

test('what is taken over lies on the paper as it stood, and is read alike', () => {
  const found = findDigits(frameInk(frame('5', { side: 120 })), judge);
  const picture = takenOver(found);
  assert.deepEqual([picture.width, picture.height], [280, 280]);
  const { confidences } = reader.read(picture);
  assert.equal(confidences.indexOf(Math.max(...confidences)), 5);
  const pair = takenOver([{ box: box(0, 0, 2), picture: { data: Uint8Array.of(255, 255, 255, 255), width: 2, height: 2 } },
    { box: box(8, 0, 2), picture: { data: Uint8Array.of(255, 255, 255, 255), width: 2, height: 2 } }]);
  const columns = Array.from({ length: 280 }, (_, x) => pair.data[140 * 280 + x] > 128);
  assert.deepEqual([columns[60], columns[140], columns[220]], [true, false, true]);
});

test('a picture is laid as the browser lays it: whole, in the middle', () => {
  assert.deepEqual(fitting({ width: 400, height: 300 }, { width: 800, height: 800 }), { scale: 2, left: 0, top: 100 });
  assert.deepEqual(fitting({ width: 300, height: 400 }, { width: 800, height: 400 }), { scale: 1, left: 250, top: 0 });
});

/** A track of a camera, and a view whose cameras give it. */
function fakeView({ cameras = 1, settings = {}, capabilities = {}, error = null, secure = true, none = false } = {}) {
  const asked = [];
  const track = {
    listeners: {},
    getSettings: () => settings,
    getCapabilities: () => capabilities,
    addEventListener(type, listener) { this.listeners[type] = listener; },
    removeEventListener(type) { delete this.listeners[type]; },
    async applyConstraints(constraints) { asked.push(constraints); },
    stop() { this.stopped = true; },
  };
  const mediaDevices = {
    async getUserMedia(wish) {
      asked.push(wish);
      if (error) throw error;
      return { getVideoTracks: () => [track], getTracks: () => [track] };
    },
    enumerateDevices: async () => Array.from({ length: cameras }, (_, n) => ({ kind: 'videoinput', deviceId: `camera ${n}` })),
  };
  return { asked, track, isSecureContext: secure, navigator: none ? {} : { mediaDevices } };
}
const refusal = (view) => openCamera(view, {}, () => {}).then(() => null, ({ key }) => key);

test('the back camera is asked for, without sound, and let go of', async () => {
  const view = fakeView();
  const { stop, other, light } = await openCamera(view, {}, () => {});
  assert.deepEqual([view.asked[0].audio, view.asked[0].video.facingMode], [false, { ideal: 'environment' }]);
  assert.deepEqual([other, light], [null, null]);
  stop();
  assert.deepEqual([view.track.stopped, view.track.listeners], [true, {}]);
});

test('the other camera looks the other way, or is the next of the list', async () => {
  const otherOf = async (given) => (await openCamera(fakeView({ cameras: 3, ...given }), {}, () => {})).other;
  assert.deepEqual(await otherOf({ settings: { facingMode: 'environment' } }), { facing: 'user' });
  assert.deepEqual(await otherOf({ settings: { facingMode: 'user' } }), { facing: 'environment' });
  assert.deepEqual(await otherOf({ settings: { deviceId: 'camera 2' } }), { deviceId: 'camera 0' });
  const view = fakeView();
  await openCamera(view, { deviceId: 'camera 1' }, () => {});
  assert.deepEqual(view.asked[0].video.deviceId, { exact: 'camera 1' });
});

test('the light is switched where the camera has one', async () => {
  const view = fakeView({ capabilities: { torch: true } });
  const { light } = await openCamera(view, {}, () => {});
  await light(true);
  assert.deepEqual(view.asked[1], { advanced: [{ torch: true }] });
});

test('a camera that ends tells of it', async () => {
  const view = fakeView();
  let ended = 0;
  await openCamera(view, {}, () => { ended += 1; });
  view.track.listeners.ended();
  assert.equal(ended, 1);
});

test('why there is no camera has a text', async () => {
  const failing = (name) => refusal(fakeView({ error: Object.assign(new Error('no'), { name }) }));
  assert.equal(await failing('NotAllowedError'), 'camera.denied');
  assert.equal(await failing('SecurityError'), 'camera.denied');
  assert.equal(await failing('NotFoundError'), 'camera.none');
  assert.equal(await failing('OverconstrainedError'), 'camera.none');
  assert.equal(await failing('NotReadableError'), 'camera.in_use');
  assert.equal(await failing('NovelError'), 'camera.failed');
  assert.equal(await refusal(fakeView({ none: true })), 'camera.unsupported');
  assert.equal(await refusal(fakeView({ none: true, secure: false })), 'camera.insecure');
  for (const key of ['denied', 'none', 'in_use', 'failed', 'unsupported', 'insecure']) assert.ok(texts[`camera.${key}`]);
  assert.deepEqual(reasonOf(new Error('no')).values, { reason: 'no' });
});

const pixelsOf = ({ data, width, height }) => ({ pixels: Uint8ClampedArray.from({ length: 4 * data.length }, (_, i) => (i % 4 < 3 ? data[i >> 2] : 255)), width, height });

test('the worker answers a picture, and nothing to a network', () => {
  const find = createFinder();
  assert.equal(find({ network: reader.network }), null);
  assert.equal(find(pixelsOf(frame('42'))).length, 2);
});

test('pictures go to a worker with the network; once it fails, they are looked through here', async (t) => {
  const workers = [];
  globalThis.Worker = class {
    sent = [];
    constructor(url) { this.url = url; workers.push(this); }
    postMessage(message) { this.sent.push(message); }
    terminate() { this.ended = true; }
  };
  t.after(() => { delete globalThis.Worker; });
  const analysis = createAnalysis({ files: (path) => `/${path}`, network: reader.network, judge });
  const [worker] = workers;
  assert.deepEqual([worker.url, worker.sent[0].network], ['/camera/camera_worker.js', reader.network]);
  const first = analysis.find(pixelsOf(frame('1')));
  worker.onmessage({ data: ['answered'] });
  assert.deepEqual(await first, ['answered']);
  const second = analysis.find(pixelsOf(frame('1')));
  worker.onerror({ preventDefault() {} });
  assert.deepEqual(await second, []);
  assert.equal((await analysis.find(pixelsOf(frame('11')))).length, 2);
  analysis.close();
  assert.ok(worker.ended);
});

test('a network that is none of plain layers reads here', async () => {
  const analysis = createAnalysis({ files: () => assert.fail('no file is asked for'), network: null, judge });
  assert.equal((await analysis.find(pixelsOf(frame('8')))).length, 1);
});

/** A video whose pictures come when the test says so, with a clock that the test moves. */
function fakeVideo() {
  const state = { now: 1000, work: [], grabbed: [] };
  const context = { drawImage: (...given) => state.grabbed.push(given.slice(-2)), getImageData: (x, y, width, height) => ({ data: { width, height } }) };
  const view = { performance: { now: () => state.now }, setTimeout: (work) => { state.late = work; } };
  const video = {
    videoWidth: 1280, videoHeight: 720,
    ownerDocument: { defaultView: view, createElement: () => ({ getContext: () => context }) },
    requestVideoFrameCallback: (work) => { state.work.push(work); },
  };
  /** The next picture, after some milliseconds. */
  const next = async (after) => {
    state.now += after;
    state.work.pop()?.();
    await new Promise((resolve) => { setTimeout(resolve); });
  };
  return { state, video, next };
}

test('a picture is taken when the last has been dealt with, and not too soon', async () => {
  const { state, video, next } = fakeVideo();
  const done = [];
  const stop = followVideo(video, () => new Promise((resolve) => { done.push(resolve); }));
  await next(0);
  await next(100); // the first is not done
  assert.equal(done.length, 1);
  done[0]();
  await next(0);
  await next(20);
  assert.equal(done.length, 2);
  done[1]();
  await next(0);
  await next(10); // too soon
  assert.equal(done.length, 2);
  await next(60);
  assert.equal(done.length, 3);
  stop();
  done[2]();
  await next(100);
  assert.equal(done.length, 3);
  assert.deepEqual(state.grabbed[0], [480, 270]);
});

test('a browser that is late with its pictures is not waited for', async () => {
  const { state, video } = fakeVideo();
  let taken = 0;
  followVideo(video, async () => { taken += 1; });
  state.late();
  assert.equal(taken, 1);
  state.work[0](); // the picture comes after all: it was taken already
  assert.equal(taken, 1);
});

test('on a slow device the pictures become smaller', async () => {
  const { state, video, next } = fakeVideo();
  followVideo(video, async () => { state.now += 400; });
  for (let n = 0; n < 6; n += 1) await next(60);
  assert.deepEqual([state.grabbed[0], state.grabbed.at(-1)], [[480, 270], [360, 203]]);
});

/** Printed lines of `columns` × `rows` cells, which lean: darkness by place. */
function cells({ left, top, columns, rows, width, height }, lean = 0.03, dark = 0.6) {
  const near = (value, step, count) => {
    const k = Math.round(value / step);
    return k >= 0 && k <= count && Math.abs(value - k * step) < 1;
  };
  return (x, y) => {
    const [u, v] = [x - left + lean * (y - top), y - top - lean * (x - left)];
    const within = u > -1 && u < columns * width + 1 && v > -1 && v < rows * height + 1;
    return within && (near(u, width, columns) || near(v, height, rows)) ? dark : 0;
  };
}

test('digits in printed boxes and cells are read, also where they touch the lines or stand in one row of several', () => {
  const placed = { side: 100, left: 40, top: 130 };
  const row = { left: 42, top: 132, columns: 4, rows: 1, width: 75, height: 92 };
  const tight = { ...row, top: 140, height: 76 }; // all stick out of them
  const form = { ...row, top: 40, rows: 3 };
  for (const grid of [row, tight, form]) assert.equal(readIn(frame('3562', { ...placed, more: cells(grid) })), '3562');
  assert.equal(readIn(frame('8', { ...placed, more: cells({ ...row, columns: 1 }) })), '8');
});

test('an empty form is nothing that is surely read', () => {
  const grid = { left: 60, top: 60, columns: 5, rows: 4, width: 70, height: 60 };
  assert.doesNotMatch(readIn(frame('', { more: cells(grid) })), /[0-9]/);
});
