import assert from 'node:assert/strict';
import { test } from 'node:test';
import { segmentDigits } from '../../web/image/segmentation.js';
import { readFixture, unpackedBytes } from '../support/fixtures.mjs';

const { pictures } = await readFixture('segmentation.json');

/** As in tests/support/shared_fixtures.py: by the box alone, the nearer to 3 : 5, the surer. */
const boxJudge = ({ width, height }) => 1 / (1 + 4 * Math.abs(width / height - 0.6));

for (const { name, width, height, ink, segments } of pictures) {
  test(`ink is parted into digits as in Python: ${name}`, () => {
    const found = segmentDigits({ data: unpackedBytes(ink), width, height }, boxJudge);
    const boxes = found.map((each) => [each.x, each.y, each.width, each.height, each.line, each.ink.data.reduce((a, b) => a + b, 0)]);
    assert.deepEqual(boxes, segments);
  });
}
