import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBrush } from '../../web/drawing/brush.js';
import { SIZE } from '../../web/drawing/drawing.js';
import { createInk } from '../../web/drawing/ink.js';
import { createStrokeWidth } from '../../web/drawing/stroke_width.js';
import { FakeElement, FakePath, fakeContext, fakeDocument } from '../support/fakes.mjs';

/** An ink on a canvas 140 pixels wide at (10, 20), and what `onChange` was told. */
function setUp(options) {
  const canvas = new FakeElement(fakeDocument());
  const changes = [];
  return { canvas, changes, ink: createInk(canvas, { onChange: (change) => changes.push(change), ...options }) };
}

/** Where strokes run, without their widths. */
const courses = (strokes) => strokes.map((points) => points.map(([x, y]) => [x, y]));

/** One stroke by pointer, through points in the window's pixels. */
function stroke(canvas, [first, ...rest], pointerId = 1) {
  canvas.send('pointerdown', { clientX: first[0], clientY: first[1], pointerId });
  for (const [clientX, clientY] of rest) canvas.send('pointermove', { clientX, clientY, pointerId });
  canvas.send('pointerup', { pointerId });
}

test('strokes are in logical units, whatever the size of the canvas on the screen', () => {
  const { canvas, ink } = setUp();
  stroke(canvas, [[10, 20], [80, 90], [150, 160]]);
  assert.deepEqual(courses(ink.strokes), [[[0, 0], [140, 140], [280, 280]]]);
});

test('the canvas is as sharp as the screen, and drawn in its own text colour', () => {
  const { canvas } = setUp();
  assert.deepEqual([canvas.width, canvas.height], [280, 280]);
  assert.equal(canvas.context.fillStyle, 'navy');
});

test('points between two frames are taken too', () => {
  const { canvas, ink } = setUp();
  canvas.send('pointerdown', { clientX: 10, clientY: 20 });
  const between = [{ clientX: 20, clientY: 20 }, { clientX: 30, clientY: 20 }];
  canvas.send('pointermove', { clientX: 30, clientY: 20, getCoalescedEvents: () => between });
  assert.deepEqual(courses(ink.strokes), [[[0, 0], [20, 0], [40, 0]]]);
});

test('a point where the pointer already is adds nothing', () => {
  const { canvas, ink } = setUp();
  stroke(canvas, [[80, 90], [80, 90], [80.1, 90]]);
  assert.deepEqual(courses(ink.strokes), [[[140, 140]]]);
});

test('a second pointer is ignored while the first draws', () => {
  const { canvas, ink } = setUp();
  canvas.send('pointerdown', { clientX: 10, clientY: 20 });
  stroke(canvas, [[50, 50], [60, 60]], 2);
  canvas.send('pointermove', { clientX: 20, clientY: 20 });
  assert.deepEqual(courses(ink.strokes), [[[0, 0], [20, 0]]]);
});

test('after a pointer is cancelled, another can draw', () => {
  const { canvas, ink } = setUp();
  canvas.send('pointerdown', { clientX: 10, clientY: 20 });
  canvas.send('pointercancel');
  stroke(canvas, [[80, 90]], 2);
  assert.equal(ink.strokes.length, 2);
});

test('only the main button of a mouse draws', () => {
  const { canvas, ink } = setUp();
  canvas.send('pointerdown', { clientX: 10, clientY: 20, button: 2 });
  assert.equal(ink.isEmpty(), true);
});

test('the pointer is captured, and a finger neither scrolls nor selects', () => {
  const { canvas } = setUp();
  canvas.send('pointerdown', { clientX: 10, clientY: 20, pointerId: 7 });
  assert.equal(canvas.captured, 7);
  assert.equal(canvas.style.touchAction, 'none');
  assert.equal(canvas.style.userSelect, 'none');
});

test('onChange tells whether a stroke is being drawn', () => {
  const { canvas, changes, ink } = setUp();
  stroke(canvas, [[10, 20], [80, 90]]);
  ink.clear();
  assert.deepEqual(changes.map(({ drawing }) => drawing), [true, true, false, false]);
});

test('undo takes back strokes one by one, and a clear as a whole', () => {
  const { canvas, ink } = setUp();
  stroke(canvas, [[10, 20]]);
  stroke(canvas, [[80, 90]]);
  ink.clear();
  assert.equal(ink.isEmpty(), true);
  ink.undo();
  assert.equal(ink.strokes.length, 2);
  ink.undo();
  assert.equal(ink.strokes.length, 1);
  ink.undo();
  assert.deepEqual([ink.isEmpty(), ink.canUndo()], [true, false]);
});

