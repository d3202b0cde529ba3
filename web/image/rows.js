/** Whether a picture shows a row of digits, or one digit: nobody has said so. */
import { connectedComponents } from './filters.js';
import { ROW_HEIGHT } from './foreground_constants.js';
import { shared } from './pieces.js';

/** @typedef {import('./filters.js').GreyImage} GreyImage */

/** A picture, or its ink, of so many times its height in width shows more than one digit. */
const PICTURE_RATIO = 2.2;
const INK_RATIO = 1.6;

/**
 * @param {GreyImage} ink What was found on the picture as on one of one digit.
 * @returns {boolean} Whether it is wide, or two tall pieces stand side by side on it.
 */
export function showsRow(ink) {
  const boxes = connectedComponents(ink).boxes.slice(1);
  if (boxes.length === 0) return false;
  const tallest = Math.max(...boxes.map(({ top, bottom }) => bottom - top));
  const tall = boxes.filter(({ top, bottom }) => bottom - top >= (1 - ROW_HEIGHT) * tallest);
  const [left, right] = [Math.min(...boxes.map((box) => box.left)), Math.max(...boxes.map((box) => box.right))];
  const [top, bottom] = [Math.min(...boxes.map((box) => box.top)), Math.max(...boxes.map((box) => box.bottom))];
  if (ink.width >= PICTURE_RATIO * ink.height || right - left >= INK_RATIO * (bottom - top)) return true;
  return tall.some((one, k) => tall.slice(k + 1).some((two) => shared(one.left, one.right, two.left, two.right) <= 0));
}
