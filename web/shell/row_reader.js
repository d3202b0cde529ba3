/** Reading of several digits in one drawing. What has not changed since the last drawing is not read again. */
import { segmentDigits } from '../image/segmentation.js';

/**
 * @typedef {import('../types.js').Network} Network
 * @typedef {import('../types.js').Picture} Picture
 * @typedef {import('../types.js').Reading} Reading
 * @typedef {import('../network/reader.js').Reader} Reader
 * @typedef {import('../image/segmentation.js').Segment & {reading: Reading}} ReadDigit One digit, and what is read in it.
 */

/** A picture's size and the FNV-1a hash of its ink: what is kept is found by it. @param {Picture} picture */
function keyOf({ data, width, height }) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < data.length; i += 1) hash = Math.imul(hash ^ data[i], 0x01000193);
  return `${width},${height},${hash}`;
}

/**
 * @param {Reader} reader Its exported network parts the ink, whichever network reads the digits: one that was trained here has
 *     never seen what is no digit, and takes two for one.
 */
export function createRowReader(reader) {
  /** What was read for the last drawing. @type {Map<string, Reading>} */
  let known = new Map();
  /**
   * @param {Picture} picture White ink on black.
   * @param {Network | null} trained Reads the digits, where there is one.
   * @param {boolean} [row] Whether there are surely several digits; see `segmentDigits`.
   * @returns {ReadDigit[]} In reading order.
   */
  return (picture, trained, row = false) => {
    /** @type {Map<string, Reading>} */
    const read = new Map();
    const readingOf = (/** @type {Picture} */ ink) => {
      const key = keyOf(ink);
      const reading = read.get(key) ?? known.get(key) ?? reader.read(ink);
      read.set(key, reading);
      return reading;
    };
    const segments = segmentDigits(picture, (ink) => Math.max(...readingOf(ink).confidences), { row });
    const digits = segments.map((segment) => (
      { ...segment, reading: trained ? reader.read(segment.ink, trained) : readingOf(segment.ink) }
    ));
    known = read;
    return digits;
  };
}