test('undoing a stroke and drawing another leaves the new one alone', () => {
  const { canvas, ink } = setUp();
  stroke(canvas, [[10, 20], [80, 90]]);
  ink.undo();
  stroke(canvas, [[80, 90]]);
  assert.deepEqual(courses(ink.strokes), [[[140, 140]]]);
});

test('clearing in the middle of a stroke ends the stroke', () => {
  const { canvas, ink } = setUp();
  canvas.send('pointerdown', { clientX: 10, clientY: 20 });
  ink.clear();
  canvas.send('pointermove', { clientX: 80, clientY: 90 });
  assert.equal(ink.isEmpty(), true);
});

test('strokes can be set from outside, silently, and are copied both ways', () => {
  const { changes, ink } = setUp();
  const given = [[[1, 2], [3, 4]], []];
  ink.setStrokes(given);
  given[0][0][0] = 99;
  ink.strokes[0][0][0] = 98;
  assert.deepEqual(ink.strokes, [[[1, 2], [3, 4]]]);
  assert.deepEqual([changes.length, ink.canUndo()], [0, false]);
});

test('pixels are a 280 × 280 picture, drawn white on black whatever the colours on the screen', () => {
  const { canvas, ink } = setUp();
  ink.setStrokes([[[10, 10], [20, 20]]]);
  const { data, width, height } = ink.pixels();
  assert.deepEqual([data.constructor, data.length, width, height], [Uint8Array, SIZE * SIZE, SIZE, SIZE]);
  const [camera] = canvas.ownerDocument.made;
  assert.deepEqual([camera.width, camera.height, camera.context.fillStyle], [280, 280, 'white']);
  assert.deepEqual(camera.context.calls.slice(0, 2), [['setTransform', 1, 0, 0, 1, 0, 0], ['fillRect', 0, 0, 280, 280]]);
  // At another resolution the drawing is the same.
  assert.equal(ink.pixels(560).data.length, 560 * 560);
  assert.ok(camera.context.calls.some((call) => call[0] === 'setTransform' && call[1] === 2 && call[4] === 2));
});

test('a destroyed ink no longer listens', () => {
  const { canvas, ink } = setUp();
  ink.destroy();
  assert.deepEqual(canvas.listeners, {});
});


/** The discs at the ends of the hulls that a stroke is made of: [x, y, radius], rounded. */
function discs(strokes, pen = 18) {
  const context = fakeContext();
  createBrush(FakePath, pen)(context, strokes);
  const paths = context.calls.filter(([name]) => name === 'fill').map(([, path]) => path);
  const arcs = paths.flatMap(({ calls }) => calls.filter(([name]) => name === 'arc'));
  return arcs.map(([, x, y, radius]) => [x, y, radius].map((value) => Math.round(1000 * value) / 1000));
}

test('a single point is drawn as a dot as wide as the pen', () => {
  assert.deepEqual(discs([[[5, 6]]]), [[5, 6, 9]]);
});

test('a stroke passes through its ends, and the points between only bend it', () => {
  const drawn = discs([[[0, 0], [100, 0], [100, 100]]], 20);
  assert.deepEqual([drawn[0], drawn.at(-1)], [[0, 0, 10], [100, 100, 10]]);
  const nearest = Math.min(...drawn.map(([x, y]) => Math.hypot(x - 100, y)));
  assert.ok(nearest > 20 && nearest < 40);
});

test('the width changes along a stroke from point to point, without a step', () => {
  const radii = discs([[[0, 0, 10], [100, 0, 20], [100, 100, 30]]]).map(([, , radius]) => radius);
  assert.deepEqual([radii[0], radii.at(-1)], [5, 15]);
  assert.ok(radii.every((radius, i) => i === 0 || (radius >= radii[i - 1] && (i % 2 === 1 || radius === radii[i - 1]))));
});

test('a disc that holds the next leaves one disc', () => {
  assert.deepEqual(discs([[[0, 0, 20], [1, 0, 2]]]), [[0, 0, 10]]);
});

