/**
 * Removal of what is printed round a digit: boxes, cells of forms, bars from rim to rim; crossing strokes stay.
 *
 * kerasdl/inference/frames.py does the same and explains the constants; both are held to one result by
 * tests/fixtures/foreground.json.
 */
import { connectedComponents, transposed } from './filters.js';
import {
  BOX_CONTENT, FRAME_ALIKE, FRAME_CORNER, FRAME_MAX_DENSITY, FRAME_MAX_STEP, FRAME_MIN_CONTENT, FRAME_MIN_SPAN,
  FRAME_OVERSHOOT, FRAME_RIM, FRAME_STRONGER, FRAME_STRONGER_SHARE, FRAME_THIN,
} from './foreground_constants.js';
import { findSegments, rowOf, runThrough, upperMedian } from './line_segments.js';

/** @typedef {import('./filters.js').GreyImage} GreyImage */
/** @typedef {import('./line_segments.js').Segment} Segment */
/** @typedef {{width: number, height: number}} Size */
/** @typedef {Segment & {upright: boolean}} Side An upright one has its rows and columns in the transposed picture. */

/** @param {Side} side @param {Size} size @returns {[boolean, boolean]} Whether its ends are at the picture's rim. */
function atRim({ first, last, upright }, { width, height }) {
  const length = upright ? height : width;
  const near = Math.max(1, FRAME_RIM * Math.min(width, height));
  return [first <= near, last >= length - 1 - near];
}

/** @param {Side} side @param {Size} size How near another one's end has to be. */
const corner = ({ thickness }, { width, height }) => 2 + thickness / 2 + FRAME_CORNER * Math.min(width, height);

/** Whether a side ends at another. @param {Side} one @param {number} end @param {Side} two @param {Size} size */
function meets(one, end, two, size) {
  // A stroke may end at a line, but no side is much thicker than the one that it ends at.
  if (one.upright === two.upright || one.thickness > FRAME_MAX_STEP * two.thickness + 2) return false;
  const near = corner(two, size);
  const column = end ? one.last : one.first;
  const row = rowOf(one, column);
  // A hand draws past a corner sooner than it stops before it.
  const past = (column - rowOf(two, row)) * (end ? 1 : -1);
  const most = near + FRAME_OVERSHOOT * Math.min(one.last - one.first, two.last - two.first);
  return two.first - near <= row && row <= two.last + near && past >= -near && past <= most;
}

/** @param {Side} side @param {Side[]} sides @param {Size} size Whether it ends at another or leaves the picture, twice. */
const isHeld = (side, sides, size) => atRim(side, size)
  .every((rim, end) => rim || sides.some((other) => meets(side, end, other, size)));

/** Whether sides in the same direction are about equally long and thick. @param {Side} one @param {Side} two */
function areAsLong(one, two) {
  const [thin, thick] = [one.thickness, two.thickness].sort((a, b) => a - b);
  const [short, long] = [one.last - one.first, two.last - two.first].sort((a, b) => a - b);
  return one.upright === two.upright && thick <= 1.5 * thin + 1 && long - short <= FRAME_ALIKE * short;
}

/** Whether sides are equally thick and opposite to each other. @param {Side} one @param {Side} two */
function areAlike(one, two) {
  const apart = FRAME_ALIKE * Math.min(one.last - one.first, two.last - two.first);
  return Math.abs(one.first - two.first) <= apart && Math.abs(one.last - two.last) <= apart && areAsLong(one, two);
}

/** Whether an upright side stands on a level one. @param {Side} side @param {Side} foot @param {Size} size */
function stands({ upright, last, centre, thickness }, foot, size) {
  const near = corner(foot, size) + thickness / 2;
  const column = centre[centre.length - 1];
  return upright && foot.first - near <= column && column <= foot.last + near && Math.abs(last - rowOf(foot, column)) <= near;
}

/**
 * The upright sides of cells that are open at the top: two that stand on the ends of a level one, and those between. All are
 * about equally tall and thick; in a row of cells that leans, their feet are not on one level.
 *
 * @param {Side} foot @param {Side[]} sides @param {Size} size
 */
function postsOf(foot, sides, size) {
  if (foot.upright) return [];
  const standing = sides.filter((side) => stands(side, foot, size));
  const [left, right] = [foot.first, foot.last].map((end) => standing.filter(({ centre, thickness }) => (
    Math.abs(centre[centre.length - 1] - end) <= corner(foot, size) + thickness / 2)));
  const paired = left.filter((one) => right.some((two) => areAsLong(one, two)));
  return standing.filter((side) => paired.some((one) => areAsLong(one, side)));
}

/** Whether another side runs past both its ends, and is far longer. @param {Side} one @param {Side[]} sides */
const isShort = (one, sides) => sides.some((two) => (
  one.upright === two.upright && two.first <= one.first + 2 && one.last - 2 <= two.last
  && one.last - one.first < FRAME_MIN_SPAN * (two.last - two.first)));

/**
 * Whether a side that keeps within the picture has another opposite, as boxes have and strokes have not.
 *
 * @param {Side} side @param {Side[]} sides @param {Size} size
 */
