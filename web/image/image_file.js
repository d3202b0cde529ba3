/** Pictures from outside: pasted, dropped, chosen or photographed, made ready to be read. */
import { SIZE } from '../drawing/ink.js';
import { localizedError } from '../text/localized_error.js';
import { fitted, foregroundOf } from './foreground.js';

/** @typedef {import('../types.js').Picture} Picture */

const MOST_MEGABYTES = 40;
const MOST_MEGAPIXELS = 100;
const LEAST_SIDE = 4;
/** Larger pictures are made smaller first: a digit on them is still far larger than 28 × 28. */
const LONGEST_SIDE = 640;
/** As large as one would write on the paper. */
const BOX = 200;

/** What messages call a file: no name is longer than a line, nor writes backwards. @param {Blob} blob */
function nameOf(blob) {
  const name = ('name' in blob && blob.name ? String(blob.name) : blob.type) || '?';
  const shown = name.replace(/\p{C}/gu, '');
  return shown.length > 40 ? `${shown.slice(0, 30)}…${shown.slice(-8)}` : shown;
}

/**
 * Grey values, with transparency laid on a ground of the opposite tone to what is visible.
 *
 * @param {Uint8ClampedArray} colors Red, green, blue and opacity of each pixel.
 */
export function greyOf(colors) {
  const count = colors.length / 4;
  const tone = Float32Array.from({ length: count }, (_, i) => (
    Math.floor((299 * colors[4 * i] + 587 * colors[4 * i + 1] + 114 * colors[4 * i + 2]) / 1000)));
  let [sum, seen] = [0, 0];
  tone.forEach((value, i) => {
    sum += value * colors[4 * i + 3];
    seen += colors[4 * i + 3];
  });
  const ground = seen > 0 && sum / seen < 128 ? 255 : 0;
  return tone.map((value, i) => ground + (value - ground) * (colors[4 * i + 3] / 255));
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
 * @returns {Promise<ImageData>}
 */
async function decode(blob, name, document) {
  const view = /** @type {Window & typeof globalThis} */ (document.defaultView);
  const url = view.URL.createObjectURL(blob);
  try {
    const image = await loadImage(document, url);
    const { naturalWidth: width, naturalHeight: height } = image;
    const about = { name, width, height };
    if (width * height > MOST_MEGAPIXELS * 1e6) throw localizedError('picture.large', { most: MOST_MEGAPIXELS, ...about });
    if (Math.min(width, height) < LEAST_SIDE) throw localizedError('picture.small', { least: LEAST_SIDE, ...about });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
    const [w, h] = [width, height].map((length) => Math.max(LEAST_SIDE, Math.round(scale * length)));
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

/**
 * Finds the digit on a picture.
 *
 * @param {Blob} blob A picture file. Of one that moves, the first picture.
 * @param {{document: Document}} given
 * @returns {Promise<Picture>} 280 × 280, white ink on black, as if it had been written on the page's paper.
 * @throws An error with a `key` in web/text/ and its `values`.
 */
export async function pictureFrom(blob, { document }) {
  const name = nameOf(blob);
  if (blob.size === 0) throw localizedError('picture.empty', { name });
  const size = Math.ceil(blob.size / 1e6);
  if (size > MOST_MEGABYTES) throw localizedError('picture.heavy', { most: MOST_MEGABYTES, name, size });
  // A drawing in SVG may refer to what lies elsewhere, and has no size of its own.
  if (blob.type && !/^image\/(?!svg)/.test(blob.type)) throw localizedError('picture.unreadable', { name });
  /** @type {ImageData} */
  let pixels;
  try {
    pixels = await decode(blob, name, document);
  } catch (error) {
    throw /** @type {any} */ (error)?.key ? error : localizedError('picture.unreadable', { name });
  }
  const ink = foregroundOf({ data: greyOf(pixels.data), width: pixels.width, height: pixels.height });
  if (!ink) throw localizedError('picture.blank', { name });
  return fitted(ink, SIZE, BOX);
}