test('all hulls of a stroke go the same way round, so that none cuts a hole into another', () => {
  const context = fakeContext();
  createBrush(FakePath, 18)(context, [[[0, 0], [90, 5], [10, 10], [80, 90, 4], [80, 90.6, 30]]]);
  const arcs = context.calls.flatMap(([, path]) => path.calls).filter(([name]) => name === 'arc');
  assert.ok(arcs.every(([, , , , start, end]) => end > start));
});

test('what a stroke has settled is laid out once, however often it is drawn', () => {
  const context = fakeContext();
  const brush = createBrush(FakePath, 18);
  const stroke = [[0, 0], [50, 0], [100, 50]];
  brush(context, [stroke]);
  const [[, path]] = context.calls;
  const { length } = path.calls;
  stroke.push([150, 50]);
  brush(context, [stroke]);
  assert.equal(context.calls[2][1], path);
  brush(context, [stroke]);
  assert.ok(path.calls.length > length && path.calls.length < 3 * length);
});

/** The widths that a hand gives to steps of `way` units in `duration` milliseconds. */
function widths(way, duration, { pressure = null, pen = 18, steps = 40 } = {}) {
  const hand = createStrokeWidth(pen);
  const points = [hand.down(0, 0, 0, pressure)];
  for (let i = 1; i <= steps; i += 1) points.push(hand.move(i * way, 0, i * duration, pressure));
  return points.map(([, , width]) => width);
}

test('a quick hand draws a little thinner, a slow one a little wider, and neither by a quarter', () => {
  const [quick, usual, slow] = [[30, 8], [4.8, 8], [0.6, 8]].map(([way, duration]) => widths(way, duration).at(-1));
  assert.ok(quick < 15.5 && quick > 0.75 * 18);
  assert.ok(Math.abs(usual - 18) < 0.1);
  assert.ok(slow > 19 && slow < 1.25 * 18);
});

test('the width follows the way, not the rate at which a pointer tells of it', () => {
  const [often, seldom] = [widths(2, 1, { steps: 40 }), widths(8, 4, { steps: 10 })];
  assert.ok(Math.abs(often.at(-1) - seldom.at(-1)) < 0.3);
  assert.ok(widths(30, 1).every((width, i, all) => i === 0 || Math.abs(width - all[i - 1]) < 0.2 * 18));
});

test('events of one moment, and clocks that stand still, give widths all the same', () => {
  assert.ok(widths(10, 0).every((width) => width > 0.75 * 18 && width <= 18));
});

test('a pen that presses harder draws wider', () => {
  const [light, medium, hard] = [0.1, 0.5, 1].map((pressure) => widths(4.8, 8, { pressure }).at(-1));
  assert.ok(light < 0.75 * medium && hard > 1.3 * medium);
  assert.ok(Math.abs(medium - 18) < 0.1);
});

test('only a pen has pressure: a mouse and a finger always tell the same', () => {
  for (const [pointerType, width] of [['mouse', 18], ['touch', 18], ['pen', 25.2]]) {
    const { canvas, ink } = setUp();
    canvas.send('pointerdown', { clientX: 10, clientY: 20, pointerType, pressure: 1, timeStamp: 0 });
    assert.ok(Math.abs(ink.strokes[0][0][2] - width) < 1e-9);
  }
});

test('a dot grows while a pen presses harder', () => {
  const { canvas, ink } = setUp();
  canvas.send('pointerdown', { clientX: 80, clientY: 90, pointerType: 'pen', pressure: 0.1, timeStamp: 0 });
  for (const pressure of [0.3, 0.5, 0.2]) {
    canvas.send('pointermove', { clientX: 80, clientY: 90.1, pointerType: 'pen', pressure, timeStamp: 9 });
  }
  assert.deepEqual(ink.strokes, [[[140, 140, 18]]]);
});

test('a palm beside a pen draws nothing, whichever comes down first', () => {
  const { canvas, ink } = setUp();
  const palm = { clientX: 140, clientY: 150, pointerId: 5, pointerType: 'touch' };
  const pen = { clientX: 10, clientY: 20, pointerId: 6, pointerType: 'pen', pressure: 0.5 };
  canvas.send('pointerdown', { ...palm, timeStamp: 0 });
  canvas.send('pointerdown', { ...pen, timeStamp: 20 });
  canvas.send('pointermove', { ...pen, clientX: 30, timeStamp: 40 });
  canvas.send('pointermove', { ...palm, clientX: 150, timeStamp: 50 });
  canvas.send('pointerup', { ...pen, timeStamp: 60 });
  canvas.send('pointerdown', { ...palm, pointerId: 7, timeStamp: 80 });
  assert.deepEqual(courses(ink.strokes), [[[0, 0], [40, 0]]]);
  ink.undo();
  assert.equal(ink.canUndo(), false);
  canvas.send('pointerdown', { ...palm, pointerId: 8, timeStamp: 2000 });
  assert.equal(ink.strokes.length, 1);
});

