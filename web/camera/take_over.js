/** Digits of the video as one picture on the page's paper. */
import { SIZE } from '../drawing/drawing.js';
import { fitted } from '../image/fit.js';

/**
 * @typedef {import('./find_digits.js').Box} Box
 * @typedef {import('../types.js').Picture} Picture
 */

/** The longer side of what is taken over, on the paper's 280. */
const BOX = 200;

/**
 * Lays digits where they stood, on paper of the page's size.
 *
 * @param {{box: Box, picture: Picture}[]} digits One at least.
 * @returns {Picture} 280 × 280, white ink on black.
 */
export function takenOver(digits) {
  const [left, top] = [Math.min(...digits.map(({ box }) => box.left)), Math.min(...digits.map(({ box }) => box.top))];
  const width = Math.max(...digits.map(({ box }) => box.left + box.width)) - left;
  const height = Math.max(...digits.map(({ box }) => box.top + box.height)) - top;
  const data = new Float64Array(width * height);
  for (const { box, picture } of digits) {
    picture.data.forEach((value, i) => {
      const at = (box.top - top + Math.floor(i / picture.width)) * width + box.left - left + (i % picture.width);
      if (value > data[at]) data[at] = value;
    });
  }
  return fitted({ data, width, height }, SIZE, BOX);
}
