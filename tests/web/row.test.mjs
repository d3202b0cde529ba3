import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest, numberOf } from '../../web/shell/row.js';
import { createRowReader } from '../../web/shell/row_reader.js';

const LABELS = [...'0123456789'];

/** What is read as a digit, surely or not. */
const reading = (digit, sure = true) => ({ confidences: LABELS.map((_, i) => (i === digit ? 0.9 : 0.01)), sure });
const digit = (x, y, read, line = 0) => ({ x, y, width: 20, height: 40, line, reading: read });

/** Rectangles of ink, [x, y, width, height], on 200 × 100. */
function drawn(...boxes) {
  const data = new Uint8Array(200 * 100);
  for (const [x, y, width, height] of boxes) {
    for (let row = y; row < y + height; row += 1) data.fill(255, row * 200 + x, row * 200 + x + width);
  }
  return { data, width: 200, height: 100 };
}

/** Takes every ink for a digit, named after its width, and counts what it was asked. */
function countingReader() {
  const asked = [];
  const read = (ink, trained = null) => {
    asked.push([ink.width, trained]);
    return reading(ink.width % 10);
  };
  return { asked, reader: { labels: LABELS, read } };
}

test('a number is its digits, lines parted by spaces, ? for what is not sure', () => {
  assert.equal(numberOf([digit(0, 0, reading(1)), digit(30, 0, reading(0))], LABELS), '10');
  assert.equal(numberOf([digit(0, 0, reading(1)), digit(30, 0, reading(4, false)), digit(0, 50, reading(7), 1)], LABELS), '1? 7');
});

test('the digit nearest to a place is that whose box it is in, or next to', () => {
  const digits = [digit(0, 0), digit(50, 0), digit(100, 0)];
  assert.deepEqual([[60, 10], [75, 90], [199, 0], [28, 20]].map((place) => nearest(digits, place)), [1, 1, 2, 0]);
});

test('digits are read in order, and what has not changed is not read again', () => {
  const { asked, reader } = countingReader();
  const readRow = createRowReader(reader);
  const [first, second] = [[10, 20, 21, 50], [80, 20, 27, 50]];
  assert.equal(numberOf(readRow(drawn(first, second), null), LABELS), '17');
  const before = asked.length;
  assert.equal(numberOf(readRow(drawn(first, second), null), LABELS), '17');
  assert.equal(asked.length, before);
  // A third far away: the others are as they were.
  assert.equal(numberOf(readRow(drawn(first, second, [150, 20, 23, 50]), null), LABELS), '173');
  assert.ok(asked.slice(before).every(([width]) => width === 23));
});

test('the network that was trained here reads the digits, and the exported one parts them', () => {
  const { asked, reader } = countingReader();
  const trained = { layers: [] };
  assert.equal(createRowReader(reader)(drawn([10, 20, 21, 50], [80, 20, 27, 50]), trained).length, 2);
  assert.deepEqual(asked.filter(([, network]) => network === trained).map(([width]) => width), [21, 27]);
  assert.ok(asked.some(([, network]) => network === null));
});