test('while a stroke goes on, only the place where it goes on is drawn anew', () => {
  const { canvas } = setUp();
  canvas.send('pointerdown', { clientX: 20, clientY: 30 });
  for (let x = 20; x <= 90; x += 10) canvas.send('pointermove', { clientX: x, clientY: 30 });
  canvas.context.calls.length = 0;
  canvas.send('pointermove', { clientX: 100, clientY: 30 });
  const [[, x, y, width, height]] = canvas.context.calls.filter(([name]) => name === 'clearRect');
  assert.ok(x > 100 && y >= 0 && width < 100 && height < 60);
  canvas.context.calls.length = 0;
  canvas.send('pointerup');
  const [[, ...whole]] = canvas.context.calls.filter(([name]) => name === 'clearRect');
  assert.ok(whole[0] <= 0 && whole[1] <= 0 && whole[2] >= 280 && whole[3] >= 280);
});

test('redo brings back what undo took, until something new is drawn', () => {
  const { canvas, ink } = setUp();
  stroke(canvas, [[10, 20]]);
  stroke(canvas, [[80, 90]]);
  ink.undo();
  ink.undo();
  assert.equal(ink.canRedo(), true);
  ink.redo();
  assert.deepEqual(courses(ink.strokes), [[[0, 0]]]);
  stroke(canvas, [[45, 55]]);
  assert.equal(ink.canRedo(), false);
  assert.deepEqual(courses(ink.strokes), [[[0, 0]], [[70, 70]]]);
});

test('undo and redo of nothing do nothing', () => {
  const { ink } = setUp();
  ink.undo();
  ink.redo();
  assert.deepEqual([ink.isEmpty(), ink.canUndo(), ink.canRedo()], [true, false, false]);
});

const greys = (value) => ({ data: new Uint8Array(SIZE * SIZE).fill(value), width: SIZE, height: SIZE });

test('a picture takes the place of the strokes, lies under those that follow, and is undone like one', () => {
  const { canvas, changes, ink } = setUp();
  stroke(canvas, [[10, 20]]);
  const picture = greys(9);
  ink.setPicture(picture);
  assert.deepEqual([ink.strokes.length, ink.picture, ink.isEmpty()], [0, picture, false]);
  assert.deepEqual(changes.at(-1), { drawing: false });
  stroke(canvas, [[80, 90]]);
  ink.undo();
  ink.undo();
  assert.deepEqual([ink.strokes.length, ink.picture], [1, null]);
  ink.redo();
  assert.equal(ink.picture, picture);
  ink.clear();
  assert.deepEqual([ink.isEmpty(), ink.canUndo()], [true, true]);
});

test('a picture taken away leaves the strokes that were drawn on it', () => {
  const { canvas, ink } = setUp();
  ink.setPicture(greys(9));
  stroke(canvas, [[80, 90]]);
  ink.setPicture(null);
  assert.deepEqual([ink.strokes.length, ink.picture], [1, null]);
});

test('a picture is drawn in the ink of the screen, and in white for the network, each made once', () => {
  const { canvas, ink } = setUp();
  ink.setPicture(greys(128));
  ink.pixels();
  const [camera, onScreen, forNetwork] = canvas.ownerDocument.made;
  assert.deepEqual([onScreen.context.fillStyle, forNetwork.context.fillStyle], ['navy', 'white']);
  assert.ok(camera.context.calls.some(([name, image]) => name === 'drawImage' && image === forNetwork));
  assert.ok(canvas.context.calls.some(([name, image]) => name === 'drawImage' && image === onScreen));
});