function isPaired(side, sides, size) {
  if (atRim(side, size).some(Boolean) || postsOf(side, sides, size).length > 0) return true;
  if (sides.some((other) => other !== side && areAlike(side, other))) return true;
  const across = sides.filter((other) => [0, 1].some((end) => meets(other, end, side, size)));
  return across.some((one, k) => across.slice(k + 1).some((two) => areAlike(one, two)));
}

/**
 * Of these, those that end at another of them or leave the picture, at both ends.
 *
 * @param {Side[]} given @param {Size} size
 */
function heldOf(given, size) {
  let sides = given;
  for (;;) {
    const all = sides;
    const posts = new Set(all.flatMap((foot) => postsOf(foot, all, size)));
    const held = all.filter((side) => posts.has(side) || isHeld(side, all, size));
    sides = held.filter((side) => !isShort(side, held) && isPaired(side, held, size));
    if (sides.length === all.length) return sides;
  }
}

/** Whether sides meet, or one stands on the other. @param {Side} one @param {Side} two @param {Size} size */
const touch = (one, two, size) => [0, 1].some((end) => meets(one, end, two, size) || meets(two, end, one, size))
  || (!two.upright && stands(one, two, size)) || (!one.upright && stands(two, one, size));

/** Sides that touch, one after the other: a box each, or a row of cells. @param {Side[]} sides @param {Size} size */
function groupsOf(sides, size) {
  /** @type {Side[][]} */
  let groups = [];
  for (const side of sides) {
    const joins = groups.map((group) => group.some((other) => touch(side, other, size)));
    groups = [...groups.filter((_, k) => !joins[k]), [side, ...groups.filter((_, k) => joins[k]).flat()]];
  }
  return groups;
}

/** A side's box; bottom and right are its last row and column. @param {Side} side */
function boxOf({ first, last, centre, upright }) {
  const [low, high] = [centre.reduce((a, b) => Math.min(a, b)), centre.reduce((a, b) => Math.max(a, b))];
  return upright ? { top: first, bottom: last, left: low, right: high } : { top: low, bottom: high, left: first, right: last };
}

/**
 * Whether something is written between sides, unless they leave the picture: else they are straight strokes of a digit.
 *
 * @param {Side[]} group @param {import('./filters.js').Box[]} pieces @param {Size} size
 */
function hasContent(group, pieces, size) {
  if (group.some((side) => atRim(side, size).some(Boolean))) return true;
  const boxes = group.map(boxOf);
  const [top, left] = [Math.min(...boxes.map((box) => box.top)), Math.min(...boxes.map((box) => box.left))];
  const [bottom, right] = [Math.max(...boxes.map((box) => box.bottom)), Math.max(...boxes.map((box) => box.right))];
  const lengths = group.filter(({ upright }) => upright).map(({ first, last }) => last - first);
  const least = lengths.length > 0 ? BOX_CONTENT * Math.min(...lengths) : 0;
  return pieces.some((piece) => {
    const middle = (piece.left + piece.right) / 2;
    return left <= middle && middle <= right && piece.top < bottom && piece.bottom > top && piece.bottom - piece.top >= least;
  });
}

/** The median, over the ink, of the shorter of the level and the upright run through a pixel. @param {GreyImage} ink */
function strokeWidth(ink) {
  const upright = runLengths(ink);
  const level = transposed({ ...transposed(ink), data: runLengths(transposed(ink)) }).data;
  /** @type {number[]} */
  const widths = [];
  upright.forEach((length, i) => { if (length) widths.push(Math.min(length, level[i])); });
  return upperMedian(widths);
}

/** The length of the upright run through each pixel. @param {GreyImage} ink */
function runLengths(ink) {
  const { data, width, height } = ink;
  const lengths = new Float64Array(data.length);
  for (let x = 0; x < width; x += 1) {
    for (let y = 0; y < height; y += 1) {
      if (!(data[y * width + x] > 0)) continue;
      const from = y;
      while (y < height && data[y * width + x] > 0) y += 1;
      for (let row = from; row < y; row += 1) lengths[row * width + x] = y - from;
    }
  }
  return lengths;
}

/**
 * What is left when lines are removed: the largest piece's box, what tells its strokes' width, and the boxes of all pieces that
 * are large enough for a digit; null for scraps.
 *
 * @param {GreyImage} ink @param {number} least
 */
function contentOf(ink, least) {
  const { labels, boxes } = connectedComponents(ink);
  const extents = boxes.map(({ top, bottom, left, right }) => Math.max(bottom - top, right - left));
  const largest = extents.reduce((best, extent, k) => (extent > extents[best] ? k : best), 0);
  if (extents[largest] < least) return null;
  const { top, bottom, left, right } = boxes[largest];
  const [width, height] = [right - left, bottom - top];
  const pieces = boxes.filter((_, k) => extents[k] >= least);
  return { ...boxes[largest], pieces, strokeWidth: () => strokeWidth({ width, height, data: Float64Array.from({ length: width * height }, (_, i) => (
    Number(labels[(top + Math.floor(i / width)) * ink.width + left + (i % width)] === largest))) }) };
}

