// How sure an answer is: the same numbers as in tests/kerasdl/inference/test_surety.py.
import assert from 'node:assert/strict';
import test from 'node:test';

import { suretyOf } from '../../web/network/surety.js';

const near = (one, two) => assert.ok(Math.abs(one - two) < 1e-6, `${one} and ${two}`);

test('it is the highest confidence, divided by the number of classes between which an answer wavers', () => {
  near(suretyOf([1, 0, 0, 0]), 1);
  near(suretyOf(Float32Array.of(0.5, 0.5, 0, 0)), 0.25);
  near(suretyOf([0.25, 0.25, 0.25, 0.25]), 1 / 16);
});

test('what looks a little like many is less sure than what could be one of two', () => {
  assert.ok(suretyOf([0.6, 0.1, 0.1, 0.1, 0.1]) < suretyOf([0.6, 0.4, 0, 0, 0]));
});
