/** Picture files, decoded: what is none, too heavy or too large is refused before it takes memory. */
import { localizedError } from '../text/localized_error.js';

const MAX_MEGABYTES = 40;
const MAX_MEGAPIXELS = 50;
/** A drawing in SVG is none: it may refer to what lies elsewhere, and has no size of its own. */
const TYPES = /^image\/(png|jpe?g|webp|gif|bmp|x-ms-bmp|avif|heic|heif|tiff?|apng)$/;

/** What messages call a file: no name is longer than a line, nor writes backwards. @param {Blob} blob */
export function nameOf(blob) {
  const name = ('name' in blob && blob.name ? String(blob.name) : blob.type) || '?';
  const shown = name.replace(/\p{C}/gu, '');
  return shown.length > 40 ? `${shown.slice(0, 30)}…${shown.slice(-8)}` : shown;
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
 * Opens a picture file, and calls `use` with its element.
 *
 * @template Result
 * @param {Blob} blob A picture file. Of one that moves, the first picture.
 * @param {object} given
 * @param {Document} given.document
 * @param {number} [given.least] The least side, in pixels.
 * @param {(image: HTMLImageElement) => Promise<Result> | Result} use
 * @returns {Promise<Result>}
 * @throws An error with a `key` in web/text/ and its `values`.
 */
export async function withPicture(blob, { document, least = 1 }, use) {
  const name = nameOf(blob);
  if (blob.size === 0) throw localizedError('picture.empty', { name });
  const size = Math.ceil(blob.size / 1e6);
  if (size > MAX_MEGABYTES) throw localizedError('picture.heavy', { most: MAX_MEGABYTES, name, size });
  if (blob.type && !TYPES.test(blob.type)) throw localizedError('picture.unreadable', { name });
  const view = /** @type {Window & typeof globalThis} */ (document.defaultView);
  const url = view.URL.createObjectURL(blob);
  try {
    const image = await loadImage(document, url);
    const { naturalWidth: width, naturalHeight: height } = image;
    const about = { name, width, height };
    if (width * height > MAX_MEGAPIXELS * 1e6) throw localizedError('picture.large', { most: MAX_MEGAPIXELS, ...about });
    if (Math.min(width, height) < least) throw localizedError('picture.small', { least, ...about });
    return await use(image);
  } catch (error) {
    throw /** @type {any} */ (error)?.key ? error : localizedError('picture.unreadable', { name });
  } finally {
    view.URL.revokeObjectURL(url);
  }
}
