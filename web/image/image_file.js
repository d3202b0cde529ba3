/** Image files as ink: decoded, reduced, grey, and laid on the page's paper. */
import { SIZE } from '../drawing/drawing.js';
import { localizedError } from '../text/localized_error.js';
import { nameOf, withPicture } from './decode.js';
import { sampledMedian, separable } from './filters.js';
import { fitted, fittedRow } from './fit.js';
import { extractInk } from './foreground.js';
import {
  COLOUR_CONTRAST_RATIO, MAX_SIDE, MEDIAN_SAMPLES, MIN_COLOUR_CONTRAST, MIN_SIDE, ROW_MAX_SIDE,
} from './foreground_constants.js';
import { showsRow } from './rows.js';

/** @typedef {import('../types.js').Picture} Picture */

/** The longer side of a digit as people write it on the page's paper. */
const BOX = 200;
/** A row fills this share of it, at so many times its resolution at most; no more pixels than these are looked at for one. */
const ROW_SHARE = 0.94;
const ROW_RESOLUTION = 5;
const ROW_PIXELS = 1_000_000;

/** The largest difference from the median, of means of three pixels in each direction, so that noise counts less. @param {import('./filters.js').GreyImage} grey */
function contrastOf(grey) {
  const [width, height] = [grey.width, grey.height].map((side) => (side >= 3 ? side - 2 : side));
  const { data } = separable(grey, width, height, (line, out) => {
    if (out.length === line.length) out.set(line);
    else for (let i = 0; i < out.length; i += 1) out[i] = (line[i] + line[i + 1] + line[i + 2]) / 3;
  });
  const median = sampledMedian(data, MEDIAN_SAMPLES);
  return data.reduce((most, value) => Math.max(most, Math.abs(value - median)), 0);
}

/**
 * The luma; where ink and ground share it and differ in colour, the channel in which they differ most.
 *
 * @param {Uint8ClampedArray | Uint8Array} colours @param {number} width
 */
function toneOf(colours, width) {
  const height = colours.length / 4 / width;
  /** @param {(i: number) => number} of */
  const picture = (of) => ({ data: Float64Array.from({ length: width * height }, (_, i) => of(4 * i)), width, height });
  // ITU-R 601 luma, rounded as Pillow rounds it.
  const luma = picture((i) => (19595 * colours[i] + 38470 * colours[i + 1] + 7471 * colours[i + 2] + 32768) >> 16);
  const channels = [0, 1, 2].map((channel) => picture((i) => colours[i + channel]));
  const contrasts = channels.map(contrastOf);
  const most = Math.max(...contrasts);
  if (most < MIN_COLOUR_CONTRAST || most < COLOUR_CONTRAST_RATIO * contrastOf(luma)) return luma.data;
  return channels[contrasts.indexOf(most)].data;
}

/**
 * Grey values of colours, with transparency laid on a background of the opposite tone to what is visible; 0 where all is
 * transparent. As `grey_of` in kerasdl/inference/image_files.py; both are held to one result by
 * tests/fixtures/foreground.json.
 *
 * @param {Uint8ClampedArray | Uint8Array} colours Red, green, blue and opacity of each pixel.
 * @param {number} width In pixels.
 */
export function greyOf(colours, width) {
  const tone = toneOf(colours, width);
  let [sum, opacity] = [0, 0];
  tone.forEach((value, i) => {
    sum += value * colours[4 * i + 3];
    opacity += colours[4 * i + 3];
  });
  const background = sum < 128 * opacity ? 255 : 0;
  return tone.map((value, i) => background + (value - background) * (colours[4 * i + 3] / 255));
}

/**
 * The size at which a picture is analysed: at most `maxSide` on the longer side, at least `MIN_SIDE` on the other. As
 * `reduced_size` in kerasdl/inference/image_files.py, and held to it likewise.
 *
 * @param {number} width @param {number} height @param {number} [maxSide]
 */
export function reducedSize(width, height, maxSide = MAX_SIDE) {
  const scale = Math.min(1, maxSide / Math.max(width, height));
  return [width, height].map((length) => Math.max(MIN_SIDE, Math.floor(scale * length + 0.5)));
}

/** The size at which a picture of a row is analysed; of a square one, less than the command's, for the sake of speed. @param {number} width @param {number} height */
function rowSize(width, height) {
  const most = Math.sqrt((ROW_PIXELS * Math.max(width, height)) / Math.min(width, height));
  return reducedSize(width, height, Math.min(ROW_MAX_SIDE, Math.max(MAX_SIDE, most)));
}

/**
 * The pixels of a picture, no larger than they have to be.
 *
 * @param {Document} document
 * @param {HTMLImageElement} image
 * @param {(width: number, height: number) => number[]} sizeOf
 * @returns {Promise<ImageData>}
 */
async function pixelsOf(document, image, sizeOf) {
  const view = /** @type {Window & typeof globalThis} */ (document.defaultView);
  const [w, h] = sizeOf(image.naturalWidth, image.naturalHeight);
  // Where a browser cannot decode it smaller, it can draw it smaller.
  const smaller = /** @type {const} */ ({ resizeWidth: w, resizeHeight: h, resizeQuality: 'high' });
  const source = await view.createImageBitmap(image, smaller).catch(() => image);
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [w, h];
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
  context.imageSmoothingQuality = 'high';
  context.drawImage(source, 0, 0, w, h);
  if ('close' in source) source.close();
  return context.getImageData(0, 0, w, h);
}

/** @param {ImageData} pixels @param {boolean} row */
const inkOf = ({ data, width, height }, row) => extractInk({ data: greyOf(data, width), width, height }, { row });

/**
 * Finds the digit on a picture, or the row of digits.
 *
 * @param {Blob} blob A picture file. Of one that moves, the first picture.
 * @param {{document: Document}} given
 * @returns {Promise<Picture>} 280 × 280, white ink on black, as if it had been written on the page's paper; of a row up to
 *     `ROW_RESOLUTION` times as large.
 * @throws An error with a `key` in web/text/ and its `values`.
 */
export const pictureFrom = (blob, { document }) => withPicture(blob, { document, least: MIN_SIDE }, async (image) => {
  const pixels = await pixelsOf(document, image, reducedSize);
  const ink = inkOf(pixels, false);
  if (!ink) throw localizedError('picture.blank', { name: nameOf(blob) });
  if (showsRow(ink)) {
    const larger = Math.max(ink.width, ink.height) < MAX_SIDE ? pixels : await pixelsOf(document, image, rowSize);
    const row = inkOf(larger, true);
    if (row) return fittedRow(row, [SIZE, ROW_RESOLUTION * SIZE], ROW_SHARE);
  }
  return fitted(ink, SIZE, BOX);
});
