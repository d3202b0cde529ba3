/** Digits in the ink of a video's picture: what can be none is left out, the rest is split into digits. */
import { connectedComponents } from '../image/filters.js';
import { removeFrames } from '../image/frames.js';
import { removeRuledLines } from '../image/ruled_lines.js';
import { segmentDigits } from '../image/segmentation.js';

/**
 * @typedef {import('../types.js').Picture} Picture
 * @typedef {import('../image/segmentation.js').Judge} Judge
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
 * @typedef {ReturnType<typeof connectedComponents>} Components
 * @typedef {Box & {label: number, peak: number}} Piece A connected component with its darkest ink.
 */

/** Shares of its darkest ink: what is no stroke's edge any more, and what is all stroke. */
const [EDGE, STROKE] = [0.25, 0.7];
/** A piece's darkest ink, of 255; fainter ones are the paper's grain. */
const LEAST_PEAK = 34;
/** The shortest digit and part of a digit that can be read, in pixels; what is thicker than this share of its longer side is a blot. */
const [LEAST_DIGIT, LEAST_PART, THICKEST] = [9, 4, 0.48];
/** What is wider than so many times its height is a dash or a pen. */
const WIDEST = 2;
/** A frame round something at least so high, as a share of its own height; a digit has nothing so high inside. */
const FRAMED = 0.4;
/** A ruled paper's lines have at most this share of a side. */
const MOST_RULED = 0.25;
/** How far from a side lines are looked for, in pixels. */
const NEAR_SIDE = [0, 4, 9];
/** The shortest side of a box, in pixels, and how much of it is ink at most. Beyond its margin a line is one that leaves the picture. */
const [LEAST_FRAME, MOST_FRAME, MARGIN] = [2 * LEAST_DIGIT, 0.4, 12];
/** A side is straight whose ink is so near to a line, in pixels, in such a share of places: digits may stick out. It may lean so much. */
const [STRAIGHT, STRAIGHT_SHARE, MOST_LEANING] = [2.5, 0.55, 0.12];
/** More pieces than these are a page of print, and nobody's row of digits; the highest stay. */
const MOST_PIECES = 48;

/** @param {Picture} ink */
const componentsOf = (ink) => connectedComponents(/** @type {any} */ (ink));

/** Each component's box, darkest ink and length of rim. @param {Picture} ink @param {Int32Array} labels @param {number} count With label 0. */
function measured({ data, width, height }, labels, count) {
  const [lefts, tops, rights, bottoms] = [0, 1, 2, 3].map((side) => new Int32Array(count).fill(side < 2 ? width + height : -1));
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
  const piece = (/** @type {number} */ k) => ({
    label: k, left: lefts[k], top: tops[k], width: rights[k] - lefts[k] + 1, height: bottoms[k] - tops[k] + 1, peak: peaks[k], rim: rims[k],
  });
  return Array.from({ length: count - 1 }, (_, n) => piece(n + 1));
}

/** Whether a piece may be a digit or a part of one, by itself. @param {Piece & {rim: number}} piece @param {number} size @param {Picture} ink */
function isStroke({ left, top, width, height, peak, rim }, size, ink) {
  const inside = left > 0 && top > 0 && left + width < ink.width && top + height < ink.height;
  const longer = Math.max(width, height);
  return inside && longer >= LEAST_PART && peak >= LEAST_PEAK && (2 * size) / rim <= Math.max(THICKEST * longer, 3);
}

/** @param {Piece} frame @param {Piece} piece */
const frames = (frame, piece) => piece.left > frame.left && piece.left + piece.width < frame.left + frame.width
  && piece.top > frame.top && piece.top + piece.height < frame.top + frame.height && piece.height >= FRAMED * frame.height;

/** The pieces that may be digits or parts of them. @param {Picture} ink @param {Int32Array} labels @param {number[]} sizes */
function strokesOf(ink, labels, sizes) {
  const strokes = measured(ink, labels, sizes.length).filter((piece) => isStroke(piece, sizes[piece.label], ink))
    .sort((a, b) => b.height - a.height).slice(0, MOST_PIECES);
  return strokes.filter((each) => !strokes.some((other) => frames(each, other)));
}

