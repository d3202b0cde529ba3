/**
 * Random affine warps of training digits: rotation, shear, scale and shift. A network that sees each digit differently
 * each time learns the digit and not its pixels.
 *
 * The affine part, at strength 1, of kerasdl/layers/random_warp.py, which explains the constants; both are held to one
 * result by tests/fixtures/random_warp.json.
 */
import { ROTATION, SCALE, SHEAR, SHIFT, UNCHANGED_SHARE } from './random_warp_constants.js';

/**
 * A warp's parameters, each between -1 and 1, in units of its limit: rotation, shear, scale across and down, shift across
 * and down; the last decides whether the digit is warped at all.
 */
export const PARAMETERS = 7;

/** Draws a warp's parameters. @param {() => number} random @returns {Float64Array} */
export const drawParameters = (random) => Float64Array.from({ length: PARAMETERS }, () => 2 * random() - 1);

/**
 * A digit's value between its pixels, bilinearly; outside it is 0.
 *
 * @param {Uint8Array} digit @param {number} side @param {number} y @param {number} x
 */
function bilinear(digit, side, y, x) {
  const [top, left] = [Math.floor(y), Math.floor(x)];
  if (top < -1 || left < -1 || top >= side || left >= side) return 0;
  const [down, right, at] = [y - top, x - left, top * side + left];
  const [inLeft, inRight] = [left >= 0 ? 1 - right : 0, left < side - 1 ? right : 0];
  const above = top < 0 ? 0 : inLeft * (digit[at] ?? 0) + inRight * (digit[at + 1] ?? 0);
  const below = top >= side - 1 ? 0 : inLeft * (digit[at + side] ?? 0) + inRight * (digit[at + side + 1] ?? 0);
  return (1 - down) * above + down * below;
}

/**
 * Warps a digit by given parameters.
 *
 * @param {Uint8Array} digit side × side greys, 0 to 255.
 * @param {number} side
 * @param {ArrayLike<number>} parameters See `PARAMETERS`.
 * @param {Float32Array} to side × side, 0 to 1; every value is written.
 */
export function warp(digit, side, parameters, to) {
  const [rotation, shear, across, down, right, below, chance] = Array.from(parameters);
  if (chance <= 2 * UNCHANGED_SHARE - 1) {
    for (let i = 0; i < to.length; i += 1) to[i] = digit[i] / 255;
    return;
  }
  const middle = (side - 1) / 2;
  const [sin, cos] = [Math.sin(ROTATION * rotation), Math.cos(ROTATION * rotation)];
  const [scaleX, scaleY] = [1 + SCALE * across, 1 + SCALE * down];
  const [shiftX, shiftY] = [middle + SHIFT * right, middle + SHIFT * below];
  for (let i = 0; i < to.length; i += 1) {
    const [row, column] = [Math.floor(i / side) - middle, (i % side) - middle];
    const x = (cos * column + (SHEAR * shear - sin) * row) * scaleX + shiftX;
    const y = (sin * column + cos * row) * scaleY + shiftY;
    to[i] = bilinear(digit, side, y, x) / 255;
  }
}
