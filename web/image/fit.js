/** Ink cropped to its bounding box and scaled onto a square. */
import { separable } from './filters.js';

/** @typedef {import('./filters.js').GreyImage} GreyImage */

/**
 * Enlarges without steps and reduces without loss, by a triangle as wide as a pixel of the coarser picture.
 *
 * @param {GreyImage} grey @param {number} width @param {number} height @returns {GreyImage}
 */
function resized(grey, width, height) {
  return separable(grey, width, height, (line, out) => {
    const scale = line.length / out.length;
    const reach = Math.max(scale, 1);
    for (let i = 0; i < out.length; i += 1) {
      const centre = (i + 0.5) * scale - 0.5;
      let [sum, weights] = [0, 0];
      for (let k = Math.max(0, Math.ceil(centre - reach)); k <= Math.min(line.length - 1, centre + reach); k += 1) {
        const weight = 1 - Math.abs(k - centre) / reach;
        sum += weight * line[k];
        weights += weight;
      }
      out[i] = sum / weights;
    }
  });
}

/** The ink's bounding box: its left, top, width and height. @param {GreyImage} ink */
function boundingBox({ data, width, height }) {
  let [left, top, right, bottom] = [width, height, 0, 0];
  data.forEach((value, i) => {
    if (value === 0) return;
    const [x, y] = [i % width, Math.floor(i / width)];
    [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x + 1), Math.max(bottom, y + 1)];
  });
  return [left, top, right - left, bottom - top];
}

/**
 * Crops ink to its bounding box and lays it on the middle of a square.
 *
 * @param {GreyImage} ink
 * @param {number} side The square's side, in pixels.
 * @param {number} box The longer side of the ink on it.
 * @returns {import('../types.js').Picture}
 */
export function fitted(ink, side, box) {
  const [left, top, w, h] = boundingBox(ink);
  const data = Float64Array.from({ length: w * h }, (_, i) => ink.data[(top + Math.floor(i / w)) * ink.width + left + (i % w)]);
  const scale = box / Math.max(w, h);
  const [wide, high] = [w, h].map((length) => Math.max(1, Math.round(scale * length)));
  const scaled = resized({ data, width: w, height: h }, wide, high).data;
  const picture = new Uint8Array(side * side);
  const [x, y] = [(side - wide) >> 1, (side - high) >> 1];
  for (let row = 0; row < high; row += 1) picture.set(scaled.subarray(row * wide, (row + 1) * wide), (y + row) * side + x);
  return { data: picture, width: side, height: side };
}

/**
 * Lays a row of digits on the middle of a square that is as large as the row's own pixels need, within bounds.
 *
 * @param {GreyImage} ink
 * @param {[number, number]} sides The square's smallest and its largest side, in pixels.
 * @param {number} share The longer side of the ink on it, as a share of the square's.
 * @returns {import('../types.js').Picture}
 */
export function fittedRow(ink, [least, most], share) {
  const [, , width, height] = boundingBox(ink);
  const longer = Math.max(width, height);
  const own = Math.ceil(longer / share);
  const side = Math.min(Math.max(own, least), most);
  return { ...fitted(ink, side, side === own ? longer : Math.floor(share * side)), row: true };
}
