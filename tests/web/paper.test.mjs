import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitted } from '../../web/image/fit.js';
import { extractInk } from '../../web/image/foreground.js';
import { greyOf } from '../../web/image/image_file.js';
import { createReader } from '../../web/network/reader.js';
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
  const { width, height } = fixture;
  return extractInk({ data: greyOf(coloursOf(fixture), width), width, height });
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
  assert.ok(wrong.length <= 0.05 * single.length, wrong.map(({ kind }) => kind).join(', '));
});
