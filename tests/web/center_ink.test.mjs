import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { centerInk, createFastPath } from '../../web/network/center_ink.js';
import { decodeDigits } from '../../web/training/digits.js';
import { createReader } from '../../web/network/reader.js';
import * as tf from '../../web/vendor/tfjs.js';
import { loadOwnModel, pictureOfSeven } from '../support/models.mjs';

const model = await loadOwnModel(tf);
const apart = (a, b) => Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));

/** A digit of the sheet, each pixel a block of so many, with empty margins, as dark as told. */
function enlarged(images, n, block, margin, dark) {
  const side = 28 * block + 2 * margin;
  const data = new Uint8Array(side * side);
  for (let y = 0; y < 28 * block; y += 1) {
    for (let x = 0; x < 28 * block; x += 1) {
      const grey = images[(28 * n + Math.floor(y / block)) * 28 + Math.floor(x / block)];
      data[(y + margin) * side + x + margin] = Math.round(grey * dark);
    }
  }
  return { data, width: side, height: side };
}

test('the quick way gives the digits and confidences of the graph, for all sizes, places and strengths of ink', async () => {
  const [byGraph, quick] = [createReader(tf, model), createReader(tf, model)];
  assert.equal(quick.hasten(), true);
  const { images } = await decodeDigits(new Uint8Array(await readFile(new URL('../../web/digits.bin', import.meta.url))));
  for (let n = 0; n < 60; n += 1) {
    const picture = enlarged(images, 37 * n, 1 + (n % 6), 7 * (n % 4), [1, 0.5, 0.04][n % 3]);
    const [expected, found] = [byGraph.read(picture), quick.read(picture)];
    assert.ok(apart(expected.digit, found.digit) < 1e-4, `digit ${n}`);
    assert.ok(apart(expected.confidences, found.confidences) < 1e-4, `confidences ${n}`);
    assert.equal(found.sure, expected.sure);
    assert.ok(apart(found.pass.a.at(-1), found.confidences) === 0);
  }
});

test('a square of ink is centred by hand', () => {
  // 10 × 10 pixels: 20 of 28 pixels a side, from 4.5 to 24.5.
  const data = new Uint8Array(40 * 30);
  for (let y = 12; y < 22; y += 1) data.fill(80, 40 * y + 5, 40 * y + 15);
  const digit = centerInk({ data, width: 40, height: 30 }, 28);
  const row = [...digit.subarray(28 * 14, 28 * 15)];
  const wanted = Array.from({ length: 28 }, (_, x) => (x === 4 || x === 24 ? 0.5 : Number(x > 4 && x < 24)));
  assert.ok(apart(row, wanted) < 1e-6);
  assert.ok(Math.abs(digit[28 * 4 + 4] - 0.25) < 1e-6);
});

test('where there is no ink, the digit is empty', () => {
  assert.ok(centerInk({ data: new Uint8Array(50), width: 10, height: 5 }, 28).every((grey) => grey === 0));
});

test('a network that does not give what the graph gives is not read with', () => {
  const reader = createReader(tf, model);
  const ask = (picture) => reader.read(picture);
  const [first, ...others] = reader.network.layers;
  assert.notEqual(createFastPath(reader.network, ask), null);
  const other = { ...first, biases: first.biases.map((bias, j) => (j === 3 ? bias + 0.5 : bias)) };
  assert.equal(createFastPath({ ...reader.network, layers: [other, ...others] }, ask), null);
  assert.equal(createFastPath(reader.network, (picture) => ({ ...ask(picture), digit: centerInk(picture, 28).map((grey) => grey / 2) })), null);
});

test("a reader's answer is the same before and after it is hastened", () => {
  const reader = createReader(tf, model);
  const before = reader.read(pictureOfSeven());
  reader.hasten();
  const after = reader.read(pictureOfSeven());
  assert.ok(apart(before.confidences, after.confidences) < 1e-4);
  assert.ok(apart(before.digit, after.digit) < 1e-4);
});
