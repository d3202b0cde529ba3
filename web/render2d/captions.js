/**
 * Captions of the layers in the flat picture: no two lie across one another, and none across a neuron.
 *
 * @typedef {import('./arrangement.js').Arrangement} Arrangement
 * @typedef {import('./arrangement.js').Block} Block
 * @typedef {import('./words.js').Box} Box
 * @typedef {import('./words.js').Measure} Measure
 * @typedef {import('./words.js').Word} Word
 */
import { outputBoxes } from './outputs.js';
import { isClear, wordAt, wrapped } from './words.js';

/** @type {import('./words.js').Manner[]} */
const [NAME, MORE, LINE] = [{ size: 12.5, weight: 650 }, { size: 11.5, weight: 400 }, { size: 12, weight: 400 }];
/** From line to line. */
const LEADING = { [NAME.size]: 16, [MORE.size]: 14 };
/** From a layer to the middle of its caption; the first that is free is taken. */
const [BELOW, ABOVE] = [18, [13, 11, 9]];
/** No line is wider; between two captions there is so much. */
const [MOST, BETWEEN] = [190, 8];

/** What no words may lie across: the digit, the neurons, the outputs with their bars. @param {Arrangement} arrangement @returns {Box[]} */
export function shapesOf(arrangement) {
  const { blocks, down } = arrangement;
  const grids = blocks.slice(0, -1).map(({ flow, cross, length, breadth }) => {
    const [[x, width], [y, height]] = down ? [[cross, breadth], [flow, length]] : [[flow, length], [cross, breadth]];
    return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
  });
  return [...grids, ...outputBoxes(arrangement)];
}

/** The room around a layer's middle, to the middles between it and its neighbours. @param {Arrangement} arrangement @param {number} width */
function roomsOf({ blocks }, width) {
  return blocks.map(({ flow }, n) => {
    const left = n === 0 ? 0 : (blocks[n - 1].flow + flow) / 2;
    const right = n === blocks.length - 1 ? width : (blocks[n + 1].flow + flow) / 2;
    return Math.min(MOST, 2 * Math.min(flow - left, right - flow) - BETWEEN);
  });
}

/**
 * Lines of words below one another, as high as they are clear.
 *
 * @param {[string, import('./words.js').Manner][]} lines
 * @param {number} x
 * @param {number} top The first line's middle, at the highest.
 * @param {Box[]} taken
 * @param {number} height
 * @param {Measure} measure
 * @returns {Word[]} None where there is no room.
 */
function below(lines, x, top, taken, height, measure) {
  for (let y = top; y < height; y += 2) {
    let at = y;
    const words = lines.map(([text, manner]) => {
      const word = wordAt(text, x, at, manner, manner === NAME ? 'text' : 'quiet', measure);
      at += LEADING[manner.size];
      return word;
    });
    if ((words.at(-1)?.bottom ?? 0) > height) return [];
    if (words.every((word) => isClear(word, taken))) return words;
  }
  return [];
}

/**
 * Under each layer: how many neurons, and what they look at. Where layers stand close, the number says most.
 *
 * @param {Arrangement} arrangement
 * @param {string[][]} captions
 * @param {Measure} measure
 * @param {{width: number, height: number}} size
 */
function captionsBelow(arrangement, captions, measure, { width, height }) {
  const rooms = roomsOf(arrangement, width);
  const names = captions.map(([first], n) => wrapped(first, rooms[n], NAME, measure));
  const seconds = captions.map(([, second], n) => wrapped(second, rooms[n], MORE, measure));
  const isShort = names.includes(null);
  const hasSeconds = !isShort && !seconds.includes(null);
  const shapes = shapesOf(arrangement);
  /** @type {Word[]} */
  const found = [];
  arrangement.blocks.forEach(({ flow, cross, breadth }, n) => {
    const name = (isShort ? [captions[n][0].split(' ')[0]] : names[n] ?? []).map((text) => /** @type {[string, typeof NAME]} */ ([text, NAME]));
    const more = (hasSeconds ? seconds[n] ?? [] : []).map((text) => /** @type {[string, typeof MORE]} */ ([text, MORE]));
    const taken = [...shapes, ...found];
    const stand = (/** @type {[string, typeof NAME][]} */ lines) => below(lines, flow, cross + breadth / 2 + BELOW, taken, height, measure);
    const whole = stand([...name, ...more]);
    found.push(...(whole.length > 0 ? whole : stand(name)));
  });
  return found;
}

/**
 * Above each layer in one line, between it and the one before; the number alone where the line is too long.
 *
 * @param {Arrangement} arrangement
 * @param {string[][]} captions
 * @param {Measure} measure
 * @param {{width: number}} size
 */
function captionsAbove(arrangement, captions, measure, { width }) {
  const shapes = shapesOf(arrangement);
  return arrangement.blocks.flatMap(({ flow, cross, length }, n) => {
    const [first, , both] = captions[n];
    const text = [both, first].find((each) => measure(each, LINE) <= width);
    if (!text) return [];
    const ways = ABOVE.map((above) => wordAt(text, cross, flow - length / 2 - above, LINE, 'quiet', measure));
    return ways.filter((word) => word.top >= 0 && isClear(word, shapes)).slice(0, 1);
  });
}

/**
 * @param {Arrangement} arrangement
 * @param {(n: number, plane: Block['plane']) => string[]} captions Two lines, and both in one.
 * @param {Measure} measure
 * @param {{width: number, height: number}} size Of the canvas.
 * @returns {Word[]}
 */
export function captionWords(arrangement, captions, measure, size) {
  const texts = arrangement.blocks.map(({ plane }, n) => captions(n, plane));
  if (texts.some(({ length }) => length === 0)) return [];
  return (arrangement.down ? captionsAbove : captionsBelow)(arrangement, texts, measure, size);
}
