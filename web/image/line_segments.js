/**
 * Straight segments in a picture of ink: long, thin, nearly level, drawn by hand or broken here and there.
 *
 * kerasdl/inference/line_segments.py does the same and explains the constants; both are held to one result by
 * tests/fixtures/foreground.json.
 */
import {
  MAX_SEGMENTS, SEGMENT_MAX_BLOCKS, SEGMENT_MAX_CANDIDATES, SEGMENT_MAX_GAP, SEGMENT_MAX_SHARED, SEGMENT_MAX_SLOPE,
  SEGMENT_MAX_STOUTNESS, SEGMENT_MAX_THICKNESS, SEGMENT_MIN_BLOCKS, SEGMENT_MIN_CLEAR,
  SEGMENT_MIN_COVERAGE, SEGMENT_MIN_LENGTH, SEGMENT_THICKNESS_SHARE,
} from './foreground_constants.js';

/** @typedef {import('./filters.js').GreyImage} GreyImage */
/** @typedef {{covered: number, start: number, slope: number, first: number, last: number}} Candidate */
/** @typedef {[number, number, number]} Run A column, the first row of its ink and the one after the last. */
/** @typedef {{data: Uint8Array, width: number, height: number}} Blocks */

/**
 * @typedef {object} Segment A nearly level segment, followed from column to column.
 * @property {number} first Its first column.
 * @property {number} last Its last column.
 * @property {Float64Array} centre Its row in each column.
 * @property {Run[]} runs Where its ink is no thicker than it is itself, so that nothing crosses it.
 * @property {number} thickness Of most of it; a run's differs from it by half at most.
 */

const SAMPLES = 32;

/** Rounded to the nearest, halves upwards. @param {number} value */
const rounded = (value) => Math.floor(value + 0.5);

/** A segment's row in a column, or at its nearer end. @param {Segment} segment @param {number} column */
export function rowOf({ first, last, centre }, column) {
  return centre[Math.min(Math.max(rounded(column), first), last) - first];
}

/** The upper median. @param {number[]} values */
export const upperMedian = (values) => values.slice().sort((a, b) => a - b)[values.length >> 1];

/**
 * The upright run of ink that a pixel is on: its first row and the one after its last.
 *
 * @param {GreyImage} ink @param {number} column @param {number} row @returns {[number, number]}
 */
export function runThrough({ data, width, height }, column, row) {
  let [top, bottom] = [row, row + 1];
  while (top > 0 && data[(top - 1) * width + column] > 0) top -= 1;
  while (bottom < height && data[bottom * width + column] > 0) bottom += 1;
  return [top, bottom];
}

/** Blocks of pixels, each of them ink where any of its pixels is. @param {GreyImage} ink @param {number} step @returns {Blocks} */
function pooled({ data, width, height }, step) {
  const [across, down] = [Math.ceil(width / step), Math.ceil(height / step)];
  const blocks = new Uint8Array(across * down);
  for (let y = 0; y < height; y += 1) {
    const row = Math.floor(y / step) * across;
    for (let x = 0; x < width; x += 1) if (data[y * width + x] > 0) blocks[row + Math.floor(x / step)] = 1;
  }
  return { data: blocks, width: across, height: down };
}

/** Where a block, or the one above or below it, has ink; column by column, with a margin of rows. @param {Blocks} blocks @param {number} margin */
function nearColumns({ data, width, height }, margin) {
  const rows = height + 2 * margin;
  const near = new Uint8Array(width * rows);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (data[y * width + x]) near.fill(1, x * rows + y + margin - 1, x * rows + y + margin + 2);
    }
  }
  return near;
}

/** The rows that are set in each column, one after the other, and where each column's begin. @param {Uint8Array} near @param {number} rows */
function rowsSet(near, rows) {
  const starts = new Int32Array(near.length / rows + 1);
  const set = new Int32Array(near.length);
  let count = 0;
  for (let i = 0, column = 0; i < near.length; column += 1) {
    starts[column] = count;
    for (let row = 0; row < rows; row += 1, i += 1) if (near[i]) set[count++] = row;
  }
  starts[starts.length - 1] = count;
  return { starts, set };
}

