import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extractInk } from '../../web/image/foreground.js';
import { greyOf, reducedSize } from '../../web/image/image_file.js';
import { readFixture, unpackedBytes } from '../support/fixtures.mjs';

const { pictures, colours, sizes } = await readFixture('foreground.json');

for (const { name, width, height, row, grey, ink } of pictures) {
  test(`the ink of a picture is Python's: ${name}`, () => {
    const found = extractInk({ data: Float64Array.from(unpackedBytes(grey)), width, height }, { row });
    if (ink === null) {
      assert.equal(found, null);
      return;
    }
    assert.deepEqual([found.width, found.height], [width, height]);
    const expected = unpackedBytes(ink);
    const difference = found.data.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i])), 0);
    assert.ok(difference <= 1, `differs by ${difference} of 255`);
  });
}

test("the greys of colours are Python's, transparent ones too", () => {
  for (const { rgba, grey } of colours) {
    const found = [...greyOf(Uint8ClampedArray.from(rgba.flat(2)), rgba[0].length)];
    const expected = grey.flat();
    assert.equal(found.length, expected.length);
    found.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-6, `${value} for ${expected[i]}`));
  }
});

test('pictures are analysed at the size at which Python does it', () => {
  for (const { size, reduced } of sizes) assert.deepEqual(reducedSize(...size), reduced);
});
