/**
 * A visitor's signs as a file and in a link: their names, and each drawing as `sign_drawings.js` writes it.
 *
 *     {"format": "kerasdl-signs", "version": 2, "signs": [{"name": "ㄅ", "drawings": ["AQ…", "picture:AA…", …]}, …]}
 *
 * Version 1 has strokes alone; it is written where there is nothing else, for pages that know no other.
 * A link has the same, deflated, in the letters that a URL carries as they are.
 */
import { isLabel, tooLarge } from '../storage/network_file.js';
import { LONGEST_LABEL } from '../storage/network_limits.js';
import { grouped, localizedError } from '../text/localized_error.js';
import { shown } from '../text/language.js';
import { decodeDrawing, encodeDrawing, isPicture } from './sign_drawings.js';
import { MOST_DRAWINGS, MOST_FILE_BYTES, MOST_LINK_LETTERS, MOST_SIGNS } from './sign_limits.js';

/**
 * @typedef {import('./sign_drawings.js').Drawing} Drawing
 * @typedef {{name: string, drawings: Drawing[]}} Sign
 */

const [FORMAT, STROKES_ALONE, VERSION] = ['kerasdl-signs', 1, 2];

/**
 * @param {unknown} name @param {string[]} others The names of the other signs.
 * @throws An error with the key of its text.
 */
export function checkName(name, others) {
  if (!isLabel(name) || others.includes(String(name))) throw localizedError('signs.name_rule', { longest: LONGEST_LABEL, received: shown(name, 60) });
}

/** @param {Sign[]} signs @returns {Uint8Array} */
export function encodeSigns(signs) {
  const written = signs.map(({ name, drawings }) => ({ name, drawings: drawings.map(encodeDrawing) }));
  const version = signs.some(({ drawings }) => drawings.some(isPicture)) ? VERSION : STROKES_ALONE;
  return new TextEncoder().encode(JSON.stringify({ format: FORMAT, version, signs: written }));
}

/** @param {Uint8Array} bytes @returns {any} */
function parse(bytes) {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw localizedError('signs.no_file', { received: `${grouped(bytes.length)} bytes` });
  }
}

/** @param {any} sign @param {number} n @param {any[]} all @returns {Sign} */
function signOf(sign, n, all) {
  checkName(sign?.name, all.slice(0, n).map((other) => other?.name));
  if (!Array.isArray(sign.drawings) || sign.drawings.length > MOST_DRAWINGS || !sign.drawings.every((/** @type {unknown} */ each) => typeof each === 'string')) {
    throw localizedError('signs.drawings_rule', { most: MOST_DRAWINGS, received: shown(sign.drawings?.length ?? sign.drawings, 60) });
  }
  const drawings = sign.drawings.map(decodeDrawing);
  if (drawings.some((/** @type {Drawing} */ { length }) => length === 0)) throw localizedError('signs.drawings_rule', { most: MOST_DRAWINGS, received: 0 });
  return { name: sign.name, drawings };
}

/**
 * @param {Uint8Array} bytes What `encodeSigns` gave; anybody may have changed it.
 * @returns {Sign[]}
 * @throws An error with the key of its text: it is another kind of file, of another version, or breaks a rule.
 */
export function decodeSigns(bytes) {
  if (bytes.length > MOST_FILE_BYTES) throw tooLarge(bytes.length, MOST_FILE_BYTES);
  const found = parse(bytes);
  if (found?.format !== FORMAT) throw localizedError('signs.no_file', { received: shown(found?.format ?? typeof found, 60) });
  if (found.version !== VERSION && found.version !== STROKES_ALONE) throw localizedError('signs.version', { version: VERSION, received: shown(found.version, 60) });
  if (!Array.isArray(found.signs) || found.signs.length > MOST_SIGNS) {
    throw localizedError('signs.count_rule', { most: MOST_SIGNS, received: shown(found.signs?.length ?? found.signs, 60) });
  }
  return found.signs.map(signOf);
}

/** All bytes of a stream, unless they are more than so many. @param {ReadableStream<Uint8Array>} stream @param {number} most */
async function bytesOf(stream, most) {
  const reader = stream.getReader();
  const parts = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > most) throw tooLarge(size, most);
    parts.push(part.value);
  }
  return new Uint8Array(await new Blob(/** @type {Uint8Array<ArrayBuffer>[]} */ (parts)).arrayBuffer());
}

/** Packed or unpacked. @param {Uint8Array} bytes @param {CompressionStream | DecompressionStream} way */
export const through = (bytes, way) => bytesOf(new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (bytes)]).stream().pipeThrough(way), MOST_FILE_BYTES);

/**
 * @param {Sign[]} signs
 * @returns {Promise<string>}
 * @throws An error with the key of its text: they are too many for a link.
 */
export async function signsToText(signs) {
  const packed = await through(encodeSigns(signs), new CompressionStream('deflate-raw'));
  const text = btoa(Array.from(packed, (byte) => String.fromCharCode(byte)).join('')).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  if (text.length > MOST_LINK_LETTERS) throw localizedError('signs.link_long', { most: grouped(MOST_LINK_LETTERS), received: grouped(text.length) });
  return text;
}

/** @param {string} text Of a link, by anybody. @returns {Promise<Sign[]>} @throws An error with the key of its text. */
export async function signsFromText(text) {
  let bytes;
  try {
    if (text.length > MOST_LINK_LETTERS) throw new Error();
    const packed = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
    bytes = await through(packed, new DecompressionStream('deflate-raw'));
  } catch {
    throw localizedError('signs.no_link', { received: shown(text, 40) });
  }
  return decodeSigns(bytes);
}
