/**
 * The digits that the page learns from: reads web/digits.bin, which kerasdl/webpage/digits_codec.py writes and describes.
 *
 * The digits are MNIST's, by Y. LeCun, C. Cortes and C. J. C. Burges, CC BY-SA 3.0, in black and white; see NOTICE.
 *
 * @typedef {object} Digits
 * @property {Uint8Array} images count × side × side greys, 0 to 255.
 * @property {Uint8Array} labels
 * @property {number} side
 * @property {number} count
 * @property {number} training The first of them are to learn from…
 * @property {number} validation …and the last are never learned from.
 */
import { localizedError } from '../text/localized_error.js';
import { adler32 } from '../storage/checksum.js';

const HEADER = 14;
const MAGIC = 'KDG1';
/** The grey of an ink pixel on its own, and what each of its four neighbours adds; all five make 255. */
const [OWN, BESIDE] = [143, 28];
const [PLACE, TRUST] = [4, 6];

/**
 * The arithmetic decoder: gives back bits, each told how likely it is to be 1.
 * @param {Uint8Array} bytes
 * @returns {(probability: number) => number}
 */
function decoder(bytes) {
  let at = 0;
  const next = () => (at < bytes.length ? bytes[at++] : 0);
  let [low, high, code] = [0, 0xffffffff, 0];
  for (let n = 0; n < 4; n += 1) code = code * 256 + next();
  return (probability) => {
    const share = Math.min(Math.max(Math.floor(65536 * probability), 1), 65535);
    const middle = low + Math.floor((high - low) / 65536) * share;
    const bit = code <= middle ? 1 : 0;
    if (bit) high = middle;
    else low = middle + 1;
    while (((low ^ high) & 0xff000000) === 0) {
      low = (low << 8) >>> 0;
      high = ((high << 8) | 0xff) >>> 0;
      code = ((code << 8) | next()) >>> 0;
    }
    return bit;
  };
}

/**
 * Counts of the pixels that were seen in each context, and those with ink, and what follows from them.
 * @param {number[]} sizes How many contexts there are of each kind, from the widest to the narrowest.
 */
function model(sizes) {
  const tables = sizes.map((size) => new Uint32Array(2 * size));
  return {
    /** @param {ArrayLike<number>} known A context of each kind. */
    probability(known) {
      let probability = 0.5;
      for (let n = 0; n < tables.length; n += 1) {
        const [table, at] = [tables[n], 2 * known[n]];
        probability = (table[at + 1] + TRUST * probability) / (table[at] + TRUST);
      }
      return probability;
    },
    /** @param {ArrayLike<number>} known @param {number} bit */
    learn(known, bit) {
      for (let n = 0; n < tables.length; n += 1) {
        tables[n][2 * known[n]] += 1;
        tables[n][2 * known[n] + 1] += bit;
      }
    },
  };
}

/**
 * @param {Uint8Array} code @param {Uint8Array} labels @param {number} side @param {number} classes
 * @returns {Generator<void, Uint8Array>} A byte a pixel, 0 or 1; it yields after each digit.
 */
function* decodeBits(code, labels, side, classes) {
  const squares = Math.ceil(side / PLACE);
  const next = decoder(code);
  const { probability, learn } = model([16, 128, 1024, 1024 * classes, 1024 * classes * squares * squares]);
  // Two rows above and two columns at each side are paper.
  const width = side + 4;
  const frame = new Uint8Array(width * (side + 2));
  const known = new Int32Array(5);
  const bits = new Uint8Array(labels.length * side * side);
  let done = 0;
  for (const label of labels) {
    for (let y = 0; y < side; y += 1) {
      for (let x = 0; x < side; x += 1) {
        const at = (y + 2) * width + x + 2;
        const [up, above] = [at - width, at - 2 * width];
        const near = (frame[at - 1] << 9) | (frame[up] << 8) | (frame[up - 1] << 7) | (frame[up + 1] << 6)
          | (frame[at - 2] << 5) | (frame[above] << 4) | (frame[up + 2] << 3)
          | (frame[above - 1] << 2) | (frame[above + 1] << 1) | frame[up - 2];
        [known[0], known[1], known[2], known[3]] = [near >> 6, near >> 3, near, near * classes + label];
        known[4] = known[3] * squares * squares + Math.floor(y / PLACE) * squares + Math.floor(x / PLACE);
        const bit = next(probability(known));
        learn(known, bit);
        frame[at] = bit;
        bits[done++] = bit;
      }
    }
    frame.fill(0);
    yield;
  }
  return bits;
}

/**
 * Greys of black and white, as a pen's soft edge would have them.
 * @param {Uint8Array} bits @param {number} side
 * @returns {Uint8Array}
 */
function greys(bits, side) {
  const images = new Uint8Array(bits.length);
  for (let row = 0; row < bits.length / side; row += 1) {
    const y = row % side;
    for (let x = 0, at = row * side; x < side; x += 1, at += 1) {
      const beside = (x > 0 ? bits[at - 1] : 0) + (x < side - 1 ? bits[at + 1] : 0)
        + (y > 0 ? bits[at - side] : 0) + (y < side - 1 ? bits[at + side] : 0);
      images[at] = OWN * bits[at] + BESIDE * beside;
    }
  }
  return images;
}

/**
 * @param {Uint8Array} bytes
 * @returns {Generator<void, Digits>} It yields after each digit.
 */
function* decoding(bytes) {
  if (String.fromCharCode(...bytes.subarray(0, 4)) !== MAGIC || bytes.length < HEADER) {
    throw localizedError('digits.damaged', { received: `${bytes.length} bytes` });
  }
  const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER);
  const [side, classes] = [header.getUint8(4), header.getUint8(5)];
  const [ofTraining, ofValidation] = [header.getUint16(6, true), header.getUint16(8, true)];
  const [training, validation] = [classes * ofTraining, classes * ofValidation];
  const labels = Uint8Array.from({ length: training + validation }, (_, n) => (
    n < training ? Math.floor(n / ofTraining) : Math.floor((n - training) / ofValidation)));
  const bits = yield* decodeBits(bytes.subarray(HEADER), labels, side, classes);
  if (adler32(bits) !== header.getUint32(10, true)) throw localizedError('digits.damaged', { received: `${bytes.length} bytes` });
  return { images: greys(bits, side), labels, side, count: labels.length, training, validation };
}

/**
 * Reads a sheet of digits.
 * @param {Uint8Array} bytes
 * @returns {Digits}
 * @throws {Error} It is no sheet, or not as it was written.
 */
export function decodeDigits(bytes) {
  const work = decoding(bytes);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
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
  const work = decoding(new Uint8Array(await answer.arrayBuffer()));
  for (let n = 1; ; n += 1) {
    const { done, value } = work.next();
    if (done) return value;
    if (n % 100 === 0) await new Promise((resume) => view.setTimeout(resume));
  }
}
