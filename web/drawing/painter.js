/** Rasterization of drawings: on a canvas in any colour, and as the grey picture that the network reads. */
import { createBrush } from './brush.js';
import { SIZE } from './drawing.js';

/**
 * @typedef {import('../types.js').Picture} Picture
 * @typedef {import('./drawing.js').Drawing} Drawing
 * @typedef {(context: CanvasRenderingContext2D, drawing: Drawing, color: string) => void} Paint
 */

/**
 * Draws drawings: the picture, tinted in the ink's colour, and the strokes on it.
 *
 * @param {HTMLCanvasElement} canvas @param {number} pen @returns {Paint}
 */
export function createPainter({ ownerDocument }, pen) {
  const view = /** @type {Window & typeof globalThis} */ (ownerDocument.defaultView);
  const fill = createBrush(view.Path2D, pen);
  /** @type {WeakMap<Picture, {color: string, canvas: HTMLCanvasElement}>} */
  const kept = new WeakMap();
  /** @param {Picture} picture @param {string} color */
  const tinted = (picture, color) => {
    const known = kept.get(picture);
    if (known?.color === color) return known.canvas;
    const canvas = ownerDocument.createElement('canvas');
    [canvas.width, canvas.height] = [picture.width, picture.height];
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    const image = context.createImageData(picture.width, picture.height);
    picture.data.forEach((grey, i) => { image.data[4 * i + 3] = grey; });
    context.putImageData(image, 0, 0);
    context.globalCompositeOperation = 'source-in';
    context.fillStyle = color;
    context.fillRect(0, 0, picture.width, picture.height);
    kept.set(picture, { color, canvas });
    return canvas;
  };
  return (context, { strokes, picture }, color) => {
    if (picture) context.drawImage(tinted(picture, color), 0, 0, SIZE, SIZE);
    context.fillStyle = color;
    fill(context, strokes);
  };
}

/**
 * Returns a function that turns a drawing into a grey picture, the same on every screen.
 *
 * @param {HTMLCanvasElement} canvas @param {Paint} paint
 */
export function createRasterizer({ ownerDocument }, paint) {
  const canvas = ownerDocument.createElement('canvas');
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
  /** @param {Drawing} drawing @param {number} [side] In pixels. @returns {Picture} */
  return (drawing, side = SIZE) => {
    if (canvas.width !== side) [canvas.width, canvas.height] = [side, side];
    context.setTransform(side / SIZE, 0, 0, side / SIZE, 0, 0);
    context.fillStyle = 'black';
    context.fillRect(0, 0, SIZE, SIZE);
    paint(context, drawing, 'white');
    const colors = context.getImageData(0, 0, side, side).data;
    const data = new Uint8Array(side * side);
    for (let i = 0; i < data.length; i += 1) data[i] = colors[4 * i];
    return { data, width: side, height: side };
  };
}
