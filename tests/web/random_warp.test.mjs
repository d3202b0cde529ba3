import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomOf } from '../../web/training/random.js';
import { PARAMETERS, drawParameters, warp } from '../../web/training/random_warp.js';
import { readFixture, unpackedBytes, unpackedFloats } from '../support/fixtures.mjs';

test("a warp's result is Python's affine one", async () => {
  const { count, side, ...packed } = await readFixture('random_warp.json');
  const [digits, all, expected] = [unpackedBytes(packed.digits), unpackedFloats(packed.parameters), unpackedFloats(packed.affine)];
  const [pixels, numbers] = [side * side, all.length / count];
  for (let n = 0; n < count; n += 1) {
    const row = all.subarray(n * numbers, (n + 1) * numbers);
    const to = new Float32Array(pixels).fill(0.5);
    warp(digits.subarray(n * pixels, (n + 1) * pixels), side, [...row.subarray(0, PARAMETERS - 1), row[numbers - 1]], to);
    to.forEach((value, i) => {
      const wanted = expected[n * pixels + i];
      assert.ok(Math.abs(value - wanted) < 1e-4, `digit ${n}, pixel ${i}: ${value} for ${wanted}`);
    });
  }
});

test('parameters are drawn evenly between -1 and 1', () => {
  const random = randomOf(1);
  const drawn = Array.from({ length: 2000 }, () => [...drawParameters(random)]).flat();
  assert.equal(drawn.length, 2000 * PARAMETERS);
  assert.ok(drawn.every((value) => value >= -1 && value < 1));
  assert.ok(Math.abs(drawn.reduce((a, b) => a + b) / drawn.length) < 0.02);
});

test('a digit that is warped stays a digit: inside, between 0 and 1, and about as dark', () => {
  const random = randomOf(3);
  const digit = Uint8Array.from({ length: 784 }, (_, at) => (at % 28 > 9 && at % 28 < 14 && at > 168 && at < 616 ? 255 : 0));
  const seen = new Set();
  for (let n = 0; n < 20; n += 1) {
    const to = new Float32Array(784);
    warp(digit, 28, [...drawParameters(random).subarray(0, PARAMETERS - 1), 1], to);
    assert.ok(to.every((grey) => grey >= 0 && grey <= 1));
    const ink = to.reduce((sum, grey) => sum + grey, 0);
    assert.ok(ink > 40 && ink < 96, `${ink}`);
    seen.add(to.join());
  }
  assert.equal(seen.size, 20);
});
