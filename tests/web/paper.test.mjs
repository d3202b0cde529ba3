import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitted, fittedRow } from '../../web/image/fit.js';
import { extractInk } from '../../web/image/foreground.js';
import { greyOf } from '../../web/image/image_file.js';
import { showsRow } from '../../web/image/rows.js';
import { createReader } from '../../web/network/reader.js';
import { createRowReader } from '../../web/shell/row_reader.js';
import * as tf from '../../web/vendor/tfjs.js';
import { readFixture, unpackedBytes } from '../support/fixtures.mjs';
import { loadOwnModel } from '../support/models.mjs';

const { pictures } = await readFixture('paper.json');
const { read } = createReader(tf, await loadOwnModel(tf));

/** A fixture's picture as colours of four channels. */
function coloursOf({ width, height, channels, picture }) {
  const bytes = unpackedBytes(picture);
  return Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) => (
    i % 4 === 3 ? 255 : bytes[Math.floor(i / 4) * channels + (channels === 3 ? i % 4 : 0)]));
}

/** The ink that the page finds on a fixture's picture. */
function inkOf(fixture) {
  const { width, height, digits } = fixture;
  return extractInk({ data: greyOf(coloursOf(fixture), width), width, height }, { row: digits.length > 1 });
}

pictures.forEach((fixture, number) => {
  test(`the ink on this paper is Python's: ${fixture.kind}, ${number}`, () => {
    const found = inkOf(fixture);
    if (fixture.ink === null) {
      assert.equal(found, null);
      return;
    }
    const expected = unpackedBytes(fixture.ink);
    const differing = found.data.reduce((count, value, i) => count + Number(Math.abs(value - expected[i]) > 1), 0);
    assert.equal(differing, 0, `${differing} pixels differ`);
  });
});

test('the digits on all kinds of paper are read', () => {
  const single = pictures.filter(({ digits }) => digits.length === 1);
  const wrong = single.filter((fixture) => {
    const { confidences } = read(fitted(inkOf(fixture), 280, 200));
    return confidences.indexOf(Math.max(...confidences)) !== fixture.digits[0];
  });
  // Some hands are too odd for the network on any paper.
  assert.ok(wrong.length <= 0.15 * single.length, wrong.map(({ kind }) => kind).join(', '));
});

test('the digits of rows on all kinds of paper are read', () => {
  const readRow = createRowReader({ read });
  const rows = pictures.filter(({ digits }) => digits.length > 1);
  const texts = rows.map((fixture) => {
    const ink = inkOf(fixture);
    assert.ok(showsRow(ink));
    return readRow({ ...ink, data: Uint8Array.from(ink.data) }, null, true)
      .map(({ reading: { confidences } }) => confidences.indexOf(Math.max(...confidences))).join('');
  });
  const right = rows.filter(({ digits }, n) => digits.join('') === texts[n]);
  assert.ok(right.length >= 0.6 * rows.length, texts.join(', '));
});

test("a row keeps its picture's own resolution, within bounds", () => {
  const row = { data: new Float64Array(1200 * 100), width: 1200, height: 100 };
  row.data.fill(255, 50 * 1200 + 100, 50 * 1200 + 1100);
  const laid = fittedRow(row, [280, 1400], 0.94);
  assert.equal(laid.width, Math.ceil(1000 / 0.94));
  assert.equal(laid.data.filter((value) => value === 255).length, 1000);
  assert.equal(fittedRow(row, [280, 560], 0.94).width, 560);
  assert.equal(fittedRow({ ...row, data: row.data.map((_, i) => Number(i === 7)) }, [280, 560], 0.94).width, 280);
});