/** Whether most of a side's ink is the picture's first or last row, or column. @param {Side} side @param {Size} size */
function liesOnRim({ runs, upright }, { width, height }) {
  const last = upright ? width : height;
  const share = (/** @type {(run: import('./line_segments.js').Run) => boolean} */ on) => runs.filter(on).length / runs.length;
  return Math.max(share(([, top]) => top === 0), share(([, , bottom]) => bottom === last)) > 0.5;
}

/**
 * Whether a side is none of the digit's strokes: of a box, thin, or longer than the digit at both ends.
 *
 * @param {Side} side @param {Side[]} sides @param {NonNullable<ReturnType<typeof contentOf>>} content @param {Size} size
 */
function isPrinted(side, sides, content, size) {
  if (!atRim(side, size).some(Boolean)) return true;
  const stroke = content.strokeWidth();
  if (side.thickness <= FRAME_THIN * stroke) return true;
  // A picture that was cut to the digit has the digit's own bar along its rim.
  if (liesOnRim(side, size) && sides.every((other) => other.upright === side.upright)) return false;
  const [low, high] = side.upright ? [content.top, content.bottom] : [content.left, content.right];
  const least = Math.max(2, FRAME_RIM * Math.min(size.width, size.height), 2 * stroke);
  return low - side.first >= least && side.last - (high - 1) >= least;
}

/** How strong a line is. @param {GreyImage} ink @param {Segment} segment */
const levelOf = ({ data, width }, { runs }) => upperMedian(runs.map(([column, top, bottom]) => (
  data[Math.floor((top + bottom - 1) / 2 + 0.5) * width + column])));

/** The run of ink at a row, or at the nearest within reach. @param {GreyImage} ink @param {number} column @param {number} row @param {number} reach */
function runNear(ink, column, row, reach) {
  for (let away = 0; away <= reach; away += 1) {
    for (const at of [row - away, row + away]) {
      if (at >= 0 && at < ink.height && ink.data[at * ink.width + column] > 0) return runThrough(ink, column, at);
    }
  }
  return null;
}

/**
 * Erases a segment where nothing crosses it, but not ink within it that is stronger than the line.
 *
 * @param {GreyImage} ink @param {Segment} segment
 */
function erase(ink, segment) {
  const { data, width } = ink;
  const { thickness } = segment;
  const reach = Math.ceil(thickness) + 2;
  const level = levelOf(ink, segment);
  let peak = 0;
  for (const value of data) if (value > peak) peak = value;
  const most = peak > FRAME_STRONGER * level ? level + FRAME_STRONGER_SHARE * (peak - level) : Infinity;
  const last = Math.min(width, segment.last + reach + 1);
  for (let column = Math.max(0, segment.first - reach); column < last; column += 1) {
    const row = Math.floor(rowOf(segment, column) + 0.5);
    const run = runNear(ink, column, row, Math.floor(thickness / 2) + 1);
    if (!run || run[1] - run[0] > 1.5 * thickness + 1) continue;
    for (let i = run[0] * width + column; i < run[1] * width; i += width) if (data[i] <= most) data[i] = 0;
  }
}

/** @param {GreyImage} ink @param {Side[]} sides @returns {GreyImage} */
function without(ink, sides) {
  const rest = { ...ink, data: ink.data.slice() };
  for (const side of sides) if (!side.upright) erase(rest, side);
  // Where two lines cross, what is left of the one is thin only now.
  const turned = transposed(rest);
  for (const side of sides) if (side.upright) erase(turned, side);
  return transposed(turned);
}

/**
 * Removes the straight sides of boxes, cells and tables, unless nothing else is there.
 *
 * A stroke of a digit may be as straight, as long and as thick. Sides are told from strokes by where they end: each end
 * meets another side, or leaves the picture.
 *
 * @param {GreyImage} ink Positive where there is ink.
 * @param {number} [least] The longer side of the smallest thing that is something, in pixels.
 * @returns {GreyImage} The given one where nothing is removed.
 */
export function removeFrames(ink, least = Math.max(3, FRAME_MIN_CONTENT * Math.min(ink.width, ink.height))) {
  const inked = ink.data.reduce((count, value) => count + Number(value > 0), 0);
  if (inked > FRAME_MAX_DENSITY * ink.data.length) return ink;
  const level = findSegments(ink).map((segment) => ({ ...segment, upright: false }));
  const upright = findSegments(transposed(ink)).map((segment) => ({ ...segment, upright: true }));
  let sides = heldOf([...level, ...upright], ink);
  while (sides.length > 0) {
    const rest = without(ink, sides);
    const content = contentOf(rest, least);
    if (!content) return ink;
    const around = groupsOf(sides, ink).filter((group) => hasContent(group, content.pieces, ink)).flat();
    const kept = around.filter((side) => isPrinted(side, sides, content, ink));
    if (kept.length === sides.length) return rest;
    sides = heldOf(kept, ink);
  }
  return ink;
}
