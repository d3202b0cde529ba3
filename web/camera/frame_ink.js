/**
 * Ink in a picture of a video, in some milliseconds.
 *
 * `extractInk` in image/foreground.js takes a tenth of a second and more for as many pixels, since it works in double precision
 * with Python's result to the last digit, and it judges ink by the strongest in the picture. A video needs neither: bytes do, and
 * whatever lies about on the table is darker than a pencil's digit, so each piece of ink is judged by itself. The background is found
 * alike: a grey-scale closing, in which strokes vanish and shadows stay.
 */
import { blockMeans, closing, gaussianBlur, interpolated, minimumFilter } from '../image/filters.js';
import { MIN_ILLUMINATION } from '../image/foreground_constants.js';

/**
 * @typedef {import('../types.js').Picture} Picture
 * @typedef {import('../image/filters.js').GreyImage} GreyImage
 */

/** The longer side of the picture in which the background is looked for. */
const COARSE_SIDE = 120;
/** The widest stroke that vanishes in the background, as a share of that side. */
const WIDEST_STROKE = 1 / 6;
/** Ink is darker than its background where that is as light as this; a camera brightens a dark board. */
const LIGHT_BOARD = 150;
/** Ink takes at least this much of its background's light (of 255), and stands out of the noise by so many deviations. */
const [LEAST_INK, NOISE_DEVIATIONS] = [18, 5];

/**
 * Luma of colours, as ITU-R 601 has it.
 *
 * @param {Uint8ClampedArray} pixels Red, green, blue and opacity of each.
 * @param {number} width @param {number} height
 * @returns {Picture}
 */
export function greyFrame(pixels, width, height) {
  const data = new Uint8Array(width * height);
  for (let i = 0, p = 0; i < data.length; i += 1, p += 4) {
    data[i] = (19595 * pixels[p] + 38470 * pixels[p + 1] + 7471 * pixels[p + 2] + 32768) >> 16;
  }
  return { data, width, height };
}

/** Means of square blocks. @param {Picture} grey @returns {GreyImage} */
function reduced({ data, width, height }) {
  const step = Math.max(1, Math.ceil(Math.max(width, height) / COARSE_SIDE));
  const [across, down] = [Math.max(1, Math.floor(width / step)), Math.max(1, Math.floor(height / step))];
  const means = new Float64Array(across * down);
  const rows = Math.min(height, step * down);
  for (let y = 0; y < rows; y += 1) {
    const to = Math.floor(y / step) * across;
    for (let x = 0, from = y * width; x < across; x += 1) {
      for (let k = 0; k < step; k += 1, from += 1) means[to + x] += data[from];
    }
  }
  return { data: means.map((sum) => sum / (step * step)), width: across, height: down };
}

/** @param {GreyImage} grey */
const inverted = (grey) => ({ ...grey, data: grey.data.map((value) => 255 - value) });

/**
 * Whether ink is lighter than its background, as chalk on a blackboard is: narrow light strokes pull the local contrast up. As in
 * image/foreground.js.
 *
 * @param {GreyImage} coarse
 */
function isBlackboard(coarse) {
  if (coarse.data.slice().sort()[coarse.data.length >> 1] >= LIGHT_BOARD) return false;
  const small = gaussianBlur(blockMeans(coarse, COARSE_SIDE / 2), COARSE_SIDE / 16);
  const around = interpolated(small, coarse.width, coarse.height).data;
  return coarse.data.reduce((sum, value, i) => sum + (value - around[i]) ** 3, 0) > 0;
}

/**
 * The light of the background, and whether ink is lighter than it; then both are inverted.
 *
 * @param {Picture} grey
 */
function backgroundOf(grey) {
  const coarse = reduced(grey);
  const chalk = isBlackboard(coarse);
  const radius = Math.max(1, Math.round((Math.max(coarse.width, coarse.height) * WIDEST_STROKE) / 2));
  const background = minimumFilter(closing(chalk ? inverted(coarse) : coarse, radius), 1);
  return { background, chalk };
}