/** The share of ink in a row or column near a side, where there is least: a line may lie along the side itself. @param {Picture} ink @param {boolean} columns @param {boolean} last */
function inkAtSide({ data, width, height }, columns, last) {
  const [count, length, across, along] = columns ? [width, height, 1, width] : [height, width, width, 1];
  return Math.min(...NEAR_SIDE.map((near) => {
    const start = (last ? Math.max(count - 1 - near, 0) : Math.min(near, count - 1)) * across;
    let inked = 0;
    for (let k = 0; k < length; k += 1) if (data[start + k * along] > 0) inked += 1;
    return inked / length;
  }));
}

/**
 * Without the lines of ruled and squared paper, which would join all digits that touch them. They are looked for where two
 * sides that lie opposite have some ink, and neither is full of it, as of a table's grain.
 *
 * @param {Picture} ink @returns {Picture}
 */
function unruled(ink) {
  const { data, width, height } = ink;
  const crossed = (/** @type {boolean} */ columns) => {
    const [one, other] = [inkAtSide(ink, columns, false), inkAtSide(ink, columns, true)];
    return Math.min(one, other) > 0 && Math.max(one, other) <= MOST_RULED;
  };
  if (!crossed(true) && !crossed(false)) return ink;
  const grey = { data: Float64Array.from(data), width, height };
  return { data: Uint8Array.from(removeRuledLines(grey).data), width, height };
}

/** A part of a picture, and back into it. @param {Picture} picture @param {import('../image/filters.js').Box} box */
function partOf({ data, width }, { left, top, right, bottom }) {
  const part = { data: new Float64Array((right - left) * (bottom - top)), width: right - left, height: bottom - top };
  for (let y = top; y < bottom; y += 1) part.data.set(data.subarray(y * width + left, y * width + right), (y - top) * part.width);
  return part;
}

/** The median. @param {Int32Array} values */
const middle = (values) => values.slice().sort()[values.length >> 1];

/**
 * Whether a side is straight and nearly level: in most places the outermost ink lies on a line, through the middles of its first
 * and last quarters.
 *
 * @param {Int32Array} depths How far inside the outermost ink is, place by place.
 */
function isStraight(depths) {
  const quarter = depths.length >> 2;
  const first = middle(depths.subarray(0, quarter));
  const slope = (middle(depths.subarray(-quarter)) - first) / (depths.length - quarter);
  let near = 0;
  for (let i = 0; i < depths.length; i += 1) if (Math.abs(depths[i] - first - slope * (i - quarter / 2)) <= STRAIGHT) near += 1;
  return Math.abs(slope) <= MOST_LEANING && near >= STRAIGHT_SHARE * depths.length;
}

/** Whether two opposite sides of a component are straight. @param {Components} components @param {number} label @param {number} width The picture's. */
function isBoxed({ labels, boxes }, label, width) {
  const { top, bottom, left, right } = boxes[label];
  return [true, false].some((level) => {
    const [count, depth] = level ? [right - left, bottom - top] : [bottom - top, right - left];
    const [along, inward] = level ? [1, width] : [width, 1];
    const [near, far] = [new Int32Array(count), new Int32Array(count)];
    for (let k = 0; k < count; k += 1) {
      const start = top * width + left + k * along;
      while (near[k] < depth && labels[start + near[k] * inward] !== label) near[k] += 1;
      while (far[k] < depth && labels[start + (depth - 1 - far[k]) * inward] !== label) far[k] += 1;
    }
    return isStraight(near) && isStraight(far);
  });
}