/**
 * Runs along straight lines, those with the most ink first; of two alike the one that ends first, then by slope and row.
 *
 * @param {Blocks} blocks @returns {Candidate[]}
 */
function candidatesOf(blocks) {
  const { width, height } = blocks;
  const least = Math.max(SEGMENT_MIN_BLOCKS, SEGMENT_MIN_LENGTH * Math.min(width, height));
  const mostGap = Math.max(1, Math.floor(SEGMENT_MAX_GAP * Math.min(width, height)));
  const reach = Math.floor(SEGMENT_MAX_SLOPE * width);
  const margin = reach + 1;
  const rows = height + 2 * margin;
  const { starts, set } = rowsSet(nearColumns(blocks, margin), rows);
  /** @type {Candidate[]} */
  const found = [];
  // For each line of a slope, by its row at the left, the run that it is on: its first and last ink, and how much.
  const [first, last, covered] = [new Int32Array(rows), new Int32Array(rows), new Int32Array(rows)];
  for (let drop = -reach; drop <= reach; drop += 2) {
    const end = (/** @type {number} */ row) => {
      if (covered[row] < Math.max(least, SEGMENT_MIN_COVERAGE * (last[row] - first[row] + 1))) return;
      found.push({ covered: covered[row], start: row - margin, slope: drop / width, first: first[row], last: last[row] });
    };
    covered.fill(0);
    for (let column = 0; column < width; column += 1) {
      const shift = Math.floor((drop * column) / width + 0.5);
      for (let k = starts[column]; k < starts[column + 1]; k += 1) {
        const row = set[k] - shift;
        if (row < 0 || row >= rows) continue;
        if (column - last[row] > mostGap || covered[row] === 0) {
          end(row);
          [first[row], covered[row]] = [column, 0];
        }
        last[row] = column;
        covered[row] += 1;
      }
    }
    for (let row = 0; row < rows; row += 1) end(row);
  }
  return found.sort((one, other) => (
    other.covered - one.covered || one.last - other.last || one.slope - other.slope || one.start - other.start)).slice(0, SEGMENT_MAX_CANDIDATES);
}

/** Some of the blocks that a candidate passes through, evenly spaced. @param {Candidate} line @param {Blocks} blocks */
function placesOn({ start, slope, first, last }, { width, height }) {
  const places = new Int32Array(SAMPLES);
  for (let k = 0; k < SAMPLES; k += 1) {
    const column = rounded(first + ((last - first) * k) / (SAMPLES - 1));
    places[k] = Math.min(Math.max(rounded(start + slope * column), 0), height - 1) * width + column;
  }
  return places;
}

/**
 * In a column the row of the ink nearest to the one expected, above rather than below; -1 where there is none within reach.
 *
 * @param {GreyImage} ink @param {number} column @param {number} expected @param {number} reach
 */
function nearestInk({ data, width, height }, column, expected, reach) {
  const middle = rounded(expected);
  for (let away = 0; away <= reach; away += 1) {
    for (const row of [middle - away, middle + away]) {
      if (row >= 0 && row < height && data[row * width + column] > 0) return row;
    }
  }
  return -1;
}

/** Whether a run's length is about a line's thickness. @param {number} run @param {number} thickness */
const isAlike = (run, thickness) => run <= 1.5 * thickness + 1 && run >= 0.5 * thickness - 1;

/** The longest part that does not leap from one line to another beside it, between columns that follow each other. @param {Run[]} runs */
function longestUnbroken(runs) {
  let [best, from] = [/** @type {Run[]} */ ([]), 0];
  for (let k = 1; k <= runs.length; k += 1) {
    const [[column, top, bottom], next] = [runs[k - 1], runs[k]];
    if (next && (next[0] > column + 1 || (next[1] <= bottom && next[2] >= top))) continue;
    if (k - from > best.length) best = runs.slice(from, k);
    from = k;
  }
  return best;
}

/**
 * The thin runs that follow a segment's last one, column by column.
 *
 * @param {GreyImage} ink @param {Run} from @param {number} step @param {number} thickness
 */
function continued(ink, from, step, thickness) {
  /** @type {Run[]} */
  const found = [];
  let [column, top, bottom] = from;
  for (column += step; column >= 0 && column < ink.width; column += step) {
    let row = top;
    while (row < bottom && !(ink.data[row * ink.width + column] > 0)) row += 1;
    if (row === bottom) break;
    [top, bottom] = runThrough(ink, column, row);
    if (!isAlike(bottom - top, thickness)) break;
    found.push([column, top, bottom]);
  }
  return found;
}

