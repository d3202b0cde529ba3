/**
 * Drawings of a sign: strokes, or what was found on a picture, as the network is given it.
 *
 * As text, strokes are what `stroke_codec.js` writes; a picture is "picture:" and its grey values in base64.
 */
import { decodeStrokes, encodeStrokes } from '../drawing/stroke_codec.js';
import { centerInk } from '../network/center_ink.js';
import { localizedError } from '../text/localized_error.js';
import { shown } from '../text/language.js';
import { LEAST_SIDE, MOST_SIDE } from './sign_limits.js';

/**
 * @typedef {import('../types.js').Picture} Picture
 * @typedef {import('../types.js').Stroke} Stroke
 * @typedef {Stroke[] | Uint8Array} Drawing Strokes, or side × side greys from 0 to 255, white on black and centred.
 */

const PICTURE = 'picture:';

/** @param {Drawing} drawing @returns {drawing is Uint8Array} */
export const isPicture = (drawing) => drawing instanceof Uint8Array;

/** @param {Float32Array} digit 0 to 1. */
const greysOf = (digit) => Uint8Array.from(digit, (value) => Math.round(255 * value));

/**
 * @param {Picture} picture White ink on black. @param {number} side
 * @throws An error with the key of its text: there is no ink.
 */
export function drawingOf(picture, side) {
  const greys = greysOf(centerInk(picture, side));
  if (!greys.some(Boolean)) throw localizedError('signs.empty');
  return greys;
}

/** What the network is given of a picture, side × side, 0 to 1. @param {Uint8Array} greys @param {number} side @returns {Float32Array} */
export function digitOf(greys, side) {
  if (greys.length === side * side) return Float32Array.from(greys, (value) => value / 255);
  const kept = Math.sqrt(greys.length);
  return centerInk({ data: greys, width: kept, height: kept }, side);
}

/**
 * Reads picture files, one after another.
 *
 * @param {Iterable<Blob>} files @param {number} side
 * @param {(blob: Blob) => Promise<Picture>} read
 * @returns {Promise<{drawings: Uint8Array[], errors: unknown[]}>} The drawings, and why other files gave none.
 */
export async function drawingsFrom(files, side, read) {
  /** @type {Uint8Array[]} */
  const drawings = [];
  /** @type {unknown[]} */
  const errors = [];
  for (const file of files) {
    try {
      drawings.push(drawingOf(await read(file), side));
    } catch (error) {
      errors.push(error);
    }
  }
  return { drawings, errors };
}

/** @param {Drawing} drawing @returns {string} */
export function encodeDrawing(drawing) {
  if (!isPicture(drawing)) return encodeStrokes(drawing);
  return PICTURE + btoa(Array.from(drawing, (byte) => String.fromCharCode(byte)).join(''));
}

/** @param {string} text @returns {Uint8Array} */
function bytesOf(text) {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

/**
 * @param {string} text What `encodeDrawing` gave; anybody may have changed it.
 * @returns {Drawing}
 * @throws An error with the key of its text: a picture is not square, too small or too large, or has no ink.
 */
export function decodeDrawing(text) {
  if (!text.startsWith(PICTURE)) return decodeStrokes(text);
  const greys = bytesOf(text.slice(PICTURE.length));
  const side = Math.sqrt(greys.length);
  if (!Number.isInteger(side) || side < LEAST_SIDE || side > MOST_SIDE || !greys.some(Boolean)) {
    throw localizedError('signs.picture_rule', { least: LEAST_SIDE, most: MOST_SIDE, received: shown(text, 40) });
  }
  return greys;
}
