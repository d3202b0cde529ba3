/**
 * Centring of ink, as `CenterInk` in kerasdl/layers/center_ink.py does it and the exported graph with it: the ink's box
 * is scaled to 20 of 28 pixels, its centre of mass is put on 14.5, and every pixel of the digit is the mean of the ink that
 * it covers. TF.js walks some hundred operations for it; here it is two sums. The page uses it only where it gives what the
 * graph gives: see `createFastPath`.
 */
import { forward } from './forward.js';

/**
 * @typedef {import('../types.js').Network} Network
 * @typedef {import('../types.js').Pass} Pass
 * @typedef {import('../types.js').Picture} Picture
 */

const [SIDE, BOX, CENTRE] = [28, 20, 14.5];
/** Ink fainter than this share of the darkest does not count for the box; as a float32, like the graph's. */
const FAINT = Math.fround(0.05);
/** How far the quick way may be from the graph: a thousandth of what a screen can show. */
const TOLERANCE = 1e-4;

/**
 * Of the ink summed along one axis: where it begins and ends, and its centre of mass.
 *
 * @param {Float64Array} mass
 * @param {Uint8Array} solid Whether a row or column has ink that counts.
 */
function extentOf(mass, solid) {
  let [sum, moment] = [0, 0];
  mass.forEach((each, i) => {
    sum += each;
    moment += each * (i + 0.5);
  });
  return { length: Math.max(0, solid.lastIndexOf(1) + 1 - solid.indexOf(1)), centre: sum > 0 ? moment / sum : 0 };
}

/**
 * @param {Picture} picture
 * @param {number} side
 * @returns {Float32Array} side × side, 0 to 1; all 0 where there is no ink.
 */
export function centerInk({ data, width, height }, side) {
  const digit = new Float32Array(side * side);
  let peak = 0;
  for (let i = 0; i < data.length; i += 1) if (data[i] > peak) peak = data[i];
  if (peak === 0) return digit;
  const faint = Math.fround(FAINT * peak);
  const [rows, columns] = [new Float64Array(height), new Float64Array(width)];
  const [solidRows, solidColumns] = [new Uint8Array(height), new Uint8Array(width)];
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      const ink = data[i];
      if (ink === 0) continue;
      rows[y] += ink;
      columns[x] += ink;
      if (ink > faint) solidRows[y] = solidColumns[x] = 1;
    }
  }
  const [down, across] = [extentOf(rows, solidRows), extentOf(columns, solidColumns)];
  const scale = (BOX * side) / SIDE / Math.max(down.length, across.length, 1);
  const middle = (CENTRE * side) / SIDE;
  const sums = new Float64Array(side * side);
  const line = new Float64Array(side);
  for (let y = 0; y < height; y += 1) {
    if (rows[y] === 0) continue;
    line.fill(0);
    for (let x = 0, i = y * width; x < width; x += 1, i += 1) {
      const ink = data[i];
      if (ink === 0) continue;
      const low = (x - across.centre) * scale + middle;
      const end = Math.min(side, Math.ceil(low + scale));
      // An input pixel's share in each output pixel that it covers.
      for (let to = Math.max(0, Math.floor(low)); to < end; to += 1) {
        line[to] += ink * (Math.min(low + scale, to + 1) - Math.max(low, to));
      }
    }
    const low = (y - down.centre) * scale + middle;
    const end = Math.min(side, Math.ceil(low + scale));
    for (let to = Math.max(0, Math.floor(low)); to < end; to += 1) {
      const share = Math.min(low + scale, to + 1) - Math.max(low, to);
      for (let x = 0; x < side; x += 1) sums[to * side + x] += share * line[x];
    }
  }
  const brightest = Math.max(sums.reduce((most, each) => Math.max(most, each), 0), 1e-6);
  sums.forEach((each, i) => { digit[i] = each / brightest; });
  return digit;
}

/** Inks that try every part of the centring: a drawing, a wide and a faint one, a dot, one at the rim. @returns {Picture[]} */
function trials() {
  /** @param {number} width @param {number} height @param {(x: number, y: number) => number} ink @returns {Picture} */
  const made = (width, height, ink) => ({
    width, height, data: Uint8Array.from({ length: width * height }, (_, n) => ink(n % width, Math.floor(n / width))),
  });
  return [
    made(90, 120, (x, y) => (Math.abs(Math.hypot(x - 45, (y - 60) * 0.8) - 36) < 8 ? 255 - y : 0)),
    made(140, 40, (x, y) => (y < 12 || Math.abs(x - 3 * y) < 9 ? 200 : 0)),
    made(60, 80, (x, y) => (Math.abs(x - y) < 5 ? 9 : x + y > 110 ? 1 : 0)),
    made(5, 4, (x, y) => 40 * x + 9 * y),
    made(30, 30, (x, y) => (x > 25 || y > 27 ? 255 : 0)),
  ];
}

/**
 * The quick way to read, where it is as good: it must give digit and confidences as the graph does, for inks of all kinds.
 *
 * @param {Network} network Read out of the graph.
 * @param {(picture: Picture) => {digit: Float32Array, confidences: Float32Array}} ask The graph itself.
 * @returns {((picture: Picture) => {digit: Float32Array, pass: Pass}) | null} Null where the two differ.
 */
export function createFastPath(network, ask) {
  const quick = (/** @type {Picture} */ picture) => {
    const digit = centerInk(picture, network.side);
    return { digit, pass: forward(network, digit) };
  };
  const near = (/** @type {Float32Array} */ one, /** @type {Float32Array} */ other) => (
    one.length === other.length && one.every((value, i) => Math.abs(value - other[i]) <= TOLERANCE)
  );
  const agrees = trials().every((picture) => {
    const [found, expected] = [quick(picture), ask(picture)];
    return near(found.digit, expected.digit) && near(found.pass.a[found.pass.a.length - 1], expected.confidences);
  });
  return agrees ? quick : null;
}
