/**
 * Seeded random numbers: Mulberry32, by T. Ettinger, in the public domain.
 * @param {number} seed
 * @returns {() => number} Numbers from 0 to just below 1.
 */
export function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * The numbers from 0 to `count` − 1 in another order.
 * @param {number} count
 * @param {() => number} random
 * @returns {Uint32Array}
 */
export function shuffled(count, random) {
  const order = Uint32Array.from({ length: count }, (_, n) => n);
  for (let n = count - 1; n > 0; n -= 1) {
    const other = Math.floor(random() * (n + 1));
    [order[n], order[other]] = [order[other], order[n]];
  }
  return order;
}
