/**
 * Words of the flat picture: where each stands, and how. Pure: it is told how wide words are.
 *
 * @typedef {object} Box
 * @property {number} left
 * @property {number} top
 * @property {number} right
 * @property {number} bottom
 *
 * Corners of a convex shape, in their order.
 * @typedef {[number, number][]} Outline
 *
 * @typedef {object} Manner How words are written.
 * @property {number} size In units of the canvas.
 * @property {number} weight
 *
 * Words in one line, around (x, y).
 * @typedef {{text: string, x: number, y: number, colour: 'text' | 'quiet'} & Manner & Box} Word
 *
 * @typedef {(text: string, manner: Manner) => number} Measure How wide words are.
 */

/** Of a line's size: from its middle to where no letter reaches. */
const HALF = 0.56;
const IDEOGRAPH = /[\u2e80-\u9fff\uf900-\ufaff]/;

/** @param {Box} one @param {Box} other */
export const overlap = (one, other) => (
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom);

/** @param {Box} box @returns {Outline} */
export const outlineOf = ({ left, top, right, bottom }) => [[left, top], [right, top], [right, bottom], [left, bottom]];

/**
 * Whether two convex shapes overlap: no line along a side of either parts them.
 *
 * @param {Outline} one
 * @param {Outline} other
 */
export function cross(one, other) {
  return ![one, other].some((shape) => shape.some(([x, y], n) => {
    const [nextX, nextY] = shape[(n + 1) % shape.length];
    const [ones, others] = [one, other].map((points) => {
      let [least, most] = [Infinity, -Infinity];
      for (const [px, py] of points) {
        const along = (px - x) * (nextY - y) - (py - y) * (nextX - x);
        [least, most] = [Math.min(least, along), Math.max(most, along)];
      }
      return { least, most };
    });
    return ones.most <= others.least || others.most <= ones.least;
  }));
}

/** @param {Box} box @param {Box[]} others */
export const isClear = (box, others) => !others.some((other) => overlap(box, other));

/**
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {Manner} manner
 * @param {Word['colour']} colour
 * @param {Measure} measure
 * @returns {Word}
 */
export function wordAt(text, x, y, manner, colour, measure) {
  const [half, tall] = [measure(text, manner) / 2, HALF * manner.size];
  return { text, x, y, ...manner, colour, left: x - half, right: x + half, top: y - tall, bottom: y + tall };
}

/** How many letters wide a label is: an ideograph takes the room of two. @param {string} label */
export const letters = (label) => [...label].reduce((sum, letter) => sum + (IDEOGRAPH.test(letter) ? 2 : 1), 0);

/** Where a line may end: after a space, and between two words where one is of ideographs. @param {string} text */
function parts(text) {
  /** @type {string[]} */
  const found = [];
  for (const { segment, isWordLike } of new Intl.Segmenter('zh', { granularity: 'word' }).segment(text)) {
    const last = found.at(-1) ?? '';
    const mayEnd = last.endsWith(' ') ? segment !== ' ' : isWordLike && (IDEOGRAPH.test(last.slice(-1)) || IDEOGRAPH.test(segment[0]));
    if (found.length === 0 || mayEnd) found.push(segment);
    else found[found.length - 1] += segment;
  }
  return found;
}

/** @param {string[]} words @param {number} width @param {(text: string) => number} measure */
function filled(words, width, measure) {
  /** @type {string[]} */
  const lines = [];
  for (const word of words) {
    const last = lines.length - 1;
    if (last >= 0 && measure((lines[last] + word).trimEnd()) <= width) lines[last] += word;
    else lines.push(word);
  }
  return lines.map((line) => line.trim());
}

/**
 * Words in as few lines as fit, which are about as long as one another.
 *
 * @param {string} text
 * @param {number} width
 * @param {Manner} manner
 * @param {Measure} measure
 * @returns {string[] | null} Null where a word is wider than that.
 */
export function wrapped(text, width, manner, measure) {
  const words = parts(text);
  const wide = (/** @type {string} */ line) => measure(line, manner);
  let lines = filled(words, width, wide);
  if (lines.some((line) => wide(line) > width)) return null;
  for (let less = width - 4; ; less -= 4) {
    const narrower = filled(words, less, wide);
    if (narrower.length > lines.length || narrower.some((line) => wide(line) > less)) return lines;
    lines = narrower;
  }
}
