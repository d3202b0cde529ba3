import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createInk } from '../../web/drawing/ink.js';
import { drawWithKeys } from '../../web/drawing/keyboard.js';
import { texts } from '../../web/text/drawing.js';
import { FakeElement, fakeDocument } from '../support/fakes.mjs';

/** A canvas that takes keys; `said` is what a screen reader heard, `rest` lets the pen rest for long. */
function setUp() {
  const canvas = Object.assign(new FakeElement(fakeDocument()), { matches: () => true, blurs: 0 });
  canvas.blur = () => { canvas.blurs += 1; };
  const [said, timers] = [[], []];
  const view = canvas.ownerDocument.defaultView;
  view.setTimeout = (work) => timers.push(work);
  view.clearTimeout = (timer) => { delete timers[timer - 1]; };
  // The ink and the keyboard both listen to pointerdown.
  const lists = {};
  canvas.addEventListener = (type, listener) => (lists[type] ??= []).push(listener);
  canvas.send = (type, event) => lists[type]?.forEach((each) => each(
    { pointerId: 1, pointerType: 'mouse', button: 0, timeStamp: 0, preventDefault() {}, ...event }));
  const ink = createInk(canvas);
  drawWithKeys(canvas, ink, { t: (key, { x, y }) => `${key} ${x} ${y}`, say: (text) => said.push(text) });
  const press = (key, more = {}) => {
    const event = { key, prevented: false, stopped: false, ...more };
    event.preventDefault = () => { event.prevented = true; };
    event.stopPropagation = () => { event.stopped = true; };
    canvas.send('keydown', event);
    if (!more.held) canvas.send('keyup', event);
    return event;
  };
  return { canvas, ink, said, press, rest: () => timers.splice(0).forEach((work) => work?.()) };
}

test('the arrows move the pen, which draws while it is down', () => {
  const { ink, press } = setUp();
  press('ArrowRight');
  press(' ');
  press('ArrowDown');
  press('ArrowDown', { shiftKey: true });
  press('Enter');
  press('ArrowLeft');
  assert.deepEqual(ink.strokes, [[[148, 140], [148, 148], [148, 180]]]);
});

test('two arrows held together draw aslant', () => {
  const { ink, press } = setUp();
  press(' ');
  press('ArrowRight', { held: true });
  press('ArrowUp', { held: true });
  assert.deepEqual(ink.strokes, [[[140, 140], [148, 140], [156, 132]]]);
});

test('the pen stays on the paper', () => {
  const { ink, press } = setUp();
  for (let i = 0; i < 9; i += 1) press('ArrowLeft', { shiftKey: true });
  press(' ');
  assert.deepEqual(ink.strokes, [[[0, 140]]]);
});

test('a pen put down and lifted leaves a dot', () => {
  const { ink, press } = setUp();
  press('Enter');
  press('Enter');
  assert.equal(ink.strokes.length, 1);
  press('Enter', { repeat: true });
  assert.equal(ink.strokes.length, 1);
});

test('keys that draw do nothing else, and other keys and shortcuts stay the page\'s', () => {
  const { press } = setUp();
  for (const key of ['ArrowUp', ' ', 'Enter']) {
    assert.deepEqual([press(key).prevented, press(key).stopped], [true, true]);
  }
  for (const [key, more] of [['z', { ctrlKey: true }], ['z', { metaKey: true, shiftKey: true }], ['Tab', {}],
    ['Delete', {}], ['ArrowLeft', { altKey: true }]]) {
    assert.deepEqual([press(key, more).prevented, press(key, more).stopped], [false, false], key);
  }
});

test('Escape lifts the pen and leaves; where no key has drawn, it is the page\'s', () => {
  const { canvas, ink, press } = setUp();
  assert.equal(press('Escape').prevented, false);
  press(' ');
  assert.deepEqual([press('Escape').prevented, canvas.blurs], [true, 1]);
  press('ArrowRight');
  assert.equal(ink.strokes[0].length, 1);
});

test('the place is said when the pen goes down or up, and once when it rests', () => {
  const { said, press, rest } = setUp();
  press(' ');
  for (let i = 0; i < 7; i += 1) press('ArrowRight');
  rest();
  press(' ');
  press('ArrowUp');
  rest();
  assert.deepEqual(said, ['keys.down 50 50', 'keys.drawing_at 70 50', 'keys.up 70 50', 'keys.at 70 47']);
});

test('after undo in the middle of a stroke the pen is up', () => {
  const { ink, press } = setUp();
  press(' ');
  ink.undo();
  press('ArrowRight');
  press('ArrowRight');
  press(' ');
  assert.deepEqual(ink.strokes, [[[156, 140]]]);
});

test('the pointer takes the pen over', () => {
  const { canvas, ink, press } = setUp();
  press(' ');
  press('ArrowRight');
  canvas.send('pointerdown', { clientX: 10, clientY: 20 });
  canvas.send('pointerup');
  press('ArrowRight');
  assert.deepEqual(ink.strokes.map((points) => points.length), [2, 1]);
});

test('leaving the canvas lifts the pen and hides it', () => {
  const { canvas, ink, press } = setUp();
  press(' ');
  canvas.context.calls.length = 0;
  canvas.send('blur');
  assert.equal(canvas.context.calls.some(([name]) => name === 'stroke'), false);
  press('ArrowRight');
  assert.equal(ink.strokes[0].length, 1);
});

test('every word is there in both languages, with the same places to fill', () => {
  for (const [key, { en, zh }] of Object.entries(texts)) {
    const places = (text) => (text.match(/\{\w+\}/g) ?? []).sort();
    assert.ok(en && zh, key);
    assert.deepEqual(places(en), places(zh), key);
    assert.doesNotMatch(zh, /[,;:?()]|\.(?!\.)\s/, key);
  }
});
