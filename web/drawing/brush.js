/**
 * Strokes as smooth outlines: hulls of discs along curves from midpoint to midpoint.
 *
 * @typedef {import('../types.js').Point} Point
 * @typedef {import('../types.js').Stroke} Stroke
 * @typedef {[number, number, number]} Disc x, y, radius.
 */

/** A curve is laid out in pieces that turn by no more than this, in radians: smooth on the largest screens. */
const TURN = 0.12;

/**
 * Adds the hull of two discs to a path. All hulls go the same way round, so that a stroke of many is one shape, whose
 * edge is smooth where they meet.
 *
 * @param {Path2D} path @param {Disc} start @param {Disc} end
 */
function addHull(path, start, end) {
  const [x0, y0, r0] = start;
  const [x1, y1, r1] = end;
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (length <= Math.abs(r0 - r1)) {
    const [x, y, r] = r0 > r1 ? start : end;
    path.moveTo(x + r, y);
    path.arc(x, y, r, 0, 2 * Math.PI);
  } else {
    const along = Math.atan2(y1 - y0, x1 - x0);
    const aside = Math.acos((r0 - r1) / length);
    path.moveTo(x0 + r0 * Math.cos(along + aside), y0 + r0 * Math.sin(along + aside));
    path.arc(x0, y0, r0, along + aside, along - aside + 2 * Math.PI);
    path.arc(x1, y1, r1, along - aside, along + aside);
  }
  path.closePath();
}

/** @param {Disc} a @param {Disc} b @param {number} share @returns {Disc} */
function between(a, b, share) {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}

/** Adds a curve from `start` to `end`, bent towards `bend`. @param {Path2D} path @param {Disc[]} discs */
function addCurve(path, [start, bend, end]) {
  const [fromX, fromY, toX, toY] = [bend[0] - start[0], bend[1] - start[1], end[0] - bend[0], end[1] - bend[1]];
  const turn = Math.abs(Math.atan2(fromX * toY - fromY * toX, fromX * toX + fromY * toY));
  const pieces = Math.ceil(turn / TURN) || 1;
  let last = start;
  for (let i = 1; i <= pieces; i += 1) {
    const next = between(between(start, bend, i / pieces), between(bend, end, i / pieces), i / pieces);
    addHull(path, last, next);
    last = next;
  }
}

/**
 * Returns a function that fills strokes in the context's colour. What a stroke has settled is laid out once and kept.
 *
 * @param {typeof Path2D} Path The browser's.
 * @param {number} pen The width of points that have none.
 * @returns {(context: CanvasRenderingContext2D, strokes: Stroke[]) => void}
 */
export function createBrush(Path, pen) {
  /** @type {WeakMap<Stroke, {path: Path2D, next: number, end: Disc | null}>} */
  const kept = new WeakMap();
  /** @param {Point} point @returns {Disc} */
  const disc = ([x, y, width = pen]) => [x, y, width / 2];
  return (context, strokes) => {
    for (const points of strokes) {
      const settled = kept.get(points) ?? { path: new Path(), next: 1, end: null };
      kept.set(points, settled);
      // From midpoint to midpoint, bent towards the points themselves: smooth, whatever the pointer's rate.
      for (; settled.next < points.length - 1; settled.next += 1) {
        const bend = disc(points[settled.next]);
        const end = between(bend, disc(points[settled.next + 1]), 0.5);
        addCurve(settled.path, [settled.end ?? disc(points[0]), bend, end]);
        settled.end = end;
      }
      context.fill(settled.path);
      const tip = new Path();
      addHull(tip, settled.end ?? disc(points[0]), disc(points[points.length - 1]));
      context.fill(tip);
    }
  };
}
