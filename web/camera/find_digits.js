/** Digits in the ink of a video's picture: pieces of ink that may be digits, in lines, each as a picture of its own. */
import { connectedComponents } from '../image/filters.js';

/**
 * @typedef {import('../types.js').Picture} Picture
 *
 * @typedef {object} Box In pixels of the picture.
 * @property {number} left
 * @property {number} top
 * @property {number} width
 * @property {number} height
 *
 * @typedef {object} Found What may be a digit.
 * @property {Box} box
 * @property {number} line Which line it stands in, from 0, the uppermost.
 * @property {Picture} picture Its ink alone.
 *
 * @typedef {object} Piece
 * @property {Box} box
 * @property {number[]} labels
 */

/** The shortest that can be read, in pixels; a digit as thick as this share of its longer side is a blot. */
const [LEAST_SIDE, THICKEST] = [12, 0.34];
/** Of a piece's darkest ink: what is no stroke's edge any more, and what is all stroke. */
const [EDGE, STROKE] = [0.25, 0.7];
/** A piece's darkest ink, in shares of 255; fainter ones are the paper's grain. */
const LEAST_PEAK = 34;
/** More than these are a page of print, and nobody's row of digits. */
const MOST = 40;

/** @param {Box} one @param {Box} other How far two boxes overlap from left to right, and from top to bottom; negative: the gap. */
const overlap = (one, other) => ({
  across: Math.min(one.left + one.width, other.left + other.width) - Math.max(one.left, other.left),
  down: Math.min(one.top + one.height, other.top + other.height) - Math.max(one.top, other.top),
});

/** @param {Box} one @param {Box} other @returns {Box} */
function union(one, other) {
  const [left, top] = [Math.min(one.left, other.left), Math.min(one.top, other.top)];
  return {
    left,
    top,
    width: Math.max(one.left + one.width, other.left + other.width) - left,
    height: Math.max(one.top + one.height, other.top + other.height) - top,
  };
}

/** Each component's box, darkest ink and rim's length. @param {Picture} ink @param {Int32Array} labels @param {number} count */
function measured({ data, width, height }, labels, count) {
  const [lefts, tops, rights, bottoms] = [0, 1, 2, 3].map((side) => new Int32Array(count).fill(side < 2 ? 1 << 30 : -1));
  const [peaks, rims] = [new Uint8Array(count), new Int32Array(count)];
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      const k = labels[i];
      if (k === 0) continue;
      if (x < lefts[k]) lefts[k] = x;
      if (x > rights[k]) rights[k] = x;
      if (y < tops[k]) tops[k] = y;
      bottoms[k] = y;
      if (data[i] > peaks[k]) peaks[k] = data[i];
      if (!labels[i - 1] || !labels[i + 1] || !labels[i - width] || !labels[i + width]) rims[k] += 1;
    }
  }
  const box = (/** @type {number} */ k) => (
    { left: lefts[k], top: tops[k], width: rights[k] - lefts[k] + 1, height: bottoms[k] - tops[k] + 1 });
  return { box, peaks, rims };
}

/** Whether a box touches the picture's border. @param {Box} box @param {Picture} ink */
const leaves = ({ left, top, width, height }, ink) => left <= 0 || top <= 0 || left + width >= ink.width || top + height >= ink.height;

/** Joins parts of one digit, such as the cap of a 5: one above the other, close, each within the other's breadth. @param {Piece[]} pieces */
function joined(pieces) {
  /** @type {Piece[]} */
  const whole = [];
  for (const piece of [...pieces].sort((a, b) => b.box.height - a.box.height)) {
    const home = whole.find(({ box }) => {
      const { across, down } = overlap(box, piece.box);
      const inside = across >= 0.6 * Math.min(box.width, piece.box.width);
      const near = down > -0.12 * box.height && piece.box.height < 0.7 * box.height;
      return inside && near && union(box, piece.box).height < 1.5 * box.height;
    });
    if (home) Object.assign(home, { box: union(home.box, piece.box), labels: [...home.labels, ...piece.labels] });
    else whole.push({ ...piece });
  }
  return whole;
}

/** The ink of some components, cut out, its strokes as dark as a pen's. @param {Picture} ink @param {Int32Array} labels @param {Piece} piece @param {Uint8Array} peaks */
function cutOut(ink, labels, { box, labels: own }, peaks) {
  const data = new Uint8Array(box.width * box.height);
  for (let y = 0; y < box.height; y += 1) {
    for (let x = 0; x < box.width; x += 1) {
      const i = (box.top + y) * ink.width + box.left + x;
      if (!own.includes(labels[i])) continue;
      const share = (ink.data[i] / peaks[labels[i]] - EDGE) / (STROKE - EDGE);
      data[y * box.width + x] = 255 * Math.min(Math.max(share, 0), 1);
    }
  }
  return { data, width: box.width, height: box.height };
}

/** Puts pieces into lines, each from left to right. @param {Piece[]} pieces @returns {Piece[][]} */
function inLines(pieces) {
  /** @type {{pieces: Piece[], box: Box}[]} */
  const lines = [];
  for (const piece of [...pieces].sort((a, b) => b.box.height - a.box.height)) {
    const line = lines.find(({ box }) => (
      overlap(box, piece.box).down >= 0.5 * Math.min(piece.box.height, box.height) && piece.box.height > 0.35 * box.height));
    if (line) line.pieces.push(piece);
    else lines.push({ pieces: [piece], box: piece.box });
  }
  lines.sort((a, b) => a.box.top + a.box.height / 2 - b.box.top - b.box.height / 2);
  return lines.map((line) => line.pieces.sort((a, b) => a.box.left - b.box.left));
}

/**
 * Finds what may be digits.
 *
 * @param {Picture} ink As `frameInk` gives it.
 * @returns {Found[]} In the order in which they are read.
 */
export function findDigits(ink) {
  const grey = { ...ink, data: Float64Array.from(ink.data) };
  const { labels, sizes } = connectedComponents(grey);
  const { box, peaks, rims } = measured(ink, labels, sizes.length);
  const pieces = sizes.map((size, k) => ({ box: box(k), labels: [k], size, peak: peaks[k], rim: rims[k] })).filter((piece) => {
    const longer = Math.max(piece.box.width, piece.box.height);
    return piece.size > 0 && longer >= LEAST_SIDE / 2 && piece.peak >= LEAST_PEAK && !leaves(piece.box, ink)
      && (2 * piece.size) / piece.rim <= Math.max(THICKEST * longer, 3);
  });
  const whole = joined(pieces).filter(({ box: { width, height } }) => (
    height >= LEAST_SIDE && width <= 2 * height && height <= 12 * width));
  const largest = whole.sort((a, b) => b.box.height - a.box.height).slice(0, MOST);
  return inLines(largest).flatMap((line, at) => line.map((piece) => (
    { box: piece.box, line: at, picture: cutOut(ink, labels, piece, peaks) })));
}
