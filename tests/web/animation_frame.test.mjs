import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onceAFrame } from '../../web/state/animation_frame.js';

test('however often it is asked, the work is done once a frame', () => {
  const frames = [];
  let done = 0;
  const ask = onceAFrame((frame) => frames.push(frame), () => { done += 1; });
  ask();
  ask();
  assert.deepEqual([frames.length, done], [1, 0]);
  frames.shift()();
  assert.equal(done, 1);
  ask();
  assert.equal(frames.length, 1);
});

test('work that fails does not stop the next', () => {
  const frames = [];
  const ask = onceAFrame((frame) => frames.push(frame), () => { throw new Error('once'); });
  ask();
  assert.throws(frames.shift(), /once/);
  ask();
  assert.equal(frames.length, 1);
});
