import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listen } from '../../web/render3d/gestures.js';
import { FakeElement, fakeDocument } from '../support/fakes.mjs';

/** A canvas at (10, 20), and what was asked for, each wish with its values. */
function setUp() {
  const canvas = new FakeElement(fakeDocument());
  const wishes = [];
  const names = ['turn', 'fling', 'zoom', 'move', 'reset', 'point', 'leave'];
  const stop = listen(canvas, Object.fromEntries(names.map((name) => [name, (...values) => wishes.push([name, ...values])])));
  /** Sends an event at a place of the canvas and returns what was asked for, and whether the page was kept from it. */
  const send = (type, x = 0, y = 0, more = {}) => {
    let kept = false;
    wishes.length = 0;
    const event = { clientX: x + 10, clientY: y + 20, timeStamp: 0, shiftKey: false, preventDefault() { kept = true; }, ...more };
    canvas.send(type, event);
    return { wishes: [...wishes], kept };
  };
  return { canvas, send, stop };
}

test('dragging turns by as many pixels', () => {
  const { canvas, send } = setUp();
  send('pointerdown', 50, 50);
  assert.equal(canvas.captured, 1);
  assert.deepEqual(send('pointermove', 60, 47).wishes, [['turn', 10, -3]]);
  assert.deepEqual(send('pointermove', 61, 47).wishes, [['turn', 1, 0]]);
});

test('a finger on the picture does not scroll the page', () => {
  assert.equal(setUp().canvas.style.touchAction, 'none');
});

test('a pointer that hardly strays has tapped; one that strays has not', () => {
  const { send } = setUp();
  send('pointerdown', 50, 50);
  assert.deepEqual(send('pointermove', 52, 51).wishes, []);
  assert.deepEqual(send('pointerup', 52, 51).wishes, [['point', 52, 51, true]]);
  send('pointerdown', 50, 50);
  send('pointermove', 70, 50);
  assert.deepEqual(send('pointerup', 70, 50, { timeStamp: 500 }).wishes, []);
});

test('a mouse points without a button, a finger only by tapping', () => {
  const { send } = setUp();
  assert.deepEqual(send('pointermove', 30, 40).wishes, [['point', 30, 40, false]]);
  assert.deepEqual(send('pointermove', 30, 40, { pointerType: 'touch' }).wishes, []);
  assert.deepEqual(send('pointerleave').wishes, [['leave']]);
});

test('a turn let go while it moves turns on; one that rested first does not', () => {
  const { send } = setUp();
  send('pointerdown', 0, 0);
  for (let n = 1; n <= 10; n += 1) send('pointermove', 20 * n, 0, { timeStamp: 10 * n });
  const [[name, vx, vy]] = send('pointerup', 200, 0, { timeStamp: 110 }).wishes;
  assert.equal(name, 'fling');
  assert.ok(vx > 1.5 && vx <= 2.01 && vy === 0, String(vx));
  send('pointerdown', 0, 0);
  send('pointermove', 20, 0, { timeStamp: 10 });
  assert.deepEqual(send('pointerup', 20, 0, { timeStamp: 400 }).wishes, []);
});

test('a finger put down stops what turns on', () => {
  assert.deepEqual(setUp().send('pointerdown').wishes, [['fling', 0, 0]]);
});

test('two fingers move and zoom about their middle, and neither taps', () => {
  const { send } = setUp();
  send('pointerdown', 40, 50, { pointerId: 1 });
  send('pointerdown', 60, 50, { pointerId: 2 });
  const { wishes } = send('pointermove', 80, 50, { pointerId: 2 });
  assert.deepEqual(wishes, [['move', 10, 0], ['zoom', 2, 60, 50]]);
  assert.deepEqual(send('pointerup', 80, 50, { pointerId: 2 }).wishes, []);
  assert.deepEqual(send('pointerup', 40, 50, { pointerId: 1, timeStamp: 500 }).wishes, []);
});

test('dragging with Shift moves what is enlarged', () => {
  const { send } = setUp();
  send('pointerdown', 0, 0);
  assert.deepEqual(send('pointermove', 30, 10, { shiftKey: true }).wishes, [['move', 30, 10]]);
});

test('a wheel scrolls the page; with ctrl, which a pinch sends too, it zooms where the pointer is', () => {
  const { send } = setUp();
  const wheel = { deltaY: -50, deltaMode: 0 };
  assert.deepEqual(send('wheel', 5, 6, wheel), { wishes: [], kept: false });
  const { wishes: [[name, factor, x, y]], kept } = send('wheel', 5, 6, { ...wheel, ctrlKey: true });
  assert.deepEqual([name, x, y, kept], ['zoom', 5, 6, true]);
  assert.ok(factor > 1);
  assert.ok(send('wheel', 5, 6, { deltaY: 3, deltaMode: 1, ctrlKey: true }).wishes[0][1] < 1);
});

test('keys turn, zoom and reset; other keys, and those that the page uses, are left alone', () => {
  const { send } = setUp();
  const press = (key, more) => send('keydown', 0, 0, { key, ...more });
  assert.deepEqual(press('ArrowLeft'), { wishes: [['turn', -24, 0]], kept: true });
  assert.deepEqual(press('ArrowDown').wishes, [['turn', 0, 24]]);
  assert.ok(press('+').wishes[0][1] > 1);
  assert.ok(press('-').wishes[0][1] < 1);
  assert.deepEqual(press('Home').wishes, [['reset']]);
  for (const [key, more] of [['Tab'], ['Enter'], ['PageDown'], ['ArrowLeft', { shiftKey: true }], ['+', { ctrlKey: true }]]) {
    assert.deepEqual(press(key, more), { wishes: [], kept: false }, key);
  }
});

test('a double click resets', () => {
  assert.deepEqual(setUp().send('dblclick').wishes, [['reset']]);
});

test('once stopped nothing is heard', () => {
  const { send, stop } = setUp();
  stop();
  assert.deepEqual(send('pointermove', 5, 5).wishes, []);
  assert.deepEqual(send('keydown', 0, 0, { key: 'Home' }).wishes, []);
});
