import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXAMPLES, play, written } from '../../web/drawing/examples.js';
import { createReader } from '../../web/network/reader.js';
import * as tf from '../../web/vendor/tfjs.js';
import { loadOwnModel } from '../support/models.mjs';
import { rasterize } from '../support/raster.mjs';

const SEVEN = EXAMPLES[7][0];

/** An ink that notes what it is shown, and frames that a test lets pass. */
function stage({ until = Infinity } = {}) {
  const [shown, frames] = [[], []];
  const ink = {
    perform: () => (strokes, going) => {
      if (shown.length >= until) return false;
      shown.push({ strokes, going });
      return true;
    },
  };
  const run = (times) => times.forEach((now) => frames.shift()?.(now));
  return { ink, shown, frames, run, requestFrame: (work) => frames.push(work) };
}

test('each digit is written in two or three ways', () => {
  assert.deepEqual(Object.keys(EXAMPLES), [...'0123456789']);
  for (const styles of Object.values(EXAMPLES)) assert.ok(styles.length === 2 || styles.length === 3);
});

test('every example is read rightly and surely', async () => {
  const { read } = createReader(tf, await loadOwnModel(tf));
  for (const [label, styles] of Object.entries(EXAMPLES)) {
    for (const strokes of styles) {
      const { confidences, sure } = read(rasterize(written(strokes).strokes));
      assert.ok(sure && confidences[label] > 0.95, `a ${label} has ${confidences[label]}`);
    }
  }
});

test('examples stay on the paper, with a margin', () => {
  const numbers = Object.values(EXAMPLES).flat(2).flat(2);
  assert.ok(numbers.every((value) => value > 30 && value < 250));
});

test('a hand takes 0.7 seconds, stroke after stroke, and is slower at both ends', () => {
  const { times, strokes } = written(EXAMPLES[4][0]);
  assert.deepEqual(times.map((moments) => moments.length), strokes.map((points) => points.length));
  const all = times.flat();
  assert.ok(all.every((time, i) => i === 0 || time > all[i - 1]));
  assert.ok(times[1][0] - times[0].at(-1) > 20);
  assert.deepEqual([all[0], Math.round(all.at(-1))], [0, 700]);
  const [first] = times;
  assert.ok(first[1] - first[0] > first[13] - first[12]);
});

test('the width of an example differs little from the pen', () => {
  const widths = written(SEVEN).strokes.flat().map(([, , width]) => width);
  assert.ok(Math.min(...widths) > 15 && Math.max(...widths) < 21);
});

test('an example is drawn frame by frame, and whole at the end', () => {
  const { ink, shown, frames, run, requestFrame } = stage();
  play(ink, SEVEN, { requestFrame });
  run([5000, 5200, 5450, 5700]);
  const counts = shown.map(({ strokes }) => strokes.flat().length);
  assert.ok(counts.every((count, i) => i === 0 || count > counts[i - 1]));
  assert.deepEqual(shown.map(({ going }) => going), [true, true, true, false]);
  assert.deepEqual([counts.at(-1), frames.length], [SEVEN.flat().length, 0]);
});

test('who wants no motion sees the whole example at once', () => {
  const { ink, shown, frames, requestFrame } = stage();
  play(ink, SEVEN, { requestFrame, reduced: true });
  assert.deepEqual([shown.length, shown[0].going, frames.length], [1, false, 0]);
});

test('an example that is stopped goes no further', () => {
  const { ink, shown, frames, run, requestFrame } = stage();
  const stop = play(ink, SEVEN, { requestFrame });
  run([0, 100]);
  stop();
  run([200]);
  assert.deepEqual([shown.length, frames.length], [2, 0]);
});

test('an example ends where something else has changed the drawing', () => {
  const { ink, frames, run, requestFrame } = stage({ until: 2 });
  play(ink, SEVEN, { requestFrame });
  run([0, 100, 200]);
  assert.equal(frames.length, 0);
});
