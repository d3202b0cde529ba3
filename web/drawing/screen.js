/** The visible canvas of a drawing, as sharp as the screen and in the canvas's own text colour. */
import { SIZE } from './drawing.js';

/**
 * @typedef {import('./drawing.js').Area} Area
 * @typedef {import('./drawing.js').Drawing} Drawing
 * @typedef {import('./painter.js').Paint} Paint
 * @typedef {{at: [number, number], down: boolean}} Cursor
 */

/** The radius of the ring that shows where a keyboard's pen is. */
export const CURSOR = 12;

/** @param {HTMLCanvasElement} canvas @param {Paint} paint */
export function createScreen(canvas, paint) {
  const view = canvas.ownerDocument.defaultView;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  let color = 'black';
  const sharpest = () => Math.round((canvas.clientWidth || SIZE) * (view?.devicePixelRatio || 1));
  /** A ring that is seen on paper and on ink. @param {Cursor} cursor */
  const mark = ({ at: [x, y], down }) => {
    for (const [operation, width] of /** @type {const} */ ([['destination-out', 6], ['source-over', 2.5]])) {
      context.globalCompositeOperation = operation;
      context.lineWidth = width;
      context.strokeStyle = color;
      context.beginPath();
      context.arc(x, y, down ? 6 : CURSOR, 0, 2 * Math.PI);
      context.stroke();
    }
  };
  /**
   * Only what lies in an area, of whole pixels: while a stroke goes on, little is drawn, and yet as if all were.
   *
   * @param {Drawing} drawing @param {Cursor | null} cursor @param {Area} area
   */
  const renderPart = (drawing, cursor, [left, top, right, bottom]) => {
    const scale = canvas.width / SIZE;
    const [x, y] = [Math.floor(left * scale) - 1, Math.floor(top * scale) - 1];
    const [width, height] = [Math.ceil(right * scale) + 1 - x, Math.ceil(bottom * scale) + 1 - y];
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.beginPath();
    context.rect(x, y, width, height);
    context.clip();
    context.clearRect(x, y, width, height);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    paint(context, drawing, color);
    if (cursor) mark(cursor);
    context.restore();
  };
  return {
    renderPart,
    /** @param {Drawing} drawing @param {Cursor | null} cursor */
    render(drawing, cursor) {
      const side = sharpest();
      if (canvas.width !== side || canvas.height !== side) [canvas.width, canvas.height] = [side, side];
      color = view?.getComputedStyle(canvas).color || 'black';
      renderPart(drawing, cursor, [0, 0, SIZE, SIZE]);
    },
  };
}

/**
 * Calls `render` when the canvas changes its size, the screen its pixel density, or the reader the colour scheme.
 *
 * @param {HTMLCanvasElement} canvas @param {() => void} render
 */
export function followScreen(canvas, render) {
  const view = canvas.ownerDocument.defaultView;
  const observer = view?.ResizeObserver ? new view.ResizeObserver(render) : null;
  const scheme = view?.matchMedia?.('(prefers-color-scheme: dark)');
  observer?.observe(canvas);
  scheme?.addEventListener('change', render);
  view?.addEventListener?.('resize', render);
  return () => {
    observer?.disconnect();
    scheme?.removeEventListener('change', render);
    view?.removeEventListener?.('resize', render);
  };
}