test('an example is drawn step by step, and is one step to undo', () => {
  const { canvas, changes, ink } = setUp();
  stroke(canvas, [[10, 20]]);
  const show = ink.perform();
  assert.equal(show([[[1, 2]]], true), true);
  assert.equal(show([[[1, 2], [3, 4]]], false), true);
  assert.deepEqual(changes.slice(-2), [{ drawing: true }, { drawing: false }]);
  assert.deepEqual(ink.strokes, [[[1, 2], [3, 4]]]);
  ink.undo();
  assert.deepEqual(courses(ink.strokes), [[[0, 0]]]);
  assert.equal(ink.canRedo(), true);
});

test('who draws into an example begins anew, and the example goes no further', () => {
  const { canvas, ink } = setUp();
  stroke(canvas, [[10, 20]]);
  const show = ink.perform();
  show([[[1, 2]]], true);
  stroke(canvas, [[80, 90]]);
  assert.equal(show([[[1, 2], [3, 4]]], true), false);
  assert.deepEqual(courses(ink.strokes), [[[140, 140]]]);
  ink.undo();
  assert.deepEqual(courses(ink.strokes), [[[0, 0]]]);
});

test('undo ends an example', () => {
  const { ink } = setUp();
  const show = ink.perform();
  show([[[1, 2]]], true);
  ink.undo();
  assert.equal(show([[[1, 2], [3, 4]]], true), false);
  assert.equal(ink.isEmpty(), true);
});

test('a stroke can be drawn by other means than a pointer, until something else is done', () => {
  const { canvas, ink } = setUp();
  const pen = ink.begin([10, 10]);
  assert.equal(pen.extend([[20, 10]]), true);
  stroke(canvas, [[80, 90]]);
  assert.equal(pen.extend([[30, 10]]), false);
  pen.end();
  assert.deepEqual(ink.strokes[0], [[10, 10], [20, 10]]);
});

test('a keyboard\'s cursor is seen and not read', () => {
  const { canvas, ink } = setUp();
  const rings = (context) => context.calls.filter(([name]) => name === 'stroke').length;
  ink.setCursor({ at: [140, 140], down: false });
  assert.ok(rings(canvas.context) > 0);
  ink.pixels();
  assert.equal(rings(canvas.ownerDocument.made[0].context), 0);
  canvas.context.calls.length = 0;
  ink.setCursor(null);
  assert.equal(rings(canvas.context), 0);
});

test('a mouse that is let go elsewhere does not go on drawing when it comes back', () => {
  const { canvas, ink } = setUp();
  canvas.send('pointerdown', { clientX: 10, clientY: 20, buttons: 1 });
  canvas.send('pointermove', { clientX: 40, clientY: 20, buttons: 0 });
  stroke(canvas, [[80, 90]]);
  assert.deepEqual(courses(ink.strokes), [[[0, 0]], [[140, 140]]]);
});

test('a tap that points at something draws nothing; elsewhere it is a dot, and a stroke is none', () => {
  const taps = [];
  const { canvas, ink } = setUp({ onTap: (place) => { taps.push(place); return place[0] < 100; } });
  const tap = (clientX, timeStamp = 100) => {
    canvas.send('pointerdown', { clientX, clientY: 90 });
    canvas.send('pointerup', { type: 'pointerup', clientX, clientY: 90, timeStamp });
  };
  tap(30);
  assert.deepEqual([taps, ink.strokes.length], [[[40, 140]], 0]);
  tap(80);
  assert.deepEqual([taps.length, ink.strokes.length], [2, 1]);
  tap(30, 2000); // pressed for long
  canvas.send('pointerdown', { clientX: 20, clientY: 90 });
  canvas.send('pointermove', { clientX: 60, clientY: 90 });
  canvas.send('pointerup', { type: 'pointerup', timeStamp: 100 });
  assert.deepEqual([taps.length, ink.strokes.length], [2, 3]);
});

test('a fine pen draws finer strokes, by pointer and by keyboard, and leaves those before as they are', () => {
  const { canvas, ink } = setUp();
  ink.begin([10, 10]).end();
  ink.setPen(8);
  stroke(canvas, [[30, 40], [90, 40]]);
  const pen = ink.begin([100, 100]);
  pen.extend([[120, 100]]);
  pen.end();
  const [wide, byPointer, byKeys] = ink.strokes;
  assert.deepEqual(wide, [[10, 10]]);
  assert.ok(byPointer.every(([, , width]) => width <= 9));
  assert.deepEqual(byKeys, [[100, 100, 8], [120, 100, 8]]);
  assert.deepEqual(ink.tip, [120, 100, 8]);
});
