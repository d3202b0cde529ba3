/**
 * The digits that the page trains on: reads web/digits.bin, which kerasdl/webpage/digits_codec.py writes and describes.
 *
 * The digits are MNIST's, by Y. LeCun, C. Cortes and C. J. C. Burges, CC BY-SA 3.0, in black and white; see NOTICE.
 *
 * @typedef {object} Digits
 * @property {Uint8Array} images count × side × side greys, 0 to 255.
 * @property {Uint8Array} labels
 * @property {number} side
 * @property {number} count
 * @property {number} training The first of them are for training…
 * @property {number} validation …and the last for validation.
 */
import { localizedError } from '../text/localized_error.js';

const HEADER = 6;
/** The grey of an ink pixel by itself, and what each of its four neighbours adds; all five make 255. */
const [OWN, BESIDE] = [143, 28];
/** The pixels of a context, as [rows down, columns right]. */
const NEIGHBOURS = [[-1, 0], [0, -1], [-1, 1], [-2, -1], [-1, 3], [-3, 1], [-1, -2]];
const CONTEXTS = 2 ** NEIGHBOURS.length;
const REACH = 3;

/** @param {Uint8Array} bytes @returns {Promise<Uint8Array>} */
async function gunzip(bytes) {
  const { body } = new Response(/** @type {Uint8Array<ArrayBuffer>} */ (bytes));
  const stream = /** @type {ReadableStream} */ (body).pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * Residuals: so many 0 before each 1 as the runs say.
 * @param {Uint8Array} runs @param {number} length
 */
function expand(runs, length) {
  const residuals = new Uint8Array(length);
  let at = 0;
  for (const run of runs) {
    at += run;
    if (run < 255) residuals[at++] = 1;
  }
  return residuals;
}

/**
 * Pictures of 0 and 1, one after the other, from their contexts' predictions and residuals.
 * @param {DataView} table Where each context's residuals begin; the highest bit is the pixel that it predicts.
 * @param {Uint8Array} residuals @param {number} side
 * @returns {Generator<Uint8Array>} It is overwritten by the next.
 */
function* pictures(table, residuals, side) {
  const entries = Array.from({ length: CONTEXTS }, (_, n) => table.getUint32(4 * n, true));
  const predicted = Uint8Array.from(entries, (entry) => entry >>> 31);
  const next = Uint32Array.from(entries, (entry) => entry & 0x7fffffff);
  // Rows above and columns at the right are paper; those at the right are also left of the next row.
  const width = side + REACH;
  const offsets = NEIGHBOURS.map(([down, right]) => down * width + right);
  const frame = new Uint8Array(width * (side + REACH));
  const picture = new Uint8Array(side * side);
  for (let count = residuals.length / picture.length; count > 0; count -= 1) {
    for (let y = 0, n = 0; y < side; y += 1) {
      for (let x = 0, at = (y + REACH) * width; x < side; x += 1, at += 1, n += 1) {
        let context = 0;
        for (const offset of offsets) context = 2 * context + frame[at + offset];
        frame[at] = predicted[context] ^ residuals[next[context]++];
        picture[n] = frame[at];
      }
    }
    yield picture;
  }
}

/**
 * Greys of black and white, as a pen's soft edge would have them.
 * @param {Uint8Array} bits side × side, 0 and 1. @param {number} side @param {Uint8Array} image Where to.
 */
function soften(bits, side, image) {
  for (let y = 0, at = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1, at += 1) {
      const beside = (x > 0 ? bits[at - 1] : 0) + (x < side - 1 ? bits[at + 1] : 0)
        + (y > 0 ? bits[at - side] : 0) + (y < side - 1 ? bits[at + side] : 0);
      image[at] = OWN * bits[at] + BESIDE * beside;
    }
  }
}

/**
 * @param {Uint8Array} bytes
 * @param {() => unknown} [rest] Awaited after every hundred digits, so that the page stays awake.
 * @returns {Promise<Digits>}
 * @throws {Error} It is another file, or not as it was written.
 */
export async function decodeDigits(bytes, rest = () => {}) {
  const damaged = () => localizedError('digits.damaged', { received: `${bytes.length} bytes` });
  const content = await gunzip(bytes).catch(() => { throw damaged(); });
  const start = HEADER + 4 * CONTEXTS;
  if (content.length < start) throw damaged();
  const view = new DataView(content.buffer);
  const [side, classes] = [view.getUint8(0), view.getUint8(1)];
  const [ofTraining, ofValidation] = [view.getUint16(2, true), view.getUint16(4, true)];
  const [training, validation] = [classes * ofTraining, classes * ofValidation];
  const count = training + validation;
  const labels = Uint8Array.from({ length: count }, (_, n) => (
    n < training ? Math.floor(n / ofTraining) : Math.floor((n - training) / ofValidation)));
  const size = side * side;
  const images = new Uint8Array(count * size);
  let n = 0;
  for (const bits of pictures(new DataView(content.buffer, HEADER), expand(content.subarray(start), images.length), side)) {
    soften(bits, side, images.subarray(n * size, (n + 1) * size));
    n += 1;
    if (n % 100 === 0) await rest();
  }
  return { images, labels, side, count, training, validation };
}

/**
 * Loads the page's digits, a few at a time, so that the page stays awake.
 * @param {(path: string) => string} files The URL of one of the page's own files.
 * @param {{ defaultView: any }} document
 * @returns {Promise<Digits>}
 */
export async function loadDigits(files, { defaultView: view }) {
  const answer = await view.fetch(files('digits.bin')).catch(() => null);
  if (!answer?.ok) throw localizedError('digits.missing');
  const rest = () => new Promise((resume) => { view.setTimeout(resume); });
  return decodeDigits(new Uint8Array(await answer.arrayBuffer()), rest);
}
