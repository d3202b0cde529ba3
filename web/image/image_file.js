/** Image files as ink: decoded, reduced, grey, and laid on the page's paper. */
import { SIZE } from '../drawing/drawing.js';
import { localizedError } from '../text/localized_error.js';
import { sampledMedian, separable } from './filters.js';
import { fitted, fittedRow } from './fit.js';
import { extractInk } from './foreground.js';
import {
  COLOUR_CONTRAST_RATIO, MAX_SIDE, MEDIAN_SAMPLES, MIN_COLOUR_CONTRAST, MIN_SIDE, ROW_MAX_SIDE,
} from './foreground_constants.js';
import { showsRow } from './rows.js';

/** @typedef {import('../types.js').Picture} Picture */

const MAX_MEGABYTES = 40;
const MAX_MEGAPIXELS = 50;
/** A drawing in SVG is none: it may refer to what lies elsewhere, and has no size of its own. */
const TYPES = /^image\/(png|jpe?g|webp|gif|bmp|x-ms-bmp|avif|heic|heif|tiff?|apng)$/;
/** The longer side of a digit as people write it on the page's paper. */
const BOX = 200;
/** A row fills this share of it, at so many times its resolution at most; no more pixels than these are looked at for one. */
const ROW_SHARE = 0.94;
const ROW_RESOLUTION = 5;
const ROW_PIXELS = 1_000_000;

/** What messages call a file: no name is longer than a line, nor writes backwards. @param {Blob} blob */
function nameOf(blob) {
  const name = ('name' in blob && blob.name ? String(blob.name) : blob.type) || '?';
  const shown = name.replace(/\p{C}/gu, '');
  return shown.length > 40 ? `${shown.slice(0, 30)}…${shown.slice(-8)}` : shown;
}

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
 * The picture's element, from which its size is known before it is decoded, turned as its camera was held.
 *
 * @param {Document} document @param {string} url @returns {Promise<HTMLImageElement>}
 */
function loadImage(document, url) {
  return new Promise((resolve, reject) => {
    const image = document.createElement('img');
    image.onload = () => resolve(image);
    image.onerror = reject;
    image.src = url;
  });
}

/**
 * Decodes a picture, no larger than it has to be.
 *
 * @param {Blob} blob @param {string} name @param {Document} document
 * @param {(width: number, height: number) => number[]} sizeOf
 * @returns {Promise<ImageData>}
 */
async function decode(blob, name, document, sizeOf) {
  const view = /** @type {Window & typeof globalThis} */ (document.defaultView);
  const url = view.URL.createObjectURL(blob);
  try {
    const image = await loadImage(document, url);
    const { naturalWidth: width, naturalHeight: height } = image;
    const about = { name, width, height };
    if (width * height > MAX_MEGAPIXELS * 1e6) throw localizedError('picture.large', { most: MAX_MEGAPIXELS, ...about });
    if (Math.min(width, height) < MIN_SIDE) throw localizedError('picture.small', { least: MIN_SIDE, ...about });
    const [w, h] = sizeOf(width, height);
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
  } finally {
    view.URL.revokeObjectURL(url);
  }
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
export async function pictureFrom(blob, { document }) {
  const name = nameOf(blob);
  if (blob.size === 0) throw localizedError('picture.empty', { name });
  const size = Math.ceil(blob.size / 1e6);
  if (size > MAX_MEGABYTES) throw localizedError('picture.heavy', { most: MAX_MEGABYTES, name, size });
  if (blob.type && !TYPES.test(blob.type)) throw localizedError('picture.unreadable', { name });
  /** @type {ImageData} */
  let pixels;
  try {
    pixels = await decode(blob, name, document, reducedSize);
  } catch (error) {
    throw /** @type {any} */ (error)?.key ? error : localizedError('picture.unreadable', { name });
  }
  const ink = inkOf(pixels, false);
  if (!ink) throw localizedError('picture.blank', { name });
  if (showsRow(ink)) {
    const larger = Math.max(ink.width, ink.height) < MAX_SIDE ? pixels : await decode(blob, name, document, rowSize);
    const row = inkOf(larger, true);
    if (row) return fittedRow(row, [SIZE, ROW_RESOLUTION * SIZE], ROW_SHARE);
  }
  return fitted(ink, SIZE, BOX);
}
