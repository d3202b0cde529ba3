/** A digit's pixels on a canvas. */

/**
 * Paints side × side numbers from 0 to 1, white on black, on a canvas; or nothing, where there is no digit.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array | null} digit
 */
export function paintDigit(canvas, digit) {
  const context = canvas.getContext('2d');
  if (!context) return;
  const side = digit ? Math.round(Math.sqrt(digit.length)) : canvas.width;
  if (canvas.width !== side) [canvas.width, canvas.height] = [side, side];
  const image = context.createImageData(side, side);
  digit?.forEach((grey, i) => {
    image.data.fill(Math.round(255 * grey), 4 * i, 4 * i + 3);
    image.data[4 * i + 3] = 255;
  });
  context.putImageData(image, 0, 0);
}
