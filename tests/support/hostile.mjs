/** Hostile input made from sound input: bytes and texts that are cut, changed, repeated and exchanged, always the same ones. */
import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { randomOf } from '../../web/training/random.js';

/** JSON values that are none of ours, one of each kind. */
export const ODD_VALUES = [
  null, true, -1, 0, 1.5, 1e99, -1e99, 2 ** 53, '', '\u0000', '\u202e', '\u2028', 'x'.repeat(200_000), '__proto__', '1e999',
  [], [null], [[]], {}, { length: 1e9 }, { toString: 1 }, JSON.parse('{"__proto__": {"a": 1}}'), Array(2000).fill(0),
];

/** @param {Uint8Array} bytes @param {number} seed @returns {Uint8Array} */
export function mutatedBytes(bytes, seed) {
  const random = randomOf(seed + 1);
  const below = (most) => Math.floor(random() * most);
  let made = [...bytes];
  for (let times = 1 + below(3); times > 0; times -= 1) {
    const [at, length] = [below(made.length + 1), below(40)];
    const part = made.slice(at, at + length);
    made = [
      () => made.slice(0, at),
      () => made.slice(at),
      () => made.map((byte, i) => (i === at ? below(256) : byte)),
      () => made.map((byte, i) => (i < 16 && random() < 0.2 ? below(256) : byte)),
      () => [...made.slice(0, at), ...part, ...part, ...made.slice(at)],
      () => [...made.slice(0, at), ...made.slice(at + length)],
      () => [...made.slice(0, at), ...Array.from({ length }, () => below(256)), ...made.slice(at)],
    ][below(7)]();
  }
  return Uint8Array.from(made);
}

/** Every place in a JSON value, with each of the odd values there, and without it. @param {any} value @returns {Generator<any>} */
export function* oddVersions(value) {
  yield* ODD_VALUES;
  if (value === null || typeof value !== 'object') return;
  for (const key of Object.keys(value)) {
    for (const odd of oddVersions(value[key])) {
      const copy = structuredClone(value);
      copy[key] = odd;
      yield copy;
    }
    const without = structuredClone(value);
    delete without[key];
    yield without;
  }
}

/**
 * Does something with what anybody may have made: it is done, or refused by an error that the page can say, in little time.
 *
 * @param {() => unknown} work
 * @param {string} what
 * @param {number} [patience] Milliseconds; a busy machine gets a second try.
 * @returns {string | null} The error's key.
 */
export function refusedOrDone(work, what, patience = 100) {
  for (const last of [false, true]) {
    const begun = performance.now();
    let key = null;
    try {
      work();
    } catch (error) {
      assert.ok(error?.key && error.values, `${what}: ${error?.stack ?? error}`);
      key = error.key;
    }
    const spent = performance.now() - begun;
    if (spent <= patience) return key;
    assert.ok(!last, `${what} took ${Math.round(spent)} ms`);
  }
  return null;
}