/** Means of 3 × 3 pixels, the middle ones weighted double: less noise. @param {Picture} grey @returns {Uint8Array} */
function smoothed({ data, width, height }) {
  const [rows, smooth] = [new Uint16Array(data.length), new Uint8Array(data.length)];
  for (let y = 0, i = 0; y < height; y += 1) {
    const last = i + width - 1;
    rows[i] = 3 * data[i] + data[Math.min(i + 1, last)];
    for (i += 1; i < last; i += 1) rows[i] = data[i - 1] + 2 * data[i] + data[i + 1];
    if (i === last) rows[i] = data[i - 1] + 3 * data[i];
    i = last + 1;
  }
  for (let y = 0, i = 0; y < height; y += 1) {
    const [above, below] = [y > 0 ? -width : 0, y < height - 1 ? width : 0];
    for (const end = i + width; i < end; i += 1) smooth[i] = (rows[i + above] + 2 * rows[i] + rows[i + below] + 8) >> 4;
  }
  return smooth;
}

/** For each place on a line, between which coarse ones it lies, and how far. @param {number} length @param {number} coarse */
function interpolation(length, coarse) {
  const [from, part] = [new Uint16Array(length), new Float32Array(length)];
  for (let i = 0; i < length; i += 1) {
    const place = (i * (coarse - 1)) / Math.max(length - 1, 1);
    from[i] = Math.min(Math.floor(place), Math.max(coarse - 2, 0));
    part[i] = place - from[i];
  }
  return { from, part };
}

/**
 * How much of the background's light each pixel takes, 0 to 255.
 *
 * @param {Uint8Array} grey @param {number} width @param {number} height
 * @param {{background: GreyImage, chalk: boolean}} given
 */
function taken(grey, width, height, { background: { data, width: across, height: down }, chalk }) {
  const ink = new Uint8Array(grey.length);
  const [columns, rows] = [interpolation(width, across), interpolation(height, down)];
  const light = new Float32Array(across + 1);
  for (let y = 0, i = 0; y < height; y += 1) {
    const upper = rows.from[y] * across;
    const lower = Math.min(rows.from[y] + 1, down - 1) * across;
    for (let x = 0; x < across; x += 1) light[x] = data[upper + x] + rows.part[y] * (data[lower + x] - data[upper + x]);
    light[across] = light[across - 1];
    for (let x = 0; x < width; x += 1, i += 1) {
      const from = columns.from[x];
      const there = light[from] + columns.part[x] * (light[from + 1] - light[from]);
      const value = chalk ? 255 - grey[i] : grey[i];
      if (value < there) ink[i] = (255 * (there - value)) / (there > MIN_ILLUMINATION ? there : MIN_ILLUMINATION) + 0.5;
    }
  }
  return ink;
}

/** The value below which half of a histogram lies. @param {Uint32Array} counts @param {number} total */
function medianOf(counts, total) {
  let below = 0;
  for (let value = 0; value < counts.length; value += 1) {
    below += counts[value];
    if (2 * below >= total) return value;
  }
  return counts.length - 1;
}

/** What ink must have to be no noise. @param {Uint8Array} ink */
function leastInk(ink) {
  const counts = new Uint32Array(256);
  for (let i = 0; i < ink.length; i += 1) counts[ink[i]] += 1;
  const usual = medianOf(counts, ink.length);
  const away = new Uint32Array(256);
  counts.forEach((count, value) => { away[Math.abs(value - usual)] += count; });
  return Math.max(LEAST_INK, usual + NOISE_DEVIATIONS * 1.4826 * medianOf(away, ink.length));
}

/**
 * Separates ink from its background in a picture of a video.
 *
 * @param {Picture} grey
 * @returns {Picture} How much of the background's light the ink takes, 0 to 255; 0 where there is no ink.
 */
export function frameInk(grey) {
  const { width, height } = grey;
  const ink = taken(smoothed(grey), width, height, backgroundOf(grey));
  const least = leastInk(ink);
  for (let i = 0; i < ink.length; i += 1) if (ink[i] < least) ink[i] = 0;
  return { data: ink, width, height };
}
