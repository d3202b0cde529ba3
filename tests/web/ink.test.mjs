import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { SIZE, createInk, trace } from '../../web/ink.js';
import { FakeElement, fakeContext, fakeDocument } from './fakes.mjs';

/** An ink on a canvas 140 pixels wide at (10, 20), and what `onChange` was told. */
function setUp(options) {
  const canvas = new FakeElement(fakeDocument());
  const changes = [];
  return { canvas, changes, ink: createInk(canvas, { onChange: (change) => changes.push(change), ...options }) };
}

/** One stroke by pointer, through points in the window's pixels. */
function stroke(canvas, [first, ...rest], pointerId = 1) {
  canvas.send('pointerdown', { clientX: first[0], clientY: first[1], pointerId });
  for (const [clientX, clientY] of rest) canvas.send('pointermove', { clientX, clientY, pointerId });
  canvas.send('pointerup', { pointerId });
}

test('ink.js is one module with no imports, so that the dashboard can inline it', async () => {
  const source = await readFile(new URL('../../web/ink.js', import.meta.url), 'utf8');
  assert.doesNotMatch(source, /^\s*import\b|\bimport\(|getElementById|querySelector|(?<![.\w])(window|document)\./m);
});

test('strokes are in logical units, whatever the size of the canvas on the screen', () => {
  const { canvas, ink } = setUp();
  stroke(canvas, [[10, 20], [80, 90], [150, 160]]);
  assert.deepEqual(ink.strokes, [[[0, 0], [140, 140], [280, 280]]]);
});

test('the canvas is as sharp as the screen, and drawn in its own text colour', () => {
  const { canvas } = setUp();
  assert.deepEqual([canvas.width, canvas.height], [280, 280]);
  assert.equal(canvas.context.strokeStyle, 'navy');
});

test('points between two frames are taken too', () => {
  const { canvas, ink } = setUp();
  canvas.send('pointerdown', { clientX: 10, clientY: 20 });
  const between = [{ clientX: 20, clientY: 20 }, { clientX: 30, clientY: 20 }];
  canvas.send('pointermove', { clientX: 30, clientY: 20, getCoalescedEvents: () => between });
  assert.deepEqual(ink.strokes, [[[0, 0], [20, 0], [40, 0]]]);
});

test('a point where the pointer already is adds nothing', () => {
  const { canvas, ink } = setUp();
  stroke(canvas, [[80, 90], [80, 90], [80.1, 90]]);
  assert.deepEqual(ink.strokes, [[[140, 140]]]);
});

test('a second pointer is ignored while the first draws', () => {
  const { canvas, ink } = setUp();
  canvas.send('pointerdown', { clientX: 10, clientY: 20 });
  stroke(canvas, [[50, 50], [60, 60]], 2);
  canvas.send('pointermove', { clientX: 20, clientY: 20 });
  assert.deepEqual(ink.strokes, [[[0, 0], [20, 0]]]);
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
  assert.deepEqual(ink.strokes, [[[140, 140]]]);
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
  assert.deepEqual([camera.width, camera.height, camera.context.strokeStyle], [280, 280, 'white']);
  assert.deepEqual(camera.context.calls[0], ['fillRect', 0, 0, 280, 280]);
});

test('a destroyed ink no longer listens', () => {
  const { canvas, ink } = setUp();
  ink.destroy();
  assert.deepEqual(canvas.listeners, {});
});

test('a single point is drawn as a dot as wide as the pen', () => {
  const context = fakeContext();
  trace(context, [[[5, 6]]], 18);
  assert.deepEqual(context.calls[1], ['arc', 5, 6, 9, 0, 2 * Math.PI]);
});

test('a stroke passes through its ends and bends towards the points between', () => {
  const context = fakeContext();
  trace(context, [[[0, 0], [10, 0], [10, 10]]], 20);
  assert.equal(context.lineWidth, 20);
  assert.deepEqual(context.calls.slice(1, -1), [
    ['moveTo', 0, 0], ['quadraticCurveTo', 10, 0, 10, 5], ['lineTo', 10, 10],
  ]);
});
