import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { adler32 } from '../../web/storage/checksum.js';
import { decodeDigits, loadDigits } from '../../web/training/digits.js';

const bytes = new Uint8Array(await readFile(new URL('../../web/digits.bin', import.meta.url)));
const digits = await decodeDigits(bytes);

/** A document whose window fetches what is given. */
const asking = (fetch) => ({ defaultView: { fetch, setTimeout } });

test('the file holds 2,500 training digits and 500 validation digits, as many of each', () => {
  const { side, count, training, validation, labels, images } = digits;
  assert.deepEqual([side, count, training, validation, images.length], [28, 3000, 2500, 500, 3000 * 784]);
  for (const part of [labels.subarray(0, training), labels.subarray(training)]) {
    for (let label = 0; label < 10; label += 1) assert.equal(part.filter((each) => each === label).length, part.length / 10);
  }
});

test('the file is small', () => assert.ok(bytes.length < 45_000));

test('digits are greys with soft edges, white where there is most ink, and none is empty', () => {
  const greys = new Set(digits.images);
  assert.deepEqual([Math.min(...greys), Math.max(...greys)], [0, 255]);
  assert.ok(greys.size >= 8);
  for (let n = 0; n < digits.count; n += 1) assert.ok(digits.images.subarray(784 * n, 784 * n + 784).some((grey) => grey > 140));
});

test('no digit is there twice, so no training digit is a validation digit', () => {
  const seen = new Set(Array.from({ length: digits.count }, (_, n) => digits.images.subarray(784 * n, 784 * n + 784).join()));
  assert.equal(seen.size, digits.count);
});

test('a file that is damaged, cut or something else is refused', async () => {
  const changed = (at) => bytes.map((byte, n) => (n === at ? byte ^ 16 : byte));
  const [short, empty] = [gzipSync(new Uint8Array(10)), gzipSync(new Uint8Array(100))];
  for (const damaged of [changed(20_000), changed(11), bytes.subarray(0, 30_000), bytes.subarray(0, 10), new Uint8Array(0), changed(0), short, empty]) {
    await assert.rejects(decodeDigits(damaged), { key: 'digits.damaged' });
  }
});

test('digits are loaded from the page’s own file, a few at a time', async () => {
  const asked = [];
  const fetch = async (url) => {
    asked.push(url);
    return new Response(bytes);
  };
  let turns = 0;
  const timer = setInterval(() => { turns += 1; });
  const loaded = await loadDigits((path) => `https://somewhere/${path}`, asking(fetch));
  clearInterval(timer);
  assert.deepEqual(asked, ['https://somewhere/digits.bin']);
  assert.deepEqual(loaded, digits);
  assert.ok(turns > 3);
});

test('digits that cannot be had are said to be missing', async () => {
  for (const fetch of [async () => new Response('', { status: 404 }), async () => { throw new TypeError('no network'); }]) {
    await assert.rejects(loadDigits(String, asking(fetch)), { key: 'digits.missing' });
  }
});

test('the checksum is Adler-32', () => {
  assert.equal(adler32(new Uint8Array(0)), 1);
  assert.equal(adler32(new TextEncoder().encode('Wikipedia')), 0x11e60398);
  assert.equal(adler32(new Uint8Array(1_000_000).fill(255)), 0x3843e1be);
});
