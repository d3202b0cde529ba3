/**
 * Candidate cuts through touching digits: seams from top to bottom that cross little ink. A seam is a path of one column a
 * row that moves at most one column sideways from row to row (S. Avidan and A. Shamir, "Seam Carving for Content-Aware Image
 * Resizing", 2007).
 *
 * kerasdl/inference/cuts.py does the same in the same whole numbers; both are held to one result by
 * tests/fixtures/segmentation.json.
 */
import { CUTS_PER_HEIGHT, CUT_DISTANCE, CUT_ROWS, CUT_SIDE_HEIGHT, CUT_SLOPE } from './segmentation_constants.js';

/**
 * @typedef {import('../types.js').Picture} Picture
 * @typedef {{data: Int32Array, width: number, height: number}} Coarse Means of square blocks of ink.
 *
 * @typedef {object} Cut A seam through ink.
 * @property {Int32Array} columns The first column to the right of the seam, for each row.
 * @property {number} crossed The ink that it crosses, as a share of the height: a stroke of a tenth of the height is 0.1.
 */

/** Beyond the picture there is no ink. @param {Picture} ink @param {number} step @returns {Coarse} */
function blockMeans(ink, step) {
  const [width, height] = [ink.width, ink.height].map((side) => Math.ceil(side / step));
  const data = new Int32Array(width * height);
  for (let y = 0, i = 0; y < ink.height; y += 1) {
    const row = Math.floor(y / step) * width;
    for (let x = 0; x < ink.width; x += 1, i += 1) data[row + Math.floor(x / step)] += ink.data[i];
  }
  for (let i = 0; i < data.length; i += 1) data[i] = Math.floor(data[i] / (step * step));
  return { data, width, height };
}

/**
 * What the cheapest seam from the first row to each place costs; from the last row where `upwards`.
 *
 * @param {Coarse} coarse @param {boolean} upwards
 */
function seamCosts({ data, width, height }, upwards) {
  const costs = data.slice();
  for (let n = 1; n < height; n += 1) {
    const row = (upwards ? height - 1 - n : n) * width;
    const last = upwards ? row + width : row - width;
    for (let x = 0; x < width; x += 1) {
      let least = costs[last + x];
      if (x > 0) least = Math.min(least, costs[last + x - 1] + CUT_SLOPE);
      if (x < width - 1) least = Math.min(least, costs[last + x + 1] + CUT_SLOPE);
      costs[row + x] += least;
    }
  }
  return costs;
}

/**
 * The cheapest seam through a column of the middle row; straight on where two are alike, then to the left.
 *
 * @param {Coarse} coarse @param {Int32Array} above @param {Int32Array} below @param {number} middle @param {number} column
 */
function pathThrough({ width, height }, above, below, middle, column) {
  const path = new Int32Array(height);
  path[middle] = column;
  for (const [costs, step, end] of /** @type {const} */ ([[above, -1, -1], [below, 1, height]])) {
    let at = column;
    for (let y = middle + step; y !== end; y += step) {
      let [best, least] = [at, costs[y * width + at]];
      for (const x of [at - 1, at + 1]) {
        if (x < 0 || x >= width || costs[y * width + x] + CUT_SLOPE >= least) continue;
        [best, least] = [x, costs[y * width + x] + CUT_SLOPE];
      }
      at = best;
      path[y] = at;
    }
  }
  return path;
}

/** Whether there is ink of some height on both sides. @param {Coarse} coarse @param {Int32Array} path */
function divides({ data, width, height }, path) {
  const [first, last] = [[height, height], [-1, -1]];
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      if (data[i] === 0) continue;
      const side = x >= path[y] ? 1 : 0;
      first[side] = Math.min(first[side], y);
      last[side] = y;
    }
  }
  return first.every((from, side) => last[side] >= from && last[side] + 1 - from >= CUT_SIDE_HEIGHT * height);
}

/**
 * The best places to cut a picture of touching digits, from left to right.
 *
 * @param {Picture} ink White ink on black, cut to its box.
 * @returns {Cut[]}
 */
export function findCuts(ink) {
  const step = Math.ceil(ink.height / CUT_ROWS);
  const coarse = blockMeans(ink, step);
  const { data, width, height } = coarse;
  const [above, below] = [seamCosts(coarse, false), seamCosts(coarse, true)];
  const middle = height >> 1;
  const through = Array.from({ length: width }, (_, x) => above[middle * width + x] + below[middle * width + x] - data[middle * width + x]);
  const most = Math.max(1, Math.floor((CUTS_PER_HEIGHT * width) / height + 0.5));
  /** @type {{column: number, path: Int32Array}[]} */
  const found = [];
  for (const column of through.map((_, x) => x).sort((a, b) => through[a] - through[b] || a - b)) {
    if (found.length === most) break;
    if (column === 0 || column === width - 1) continue;
    if (through[column] > through[column - 1] || through[column] > through[column + 1]) continue;
    if (found.some((each) => Math.abs(column - each.column) < CUT_DISTANCE * height)) continue;
    const path = pathThrough(coarse, above, below, middle, column);
    if (divides(coarse, path)) found.push({ column, path });
  }
  return found.sort((a, b) => a.column - b.column).map(({ path }) => ({
    columns: Int32Array.from({ length: ink.height }, (_, y) => path[Math.floor(y / step)] * step),
    crossed: path.reduce((sum, x, y) => sum + data[y * width + x], 0) / (255 * height),
  }));
}
