/** Example digits as handwritten strokes, two or three styles each, and their animation. */
import { createStrokeWidth } from './stroke_width.js';

/**
 * @typedef {import('../types.js').Point} Point
 * @typedef {import('../types.js').Stroke} Stroke
 * @typedef {{perform: () => (strokes: Stroke[], going: boolean) => boolean}} Performer An ink.
 */

/** How long a hand takes for a digit, in milliseconds. */
const DURATION = 700;
/** Lifting the pen takes as long as drawing this far, in logical units. */
const LIFT = 60;
/** How far apart the points of a stroke are, in logical units. */
const STEP = 5;

/**
 * What pulls each stroke: x and y in turn, on 280 × 280. A place named twice is a corner.
 *
 * @type {Record<string, number[][][]>}
 */
const WRITTEN = {
  0: [
    [[166, 66, 142, 50, 100, 66, 82, 140, 98, 212, 142, 232, 186, 210, 200, 140, 184, 72, 148, 52, 128, 58]],
    [[164, 62, 130, 60, 98, 108, 90, 172, 112, 226, 150, 222, 184, 174, 190, 108, 170, 60, 138, 56]],
  ],
  1: [
    [[150, 54, 147, 110, 143, 170, 138, 228]],
    [[102, 108, 130, 88, 152, 54, 152, 54, 150, 120, 147, 228]],
    [[108, 96, 128, 84, 146, 56, 146, 56, 146, 140, 145, 222], [104, 226, 146, 222, 190, 224]],
  ],
  2: [
    [[92, 100, 96, 62, 140, 48, 186, 64, 186, 112, 150, 160, 86, 222, 86, 222, 140, 217, 202, 222]],
    [[94, 94, 110, 56, 154, 50, 186, 80, 170, 132, 124, 190, 94, 222, 82, 202, 108, 190, 150, 216, 204, 214]],
  ],
  3: [
    [[
      92, 84, 108, 52, 160, 48, 184, 88, 160, 126, 122, 134, 122, 134, 174, 138, 198, 182, 170, 226, 114, 234, 84, 204,
    ]],
    [[92, 62, 140, 61, 186, 60, 186, 60, 136, 122, 136, 122, 180, 126, 200, 172, 174, 224, 118, 232, 86, 206]],
  ],
  4: [
    [[112, 56, 100, 110, 84, 160, 84, 160, 140, 157, 206, 154], [174, 90, 169, 160, 162, 230]],
    [[170, 54, 128, 104, 78, 166, 78, 166, 140, 167, 214, 164], [170, 54, 170, 140, 167, 230]],
  ],
  5: [
    [
      [108, 64, 104, 96, 98, 132, 98, 132, 130, 110, 184, 122, 200, 172, 174, 220, 120, 234, 86, 208],
      [108, 64, 150, 64, 196, 60],
    ],
    [[190, 61, 150, 62, 112, 65, 112, 65, 103, 128, 103, 128, 140, 106, 194, 128, 198, 190, 150, 234, 90, 214]],
  ],
  6: [
    [[178, 56, 134, 82, 102, 136, 92, 192, 122, 234, 172, 226, 190, 186, 166, 148, 124, 156, 100, 194]],
    [[160, 52, 118, 108, 96, 178, 112, 230, 160, 234, 188, 198, 166, 154, 122, 160, 104, 196]],
  ],
  7: [
    [[82, 70, 140, 68, 200, 66, 200, 66, 166, 128, 132, 228]],
    [[84, 70, 140, 68, 198, 66, 198, 66, 164, 128, 136, 228], [110, 146, 150, 144, 188, 140]],
    [[86, 96, 86, 66, 86, 66, 140, 66, 198, 65, 198, 65, 160, 130, 138, 228]],
  ],
  8: [
    [[
      184, 84, 172, 52, 130, 48, 100, 80, 116, 116, 162, 146, 190, 188, 166, 232, 116, 232, 90, 192, 118, 150, 168, 112,
      187, 86, 176, 60,
    ]],
    [[
      140, 137, 98, 124, 94, 70, 140, 46, 188, 70, 182, 124, 140, 137, 94, 150, 84, 208, 140, 236, 198, 208, 186, 150,
      136, 137,
    ]],
  ],
  9: [
    [[186, 94, 162, 52, 112, 56, 90, 104, 116, 150, 166, 140, 188, 90, 188, 90, 185, 150, 174, 230]],
    [[184, 90, 160, 50, 110, 58, 92, 108, 120, 146, 168, 134, 186, 84, 186, 84, 192, 150, 178, 216, 134, 236, 96, 214]],
  ],
};

