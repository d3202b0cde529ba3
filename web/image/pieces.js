/** Pieces of ink by their boxes: lines of them, their typical height, what it costs to part them. */
import {
  CUT_COST, GAP_COST, JOIN_COST, LINE_OVERLAP, LONE_CUT_COST, MAX_PIECES, MIN_HEIGHT, OVERLAP_COST, USUAL_WIDTH, WIDTH_COST,
} from './segmentation_constants.js';

/**
 * @typedef {object} Piece A connected component, or a part of one between two cuts.
 * @property {number} label Its number in the map of pieces.
 * @property {number} component The component's number; parts of one share it.
 * @property {number} left
 * @property {number} top
 * @property {number} right The first column beyond.
 * @property {number} bottom The first row beyond.
 * @property {number} crossed The ink that the cut at its left crosses, as a share of the component's height; 0 for a first part.
 */

/** Every component's box. @param {Int32Array} labels @param {number} width @param {number} count With label 0. @returns {Piece[]} */
export function piecesOf(labels, width, count) {
  /** @type {Piece[]} */
  const found = [];
  for (let n = 0; n < count; n += 1) found.push({ label: n, component: n, left: width, top: Infinity, right: 0, bottom: 0, crossed: 0 });
  for (let i = 0, x = 0, y = 0; i < labels.length; i += 1) {
    if (labels[i]) {
      const piece = found[labels[i]];
      if (x < piece.left) piece.left = x;
      if (x >= piece.right) piece.right = x + 1;
      if (y < piece.top) piece.top = y;
      piece.bottom = y + 1;
    }
    x += 1;
    if (x === width) [x, y] = [0, y + 1];
  }
  return found.slice(1);
}

/** @param {Piece} piece */
const heightOf = ({ top, bottom }) => bottom - top;

/** The median of heights, each counted by the height itself: caps and specks hardly count. @param {Piece[]} pieces At least one. */
export function typicalHeight(pieces) {
  const heights = pieces.map(heightOf).sort((a, b) => a - b);
  const half = heights.reduce((a, b) => a + b, 0);
  let total = 0;
  return /** @type {number} */ (heights.find((height) => {
    total += 2 * height;
    return total >= half;
  }));
}

/** Named as the first. @param {Piece[]} pieces @returns {Piece} */
export function unionOf(pieces) {
  const union = { ...pieces[0] };
  for (const { left, top, right, bottom } of pieces) {
    union.left = Math.min(union.left, left);
    union.top = Math.min(union.top, top);
    union.right = Math.max(union.right, right);
    union.bottom = Math.max(union.bottom, bottom);
  }
  return union;
}

/** How much two intervals have in common; negative where there is a gap between them. @param {number} low @param {number} high @param {number} otherLow @param {number} otherHigh */
export const shared = (low, high, otherLow, otherHigh) => Math.min(high, otherHigh) - Math.max(low, otherLow);

/** The share of the narrower one's columns that are the other's too; negative where there is a gap. @param {Piece} one @param {Piece} other */
const overlap = (one, other) => (
  shared(one.left, one.right, other.left, other.right) / Math.min(one.right - one.left, other.right - other.left)
);

/** Between two boxes, squared; 0 where they meet. @param {Piece} one @param {Piece} other */
function distance(one, other) {
  const across = Math.max(0, -shared(one.left, one.right, other.left, other.right));
  const down = Math.max(0, -shared(one.top, one.bottom, other.top, other.bottom));
  return across * across + down * down;
}

/** The line whose last piece a piece stands beside. @param {Piece[][]} lines @param {Piece} piece */
function lineBeside(lines, piece) {
  let [best, most] = [/** @type {Piece[] | null} */ (null), LINE_OVERLAP];
  for (const line of lines) {
    const last = line[line.length - 1];
    const share = shared(piece.top, piece.bottom, last.top, last.bottom) / Math.min(heightOf(piece), heightOf(last));
    if (share >= most) [best, most] = [line, share];
  }
  return best;
}

/** Of lines, that with the piece nearest to another. @param {Piece[][]} lines @param {Piece} piece */
function nearestLine(lines, piece) {
  const distances = lines.map((line) => Math.min(...line.map((each) => distance(piece, each))));
  return distances.indexOf(Math.min(...distances));
}

/** Components in lines from top to bottom: each tall one joins the line whose last one it stands beside. @param {Piece[]} components @returns {Piece[][]} */
export function intoLines(components) {
  const least = MIN_HEIGHT * typicalHeight(components);
  /** @type {Piece[][]} */
  const tall = [];
  for (const each of components.filter((c) => heightOf(c) >= least).sort((a, b) => a.left - b.left || a.top - b.top)) {
    const line = lineBeside(tall, each);
    if (line) line.push(each);
    else tall.push([each]);
  }
  const lines = tall.map((line) => [...line]);
  for (const each of components) if (heightOf(each) < least) lines[nearestLine(tall, each)].push(each);
  const middles = tall.map((line) => line.reduce((sum, c) => sum + c.top + c.bottom, 0) / line.length);
  const order = middles.map((_, n) => n).sort((a, b) => middles[a] - middles[b]);
  return order.map((n) => lines[n].sort((a, b) => a.left + a.right - b.left - b.right || a.top - b.top || a.left - b.left));
}

/** The empty columns between a group's pieces. @param {Piece[]} group */
function gapsOf(group) {
  let [total, end] = [0, group[0].right];
  for (const { left, right } of group.slice(1)) {
    total += Math.max(0, left - end);
    end = Math.max(end, right);
  }
  return total;
}

/** What it costs to take pieces for one digit, whatever it is read as: for its width, gaps, and tall pieces side by side. @param {Piece[]} group @param {number} height The line's. */
export function shapeCost(group, height) {
  const box = unionOf(group);
  let cost = WIDTH_COST * Math.max(0, (box.right - box.left) / heightOf(box) - USUAL_WIDTH) + (GAP_COST * gapsOf(group)) / height;
  for (let i = 1; i < group.length; i += 1) {
    const [left, right] = [group[i - 1], group[i]];
    if (left.component === right.component || Math.min(heightOf(left), heightOf(right)) < MIN_HEIGHT * height) continue;
    cost += JOIN_COST * (1 - Math.max(0, overlap(left, right)));
  }
  return cost;
}

/** What it costs to part a line's pieces before each of them: the cuts and the overlaps that fall apart there. @param {Piece[]} pieces @param {boolean} alone Whether they are all of one component. */
export function boundaryCosts(pieces, alone) {
  const costs = Array(pieces.length + 1).fill(0);
  pieces.forEach((right, j) => {
    for (let i = Math.max(0, j - MAX_PIECES); i < j; i += 1) {
      const left = pieces[i];
      if (left.component === right.component) {
        if (pieces.slice(i + 1, j).every(({ component }) => component !== right.component)) {
          costs[j] += CUT_COST * right.crossed + (alone ? LONE_CUT_COST : 0);
        }
        continue;
      }
      const share = overlap(left, right);
      if (share > 0) for (let b = i + 1; b <= j; b += 1) costs[b] += OVERLAP_COST * share;
    }
  });
  return costs;
}
