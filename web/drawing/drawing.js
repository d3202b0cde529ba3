/**
 * Drawings: strokes on 280 × 280 logical units, perhaps on a picture. A point is `[x, y]` or `[x, y, width]`.
 *
 * @typedef {import('../types.js').Picture} Picture
 * @typedef {import('../types.js').Point} Point
 * @typedef {import('../types.js').Stroke} Stroke
 * @typedef {{strokes: Stroke[], picture: Picture | null}} Drawing
 * @typedef {[number, number, number, number]} Area left, top, right, bottom.
 */

/** A drawing is always SIZE × SIZE, however large its canvas is on the screen. */
export const SIZE = 280;
/** How wide the ink is, in logical units. */
export const PEN = 18;
/** A fine pen's ink: for several digits. */
export const FINE_PEN = 8;
/** Points nearer to each other than this say nothing about the stroke. */
export const LEAST_STEP = 0.5;

/** A copy without empty strokes. @param {Stroke[]} strokes @returns {Stroke[]} */
export function copyStrokes(strokes) {
  const full = strokes.filter((points) => points.length > 0);
  return full.map((points) => points.map((point) => /** @type {Point} */ ([...point])));
}

/** The area that some of a stroke's points cover. @param {Stroke} points @param {number} pen @returns {Area} */
export function areaOf(points, pen) {
  const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
  const reach = Math.max(pen, ...points.map(([, , width = pen]) => width)) / 2;
  return [Math.min(...xs) - reach, Math.min(...ys) - reach, Math.max(...xs) + reach, Math.max(...ys) + reach];
}
