/**
 * Outputs in the flat picture: where each one's neuron, label and bar stand, and their words.
 *
 * @typedef {import('./arrangement.js').Arrangement} Arrangement
 * @typedef {import('./arrangement.js').Block} Block
 * @typedef {import('./words.js').Box} Box
 * @typedef {import('./words.js').Measure} Measure
 * @typedef {import('./words.js').Word} Word
 */
import { place } from './arrangement.js';
import { isClear, wordAt } from './words.js';

/** A confidence below this is not written, and none in rows closer than this. */
const [LEAST, LEAST_PITCH] = [0.005, 26];
const SHARE = { size: 11, weight: 400 };

/**
 * Where an output's label and bar are, behind its neuron.
 *
 * @param {Arrangement} arrangement
 * @param {Block} block
 * @param {number} cell
 */
export function outputPlaces(arrangement, block, cell) {
  const { step, pitch, label } = block;
  const [x, y] = place(arrangement, block, cell);
  const size = Math.max(9, Math.min(15, pitch * 0.5));
  const radius = Math.min(9, pitch * 0.38);
  if (arrangement.down) {
    const width = Math.min(pitch * 0.6, 20);
    const height = Math.min(22, step - 50); // rows of outputs stand closer, and leave the percentages out
    return { x, y, radius, size, labelX: x, labelY: y + 23, left: x - width / 2, top: y + 35, width, height, shareX: x, shareY: step > 80 ? y + 66 : NaN };
  }
  const height = Math.min(12, pitch * 0.5);
  const width = step - 38 - label;
  const left = x + 20 + label;
  return { x, y, radius, size, labelX: x + 15 + label / 2, labelY: y, left, top: y - height / 2, width: width < 12 ? 0 : width, height, shareX: left + width / 2, shareY: y + height / 2 + 8 };
}

/** The outputs' block. @param {Arrangement} arrangement */
export const outputsOf = ({ blocks }) => blocks[blocks.length - 1];

/** What the outputs' neurons and bars cover. @param {Arrangement} arrangement @returns {Box[]} */
export function outputBoxes(arrangement) {
  const block = outputsOf(arrangement);
  return Array.from({ length: block.plane.cells }, (_, cell) => {
    const { x, y, radius, left, top, width, height } = outputPlaces(arrangement, block, cell);
    const neuron = { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
    return width > 0 ? [neuron, { left, right: left + width, top, bottom: top + height }] : [neuron];
  }).flat();
}

/** As much of a label as there is room for. @param {string} label @param {number} room @param {(text: string) => number} wide */
function short(label, room, wide) {
  if (wide(label) <= room) return label;
  const all = [...label];
  let count = all.length - 1;
  while (count > 1 && wide(`${all.slice(0, count).join('')}…`) > room) count -= 1;
  return `${all.slice(0, count).join('')}…`;
}

/**
 * The outputs' labels; the likeliest one's is larger, where there is room for it, and stands out.
 *
 * @param {Arrangement} arrangement
 * @param {string[]} labels
 * @param {number} best −1: none.
 * @param {Measure} measure
 * @returns {Word[]}
 */
export function labelWords(arrangement, labels, best, measure) {
  const block = outputsOf(arrangement);
  const room = arrangement.down ? Math.min(block.label, block.pitch - 4) : block.label;
  return labels.map((label, cell) => {
    const { labelX, labelY, size } = outputPlaces(arrangement, block, cell);
    const weight = cell === best ? 800 : 600;
    const large = { size: size * 1.3, weight };
    const manner = cell === best && measure(label, large) <= room ? large : { size, weight };
    const text = short(label, room, (each) => measure(each, manner));
    return wordAt(text, labelX, labelY, manner, cell === best ? 'text' : 'quiet', measure);
  });
}

/**
 * The outputs' confidences in percent, the highest first; one that would lie across a higher one's, or a label, is left out.
 *
 * @param {Arrangement} arrangement
 * @param {ArrayLike<number>} confidences
 * @param {Measure} measure
 * @param {Word[]} labels
 * @returns {Word[]}
 */
export function shareWords(arrangement, confidences, measure, labels) {
  const block = outputsOf(arrangement);
  if (block.pitch < LEAST_PITCH) return [];
  /** @type {Word[]} */
  const found = [];
  const cells = Array.from(confidences, (confidence, cell) => ({ confidence, cell })).filter(({ confidence }) => confidence >= LEAST);
  for (const { confidence, cell } of cells.sort((one, other) => other.confidence - one.confidence)) {
    const { shareX, shareY } = outputPlaces(arrangement, block, cell);
    if (!shareY) continue;
    const word = wordAt(`${Math.round(100 * confidence)} %`, shareX, shareY, SHARE, 'text', measure);
    if (isClear(word, [...labels, ...found])) found.push(word);
  }
  return found;
}
