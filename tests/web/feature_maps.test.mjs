import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paintMaps } from '../../web/render2d/heatmaps.js';
import { createReader } from '../../web/network/reader.js';
import * as tf from '../../web/vendor/tfjs.js';
import { loadOwnModel } from '../support/models.mjs';

/** A canvas that keeps what is painted on it, pixel by pixel. */
function fakeCanvas() {
  const canvas = { width: 0, height: 0, image: null };
  canvas.getContext = () => ({
    createImageData: (width, height) => ({ width, height, data: new Uint8ClampedArray(4 * width * height) }),
    putImageData(image) { canvas.image = image; },
  });
  canvas.at = (x, y) => [...canvas.image.data.subarray(4 * (y * canvas.width + x), 4 * (y * canvas.width + x) + 4)];
  return canvas;
}

test('feature maps lie side by side, the brightest white, with gaps of nothing between', () => {
  const canvas = fakeCanvas();
  // Two channels of 1 × 2: the first 0 and 1, the second 2 and 4.
  paintMaps(canvas, { values: Float32Array.of(0, 2, 1, 4), height: 1, width: 2, channels: 2 });
  assert.deepEqual([canvas.width, canvas.height], [5, 1]);
  assert.deepEqual([0, 1, 2, 3, 4].map((x) => canvas.at(x, 0)), [
    [0, 0, 0, 255], [64, 64, 64, 255], [0, 0, 0, 0], [128, 128, 128, 255], [255, 255, 255, 255],
  ]);
});

test('more than sixteen maps go on in the next row, which may be short', () => {
  const canvas = fakeCanvas();
  paintMaps(canvas, { values: new Float32Array(20).fill(1), height: 1, width: 1, channels: 20 });
  assert.deepEqual([canvas.width, canvas.height], [31, 3]);
  assert.deepEqual(canvas.at(6, 2), [255, 255, 255, 255]);
  assert.deepEqual(canvas.at(8, 2), [0, 0, 0, 0]);
});

test('maps of fine detail are half as many in a row', () => {
  const canvas = fakeCanvas();
  paintMaps(canvas, { values: new Float32Array(9 * 12).fill(1), height: 1, width: 12, channels: 9 });
  assert.deepEqual([canvas.width, canvas.height], [8 * 13 - 1, 3]);
});

test('a negative value is blue, and maps without any value are black', () => {
  const canvas = fakeCanvas();
  paintMaps(canvas, { values: Float32Array.of(-1, 1), height: 1, width: 2, channels: 1 });
  const [red, , blue] = canvas.at(0, 0);
  assert.ok(blue > red);
  paintMaps(canvas, { values: Float32Array.of(0, 0), height: 1, width: 2, channels: 1 });
  assert.deepEqual(canvas.at(0, 0), [0, 0, 0, 255]);
});

test('a model without convolutions has no feature maps', async () => {
  const picture = { data: new Uint8Array(64).fill(255), width: 8, height: 8 };
  assert.deepEqual(createReader(tf, await loadOwnModel(tf)).read(picture).maps, []);
});
