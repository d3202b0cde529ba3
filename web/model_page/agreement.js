/** Which of the ways to run a model is the better one: it must answer the same, and sooner. */

/** @typedef {import('./types.js').Shaped} Shaped */
/** @typedef {import('./types.js').Tried} Tried */

/** An answer that takes longer, in milliseconds, is worth a look at the graphics processor and at threads. */
export const SLOW = 25;
/** Numbers are equal that differ by less, as a share of the largest: what `kerasdl verify` allows, and half precision does not reach. */
const TOLERANCE = 1e-4;
/** What costs memory, or a processor of its own, has to save at least a tenth of the time. */
const WORTHWHILE = 0.9;

/** Whether two answers are the same but for rounding. @param {Shaped[]} one @param {Shaped[]} other */
export const agree = (one, other) => one.length === other.length && one.every(({ values }, n) => {
  const others = other[n].values;
  const largest = values.reduce((/** @type {number} */ most, /** @type {number} */ value) => Math.max(most, Math.abs(value)), 1e-6);
  return values.length === others.length
    && values.every((/** @type {number} */ value, /** @type {number} */ i) => Math.abs(value - others[i]) <= TOLERANCE * largest);
});

/** Whether another way to run a model is to take the first one's place. @param {Tried} first @param {Tried} other */
export const isBetter = (first, other) => other.milliseconds < WORTHWHILE * first.milliseconds && agree(first.found, other.found);