/** @param {Point} a @param {Point} b */
const apart = ([ax, ay], [bx, by]) => Math.hypot(ax - bx, ay - by);

/** The curve that a stroke's places pull, in steps of about STEP. @param {number[]} flat @returns {Stroke} */
function curve(flat) {
  /** @type {Stroke} */
  const pulls = [];
  for (let i = 0; i < flat.length; i += 2) pulls.push([flat[i], flat[i + 1]]);
  /** @param {number} i @param {number} k */
  const middle = (i, k) => (pulls[i][k] + pulls[i + 1][k]) / 2;
  /** @type {Stroke} */
  const points = [pulls[0]];
  for (let i = 1; i < pulls.length - 1; i += 1) {
    const [start, end] = [0, 1].map((later) => /** @type {Point} */ ([0, 1].map((k) => middle(i - 1 + later, k))));
    if (i === 1) start.splice(0, 2, ...pulls[0]);
    if (i === pulls.length - 2) end.splice(0, 2, ...pulls[i + 1]);
    const steps = Math.ceil((apart(start, pulls[i]) + apart(pulls[i], end)) / STEP);
    for (let n = 1; n <= steps; n += 1) {
      const s = n / steps;
      const at = [0, 1].map((k) => (1 - s) ** 2 * start[k] + 2 * s * (1 - s) * pulls[i][k] + s ** 2 * end[k]);
      points.push(/** @type {Point} */ (at.map((value) => Math.round(10 * value) / 10)));
    }
  }
  return points;
}

/**
 * How each digit is written: some styles, each a list of strokes.
 *
 * @type {Record<string, Stroke[][]>}
 */
export const EXAMPLES = Object.fromEntries(
  Object.entries(WRITTEN).map(([label, styles]) => [label, styles.map((strokes) => strokes.map(curve))]),
);

/**
 * When a hand is where: it sets out and arrives gently, and lifts between strokes.
 *
 * @param {Stroke[]} strokes
 * @returns {{times: number[][], strokes: Stroke[]}} One time, in milliseconds, for each point; and the points with the
 *     width that the ink has at such a speed.
 */
export function written(strokes) {
  const ways = strokes.map((points) => {
    let way = 0;
    return points.map((point, i) => (way += i && apart(points[i - 1], point)));
  });
  const lengths = ways.map((way) => (way[way.length - 1] || 1) + LIFT);
  const whole = lengths.reduce((sum, length) => sum + length, -LIFT);
  let start = 0;
  const times = ways.map((way, k) => {
    const length = lengths[k] - LIFT;
    // Steady for the most part; the rest is a cosine's course, slow at both ends.
    const moments = way.map((at) => {
      const share = Math.min(at / length || 0, 1);
      return start + (DURATION / whole) * length * (0.6 * share + (0.4 * Math.acos(1 - 2 * share)) / Math.PI);
    });
    start += (DURATION / whole) * lengths[k];
    return moments;
  });
  const width = createStrokeWidth();
  const inked = strokes.map((points, k) => (
    points.map(([x, y], i) => width[i ? 'move' : 'down'](x, y, times[k][i], null))));
  return { times, strokes: inked };
}

/**
 * Writes an example, in place of what is drawn, as a hand does; it ends where something else changes the drawing.
 *
 * @param {Performer} ink
 * @param {Stroke[]} strokes
 * @param {object} given
 * @param {(work: (now: number) => void) => unknown} given.requestFrame The browser's `requestAnimationFrame`.
 * @param {boolean} [given.reduced] All at once, for who wants no motion.
 * @returns {() => void} Stops writing.
 */
export function play(ink, strokes, { requestFrame, reduced = false }) {
  const { times, strokes: inked } = written(strokes);
  const show = ink.perform();
  /** @type {number | null} */
  let began = null;
  let stopped = reduced;
  /** @param {number} now */
  const frame = (now) => {
    began ??= now;
    const since = now - began;
    if (stopped) return;
    const going = since < DURATION;
    const sofar = going ? inked.map((points, k) => points.filter((_, i) => times[k][i] <= since)) : inked;
    if (show(sofar, going) && going) requestFrame(frame);
  };
  if (reduced) show(inked, false);
  else requestFrame(frame);
  return () => { stopped = true; };
}
