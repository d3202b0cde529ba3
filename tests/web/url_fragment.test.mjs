import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeStrokes, encodeStrokes, MOST_POINTS } from '../../web/drawing/stroke_codec.js';
import { readLink, writeLink } from '../../web/storage/url_fragment.js';

const DRAWING = [[[10.5, 20], [12, 25], [300, -20.5]], [[140, 140, 17.5]]];

test('a drawing comes back from its packed text, to half a unit', () => {
  assert.deepEqual(decodeStrokes(encodeStrokes(DRAWING)), DRAWING);
  assert.deepEqual(decodeStrokes(encodeStrokes([[[1.26, 1.24]]])), [[[1.5, 1]]]);
});

test('a stroke of a hundred points takes about two letters a coordinate', () => {
  const stroke = Array.from({ length: 100 }, (_, i) => [140 + 80 * Math.cos(i / 16), 140 + 80 * Math.sin(i / 16), 18]);
  assert.ok(encodeStrokes([stroke]).length < 450);
});

test('a packed drawing needs no escapes in a URL', () => {
  const text = encodeStrokes(Array.from({ length: 40 }, (_, i) => [[7 * i, 3 * i], [280 - i, 9]]));
  assert.equal(encodeURIComponent(text), text);
});

for (const [what, text] of Object.entries({
  'no base64': '%%%',
  'another version': btoa('\x07\x01\x01\x01\x00'),
  'a stroke that breaks off': encodeStrokes(DRAWING).slice(0, 6),
  'a stroke without points': btoa('\x01\x00'),
  'a place far off the paper': encodeStrokes([[[9000, 0]]]),
  'too many points': encodeStrokes([Array.from({ length: MOST_POINTS + 1 }, () => [1, 1])]),
  'a very wide pen': encodeStrokes([[[1, 1, 500]]]),
})) {
  test(`a text that is no drawing is refused: ${what}`, () => assert.throws(() => decodeStrokes(text), { key: 'link.drawing' }));
}

test('a link carries view, language and drawing', () => {
  const link = writeLink({ view: 'think', language: 'zh', strokes: DRAWING });
  assert.deepEqual(readLink(link), { view: 'think', language: 'zh', strokes: DRAWING });
  assert.equal(writeLink({ view: 'read' }), '#view=read');
});

test('what a link says wrongly is left out', () => {
  assert.deepEqual(readLink('#view=nowhere'), {});
  assert.deepEqual(readLink(''), {});
});

test('why a drawing is left out is told with it', () => {
  const { error, ...rest } = readLink('#view=think&ink=!!');
  assert.deepEqual([rest, error.key, error.values.received], [{ view: 'think' }, 'link.drawing', '!!']);
  assert.equal(readLink(`#view=think&ink=${'A'.repeat(100_000)}`).error.key, 'link.long');
});

test('a link that is written can be read: a drawing of too many points is left out of it', () => {
  const strokes = (count) => [Array.from({ length: count }, (_, i) => [560 * (i % 2), -280, 100])];
  assert.equal(readLink(writeLink({ view: 'read', strokes: strokes(MOST_POINTS) })).strokes[0].length, MOST_POINTS);
  assert.deepEqual(readLink(writeLink({ view: 'read', strokes: strokes(MOST_POINTS + 1) })), { view: 'read' });
});
