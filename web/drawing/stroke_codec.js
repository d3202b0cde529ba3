/** Delta coding of strokes as a short text for a link: half units, each point as its distance from the one before. */

import { grouped, localizedError } from '../text/localized_error.js';

/** @typedef {import('../types.js').Stroke} Stroke */

const VERSION = 1;
const SCALE = 2; // half a logical unit: an eighth of a millimetre on a phone
/** Some forty digits as they are written; drawn in a few frames. */
export const MOST_POINTS = 5000;
/** Three numbers a point, of at most three bytes; four letters carry three bytes. */
const MOST_LETTERS = 12 * MOST_POINTS;
const RANGE = 280; // how far outside the 280 × 280 paper a point may lie

/** Small numbers of either sign become small numbers without one: 0, -1, 1, -2 … become 0, 1, 2, 3 … @param {number} n */
const zigzag = (n) => (n < 0 ? -2 * n - 1 : 2 * n);
/** @param {number} n */
const unzigzag = (n) => (n % 2 ? -(n + 1) / 2 : n / 2);

/** @param {number[]} bytes @param {number} n Not negative; seven bits a byte. */
function writeNumber(bytes, n) {
  let rest = n;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

/**
 * @param {Stroke[]} strokes
 * @returns {string} In the letters that a URL carries as they are.
 */
export function encodeStrokes(strokes) {
  const bytes = [VERSION];
  for (const stroke of strokes) {
    writeNumber(bytes, stroke.length);
    let last = [0, 0, 0];
    for (const [x, y, width = 0] of stroke) {
      const point = [x, y, width].map((value) => Math.round(SCALE * value));
      point.forEach((value, i) => writeNumber(bytes, zigzag(value - last[i])));
      last = point;
    }
  }
  const text = btoa(bytes.map((byte) => String.fromCharCode(byte)).join(''));
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** @param {string} text @returns {number[]} The bytes; none where the text is no base64. */
function bytesOf(text) {
  try {
    return [...atob(text.replaceAll('-', '+').replaceAll('_', '/'))].map((letter) => letter.charCodeAt(0));
  } catch {
    return [];
  }
}

/** @param {number[]} bytes Reads numbers one after another; NaN past the end. */
function numbersOf(bytes) {
  let at = 1;
  return {
    more: () => at < bytes.length,
    next() {
      let [n, unit] = [0, 1];
      while (at < bytes.length && unit < 2 ** 35) {
        const byte = bytes[at];
        at += 1;
        n += (byte % 128) * unit;
        if (byte < 128) return n;
        unit *= 128;
      }
      return NaN;
    },
  };
}

/**
 * @param {string} text What `encodeStrokes` gave; anybody may have changed it.
 * @returns {Stroke[]}
 * @throws An error with the key of its text: it is too long, or no drawing.
 */
export function decodeStrokes(text) {
  if (text.length > MOST_LETTERS) throw localizedError('link.long', { most: grouped(MOST_LETTERS), received: grouped(text.length) });
  const strokes = strokesOf(bytesOf(text));
  const fits = (/** @type {number} */ value) => value >= -RANGE && value <= 280 + RANGE;
  if (!strokes?.flat().every(([x, y, width = 18]) => fits(x) && fits(y) && width <= 100)) {
    throw localizedError('link.drawing', { most: grouped(MOST_POINTS), received: text.length > 40 ? `${text.slice(0, 40)}…` : text });
  }
  return strokes;
}

/** @param {number[]} bytes @returns {Stroke[] | null} Null where they break off, or are too many. */
function strokesOf(bytes) {
  if (bytes[0] !== VERSION) return null;
  const numbers = numbersOf(bytes);
  /** @type {Stroke[]} */
  const strokes = [];
  let points = 0;
  while (numbers.more()) {
    const count = numbers.next();
    points += count;
    if (!(count > 0) || points > MOST_POINTS) return null;
    const last = [0, 0, 0];
    strokes.push(Array.from({ length: count }, () => {
      for (let i = 0; i < 3; i += 1) last[i] += unzigzag(numbers.next());
      const [x, y, width] = last.map((value) => value / SCALE);
      return /** @type {import('../types.js').Point} */ (width > 0 ? [x, y, width] : [x, y]);
    }));
  }
  return strokes;
}
