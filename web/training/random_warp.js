/**
 * A digit turned, leaned, stretched and shifted a little, as another hand would have written it: a network that meets each
 * digit otherwise each time learns the digit and not its pixels. kerasdl/layers/random_warp.py does the same for `kerasdl train`.
 */

/** The largest turn and lean in radians, the largest stretch, and the largest shift in pixels. */
const [TURN, LEAN, STRETCH, SHIFT] = [0.2, 0.2, 0.12, 1.2];

/**
 * Writes a digit, changed at random.
 * @param {Uint8Array} digit side × side greys, 0 to 255.
 * @param {number} side
 * @param {() => number} random
 * @param {Float32Array} to side × side, 0 to 1; all 0 before.
 */
export function randomWarp(digit, side, random, to) {
  const within = (/** @type {number} */ most) => most * (2 * random() - 1);
  const [turn, lean] = [within(TURN), within(LEAN)];
  const [wide, high] = [1 + within(STRETCH), 1 + within(STRETCH)];
  const middle = (side - 1) / 2;
  const [sin, cos] = [Math.sin(turn), Math.cos(turn)];
  // Where a pixel of the result lies in the digit: (x, y) turned, leaned and stretched about the middle.
  const [xx, xy, yx, yy] = [cos / wide, (lean * cos - sin) / wide, sin / high, (lean * sin + cos) / high];
  const [dx, dy] = [middle + within(SHIFT), middle + within(SHIFT)];
  for (let row = 0, at = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1, at += 1) {
      const x = xx * (column - middle) + xy * (row - middle) + dx;
      const y = yx * (column - middle) + yy * (row - middle) + dy;
      const [left, top] = [Math.floor(x), Math.floor(y)];
      if (left < 0 || top < 0 || left >= side - 1 || top >= side - 1) continue;
      const [right, down, from] = [x - left, y - top, top * side + left];
      const above = digit[from] * (1 - right) + digit[from + 1] * right;
      const below = digit[from + side] * (1 - right) + digit[from + side + 1] * right;
      to[at] = (above * (1 - down) + below * down) / 255;
    }
  }
}
