/**
 * Removal of ruled lines: lines from border to border are not ink, except where a stroke crosses them.
 *
 * kerasdl/inference/ruled_lines.py does the same and explains the constants; both are held to one result by
 * tests/fixtures/foreground.json.
 */
import { transposed } from './filters.js';
import {
  RULE_END_MARGIN, RULE_MAX_SLOPE, RULE_MAX_THICKNESS, RULE_MIN_COVERAGE,
} from './foreground_constants.js';

/** @typedef {import('./filters.js').GreyImage} GreyImage */
/** @typedef {{gaps: number, start: number, drop: number}} Line Its row at the left, and rows down to the right. */

/** A line's row in a column. @param {number} start @param {number} drop @param {number} x @param {number} width */
const rowAt = (start, drop, x, width) => Math.floor(start + (drop * x) / width + 0.5);

/**
 * The vertical run of ink at a pixel, or at the one above or below it: its first row and the one after its last.
 *
 * @param {GreyImage} ink @param {number} x @param {number} at @returns {[number, number]}
 */
function runAt({ data, width, height }, x, at) {
  const y = [at, at - 1, at + 1].find((row) => row >= 0 && row < height && data[row * width + x] > 0);
  if (y === undefined) return [at, at];
  let [first, last] = [y, y];
  while (first > 0 && data[(first - 1) * width + x] > 0) first -= 1;
  while (last < height && data[last * width + x] > 0) last += 1;
  return [first, last];
}

/** The rows at the left near which a line can begin. @param {GreyImage} ink */
function startsOf({ data, width, height }) {
  /** @type {Set<number>} */
  const rows = new Set();
  for (let y = 0; y < height; y += 1) {
    if (!data.subarray(y * width, y * width + Math.ceil(RULE_END_MARGIN * width)).some((value) => value > 0)) continue;
    for (let near = -3; near <= 3; near += 1) rows.add(y + near);
  }
  return [...rows];
}

/**
 * How many of a line's sampled pixels lack ink; -1 where it is no ruled line.
 *
 * @param {GreyImage} ink @param {number} start @param {number} drop
 */
function gapsOf({ data, width, height }, start, drop) {
  const step = Math.max(1, Math.floor(width / 200));
  const most = (1 - RULE_MIN_COVERAGE) * width;
  let [gaps, left, right] = [0, false, false];
  for (let x = 0; x < width; x += step) {
    const y = rowAt(start, drop, x, width);
    const i = y * width + x;
    if (y < 0 || y >= height || !(data[i] > 0 || data[i - width] > 0 || data[i + width] > 0)) {
      gaps += 1;
      if (gaps * step > most) return -1;
    } else if (x < RULE_END_MARGIN * width) left = true;
    else if (x > (1 - RULE_END_MARGIN) * width) right = true;
  }
  return left && right ? gaps : -1;
}

/** Ruled lines, those with the fewest gaps first. @param {GreyImage} ink */
function linesOf(ink) {
  const reach = Math.floor(RULE_MAX_SLOPE * ink.width + 0.5);
  const starts = startsOf(ink);
  /** @type {Line[]} */
  const lines = [];
  for (let drop = -reach; drop <= reach; drop += 2) {
    for (const start of starts) {
      const gaps = gapsOf(ink, start, drop);
      if (gaps >= 0) lines.push({ gaps, start, drop });
    }
  }
  return lines.sort((one, other) => one.gaps - other.gaps);
}

/** @param {GreyImage} given @returns {GreyImage} */
function withoutHorizontalLines(given) {
  const ink = { ...given, data: given.data.slice() };
  const { data, width, height } = ink;
  for (const { start, drop } of linesOf(ink)) {
    if (gapsOf(ink, start, drop) < 0) continue; // removed with another line that lay over it
    const runs = Array.from({ length: width }, (_, x) => runAt(ink, x, rowAt(start, drop, x, width)));
    const thicknesses = runs.map(([first, last]) => last - first).filter((rows) => rows > 0).sort((a, b) => a - b);
    const thickness = thicknesses[thicknesses.length >> 1];
    if (thickness > RULE_MAX_THICKNESS * height) continue;
    runs.forEach(([first, last], x) => {
      if (last - first <= 1.5 * thickness + 1) for (let y = first; y < last; y += 1) data[y * width + x] = 0;
    });
  }
  return ink;
}

/**
 * Removes horizontal and vertical ruled lines, unless nothing else is there.
 *
 * @param {GreyImage} ink Positive where there is ink. @returns {GreyImage}
 */
export function removeRuledLines(ink) {
  const rest = transposed(withoutHorizontalLines(transposed(withoutHorizontalLines(ink))));
  return rest.data.some((value) => value > 0) ? rest : ink;
}
