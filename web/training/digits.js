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
/** Twice what the page brings. */
const [MOST_BYTES, MOST_PIXELS] = [100_000, 5_000_000];
/** The grey of an ink pixel by itself, and what each of its four neighbours adds; all five make 255. */
const [OWN, BESIDE] = [143, 28];
/** The pixels that predict one, as [rows down, columns right]. */
const NEIGHBOURS = [[-1, 0], [0, -1], [-1, 1], [-2, -1], [-1, 3], [-3, 1]];
const [REACH, TILE] = [3, 4];
/** Limits between the groups: the probability that the prediction is wrong. */
const GROUPS = [0.003, 0.012, 0.05, 0.12, 0.23, 0.37];

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
 * Pictures of 0 and 1, one after the other, from predictions and residuals.
 * @param {Uint8Array} labels @param {number} side @param {number} classes
 * @param {Uint8Array} residuals Group by group.
 * @param {number[]} starts Where each group begins.
 * @returns {Generator<Uint8Array>} It is overwritten by the next.
 */
function* pictures(labels, side, classes, residuals, starts) {
  const next = [...starts];
  const tiles = Math.ceil(side / TILE);
  const contexts = 2 ** NEIGHBOURS.length * classes * tiles * tiles;
  const [pixels, ink] = [new Uint32Array(contexts), new Uint32Array(contexts)];
  // Rows above and columns at the right are paper; those at the right are also left of the next row.
  const width = side + REACH;
  const offsets = NEIGHBOURS.map(([down, right]) => down * width + right);
  const frame = new Uint8Array(width * (side + REACH));
  const picture = new Uint8Array(side * side);
  for (const label of labels) {
    for (let y = 0, n = 0; y < side; y += 1) {
      for (let x = 0, at = (y + REACH) * width; x < side; x += 1, at += 1, n += 1) {
        let near = 0;
        for (const offset of offsets) near = 2 * near + frame[at + offset];
        const context = (classes * near + label) * tiles * tiles + tiles * Math.floor(y / TILE) + Math.floor(x / TILE);
        const probability = (ink[context] + 0.5) / (pixels[context] + 1);
        const wrong = Math.min(probability, 1 - probability);
        let group = 0;
        while (wrong >= GROUPS[group]) group += 1;
        const bit = Number(probability > 0.5) ^ residuals[next[group]++];
        pixels[context] += 1;
        ink[context] += bit;
        frame[at] = bit;
        picture[n] = bit;
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
  if (bytes.length > MOST_BYTES) throw damaged();
  const content = await gunzip(bytes).catch(() => { throw damaged(); });
  const start = HEADER + 4 * (GROUPS.length + 1);
  if (content.length < start) throw damaged();
  const view = new DataView(content.buffer);
  const [side, classes] = [view.getUint8(0), view.getUint8(1)];
  const [ofTraining, ofValidation] = [view.getUint16(2, true), view.getUint16(4, true)];
  const [training, validation] = [classes * ofTraining, classes * ofValidation];
  const count = training + validation;
  const size = side * side;
  if (size * count === 0 || size * count > MOST_PIXELS) throw damaged();
  const labels = Uint8Array.from({ length: count }, (_, n) => (
    n < training ? Math.floor(n / ofTraining) : Math.floor((n - training) / ofValidation)));
  const images = new Uint8Array(count * size);
  const residuals = expand(content.subarray(start), images.length);
  const starts = Array.from({ length: GROUPS.length + 1 }, (_, group) => view.getUint32(HEADER + 4 * group, true));
  let n = 0;
  for (const bits of pictures(labels, side, classes, residuals, starts)) {
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
