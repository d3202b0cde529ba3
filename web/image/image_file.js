/** Image files as ink: decoded, reduced, grey, and laid on the page's paper. */
import { SIZE } from '../drawing/drawing.js';
import { localizedError } from '../text/localized_error.js';
import { nameOf, withPicture } from './decode.js';
import { sampledMedian, separable } from './filters.js';
import { fitted } from './fit.js';
import { extractInk } from './foreground.js';
import {
  COLOUR_CONTRAST_RATIO, MAX_SIDE, MEDIAN_SAMPLES, MIN_COLOUR_CONTRAST, MIN_SIDE,
} from './foreground_constants.js';

/** @typedef {import('../types.js').Picture} Picture */

/** The longer side of a digit as people write it on the page's paper. */
const BOX = 200;

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
 * The size at which a picture is analysed: at most `MAX_SIDE` on the longer side, at least `MIN_SIDE` on the other. As
 * `reduced_size` in kerasdl/inference/image_files.py, and held to it likewise.
 *
 * @param {number} width @param {number} height
 */
export function reducedSize(width, height) {
  const scale = Math.min(1, MAX_SIDE / Math.max(width, height));
  return [width, height].map((length) => Math.max(MIN_SIDE, Math.floor(scale * length + 0.5)));
}

/**
 * The pixels of a picture, no larger than they have to be.
 *
 * @param {HTMLImageElement} image
 * @returns {Promise<ImageData>}
 */
async function pixelsOf(image) {
  const { ownerDocument: document, naturalWidth, naturalHeight } = image;
  const view = /** @type {Window & typeof globalThis} */ (document.defaultView);
  const [w, h] = reducedSize(naturalWidth, naturalHeight);
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

/**
 * Finds the digit on a picture.
 *
 * @param {Blob} blob A picture file. Of one that moves, the first picture.
 * @param {{document: Document}} given
 * @returns {Promise<Picture>} 280 × 280, white ink on black, as if it had been written on the page's paper.
 * @throws An error with a `key` in web/text/ and its `values`.
 */
export async function pictureFrom(blob, { document }) {
  const pixels = await withPicture(blob, { document, least: MIN_SIDE }, pixelsOf);
  const ink = extractInk({ data: greyOf(pixels.data, pixels.width), width: pixels.width, height: pixels.height });
  if (!ink) throw localizedError('picture.blank', { name: nameOf(blob) });
  return fitted(ink, SIZE, BOX);
}