/** Boxes of what may be tables and boxes, the largest first: as large as a digit within it, mostly empty, with straight sides. @param {Components} components @param {Picture} picture */
function framesIn(components, { width, height }) {
  const { sizes, boxes } = components;
  const areas = boxes.map(({ top, bottom, left, right }) => (right - left) * (bottom - top));
  return boxes.map((_, k) => k)
    .filter((k) => Math.min(boxes[k].right - boxes[k].left, boxes[k].bottom - boxes[k].top) >= LEAST_FRAME
      && sizes[k] <= MOST_FRAME * areas[k] && isBoxed(components, k, width))
    .sort((one, other) => areas[other] - areas[one])
    .map((k) => ({
      left: Math.max(0, boxes[k].left - MARGIN), top: Math.max(0, boxes[k].top - MARGIN),
      right: Math.min(width, boxes[k].right + MARGIN), bottom: Math.min(height, boxes[k].bottom + MARGIN),
    }));
}

/**
 * Without the boxes and tables that digits are written into: one that touches a line would be one piece with it. Each is looked
 * at by itself, so that it may be anywhere and of any size.
 *
 * @param {Picture} ink
 * @returns {{ink: Picture, components: Components}}
 */
function unframed(ink) {
  const components = componentsOf(ink);
  const rest = { ...ink, data: ink.data.slice() };
  /** @type {import('../image/filters.js').Box[]} */
  const done = [];
  for (const box of framesIn(components, ink)) {
    if (done.some(({ left, top, right, bottom }) => left <= box.left && top <= box.top && right >= box.right && bottom >= box.bottom)) continue;
    const part = partOf(rest, box);
    const found = removeFrames(part, LEAST_DIGIT);
    if (found === part) continue;
    done.push(box);
    for (let y = 0; y < part.height; y += 1) rest.data.set(found.data.subarray(y * part.width, (y + 1) * part.width), (box.top + y) * ink.width + box.left);
  }
  return done.length > 0 ? { ink: rest, components: componentsOf(rest) } : { ink, components };
}

/** The part of a picture that holds some pieces. @param {Piece[]} pieces One at least. @returns {Box} */
function around(pieces) {
  const [left, top] = [Math.min(...pieces.map((each) => each.left)), Math.min(...pieces.map((each) => each.top))];
  const right = Math.max(...pieces.map((each) => each.left + each.width));
  const bottom = Math.max(...pieces.map((each) => each.top + each.height));
  return { left, top, width: right - left, height: bottom - top };
}

/** The ink of some pieces alone in a part of the picture, its strokes as dark as a pen's. @param {Picture} ink @param {Int32Array} labels @param {Piece[]} pieces @param {Box} part @returns {Picture} */
function inkOf({ data, width }, labels, pieces, part) {
  const only = new Uint8Array(part.width * part.height);
  for (const { label, peak, ...box } of pieces) {
    const darkness = Uint8Array.from({ length: 256 }, (_, value) => 255 * Math.min(Math.max((value / peak - EDGE) / (STROKE - EDGE), 0), 1));
    for (let y = box.top; y < box.top + box.height; y += 1) {
      const to = (y - part.top) * part.width - part.left;
      for (let x = box.left; x < box.left + box.width; x += 1) {
        const i = y * width + x;
        if (labels[i] === label) only[to + x] = darkness[data[i]];
      }
    }
  }
  return { data: only, width: part.width, height: part.height };
}

/**
 * Finds what may be digits.
 *
 * @param {Picture} given Ink, as `frameInk` gives it.
 * @param {Judge} judge
 * @returns {Found[]} In the order in which they are read.
 */
export function findDigits(given, judge) {
  const { ink, components: { labels, sizes } } = unframed(unruled(given));
  const strokes = strokesOf(ink, labels, sizes);
  if (strokes.length === 0) return [];
  const part = around(strokes);
  return segmentDigits(inkOf(ink, labels, strokes, part), judge)
    .filter(({ width, height }) => height >= LEAST_DIGIT && width <= WIDEST * height)
    .map(({ x, y, width, height, line, ink: picture }) => (
      { box: { left: part.left + x, top: part.top + y, width, height }, line, picture }));
}