/**
 * The row in each column, between runs along straight lines, beyond them as at the nearest.
 *
 * @param {Run[]} runs @param {number} first @param {number} last
 */
function centreOf(runs, first, last) {
  const middles = runs.map(([, top, bottom]) => (top + bottom - 1) / 2);
  let k = 0;
  return Float64Array.from({ length: last - first + 1 }, (_, i) => {
    const column = first + i;
    while (k + 1 < runs.length && runs[k + 1][0] <= column) k += 1;
    if (column <= runs[k][0] || k + 1 === runs.length) return middles[k];
    const slope = (middles[k + 1] - middles[k]) / (runs[k + 1][0] - runs[k][0]);
    return slope * (column - runs[k][0]) + middles[k];
  });
}

/** The segment along a line, unless it is too thick. @param {GreyImage} ink @param {Candidate} line @param {number} step @returns {Segment | null} */
function followed(ink, line, step) {
  const [from, to] = [line.first * step, Math.min(ink.width, line.last * step + step)];
  /** @type {Run[]} */
  let runs = [];
  for (let column = from; column < to; column += 1) {
    const expected = line.start * step + (step - 1) / 2 + line.slope * column;
    const row = nearestInk(ink, column, expected, 2 * step);
    if (row >= 0) runs.push([column, ...runThrough(ink, column, row)]);
  }
  if (runs.length < (SEGMENT_MIN_COVERAGE * (to - from)) / 2) return null;
  const lengths = runs.map(([, top, bottom]) => bottom - top).sort((a, b) => a - b);
  const thickness = lengths[Math.floor(SEGMENT_THICKNESS_SHARE * lengths.length)];
  const most = Math.max(4, SEGMENT_MAX_THICKNESS * Math.min(ink.width, ink.height));
  if (thickness > most || thickness > SEGMENT_MAX_STOUTNESS * (to - from)) return null;
  // What is thicker crosses it; what is thinner there is another line.
  runs = longestUnbroken(runs.filter(([, top, bottom]) => isAlike(bottom - top, thickness)));
  const ahead = continued(ink, runs[runs.length - 1], 1, thickness);
  const behind = continued(ink, runs[0], -1, thickness).reverse();
  runs = [...behind, ...runs, ...ahead];
  const [first, last] = [runs[0][0], runs[runs.length - 1][0]];
  if (runs.length < SEGMENT_MIN_CLEAR * (last - first + 1)) return null;
  return { first, last, centre: centreOf(runs, first, last), runs, thickness };
}

/** Marks the blocks that a segment passes through, and those above and below. @param {Blocks} taken @param {Segment} segment @param {number} step */
function take({ data, width, height }, { runs }, step) {
  for (const [column, top, bottom] of runs) {
    const [from, to] = [Math.max(0, Math.floor(top / step) - 1), Math.min(height, Math.floor((bottom - 1) / step) + 2)];
    for (let row = from; row < to; row += 1) data[row * width + Math.floor(column / step)] = 1;
  }
}

/**
 * Long thin segments that are nearly level, the longest first; none lies over another.
 *
 * @param {GreyImage} ink Positive where there is ink. @returns {Segment[]}
 */
export function findSegments(ink) {
  const step = Math.ceil(Math.sqrt((ink.width * ink.height) / SEGMENT_MAX_BLOCKS));
  const blocks = pooled(ink, step);
  const taken = { ...blocks, data: new Uint8Array(blocks.data.length) };
  /** @type {Segment[]} */
  const found = [];
  for (const line of candidatesOf(blocks)) {
    if (found.length === MAX_SEGMENTS) break;
    const places = placesOn(line, blocks);
    let shared = 0;
    for (const place of places) shared += taken.data[place];
    if (shared > SEGMENT_MAX_SHARED * SAMPLES) continue;
    const segment = followed(ink, line, step);
    if (segment) {
      found.push(segment);
      take(taken, segment, step);
    } else for (const place of places) taken.data[place] = 1;
  }
  return found;
}
