/**
 * The canvas to draw on: mouse, finger or pen, undo, redo, clear, and the picture that the network reads.
 *
 * The page and the dashboard both use it. The `document` is the canvas's own, so it works in a shadow root as well.
 */
import { PEN, areaOf, copyStrokes } from './drawing.js';
import { createEditor } from './editor.js';
import { createPainter, createRasterizer } from './painter.js';
import { followPointer } from './pointer.js';
import { CURSOR, createScreen, followScreen } from './screen.js';
import { createStrokeWidth } from './stroke_width.js';

/**
 * @typedef {import('../types.js').Picture} Picture
 * @typedef {import('../types.js').Point} Point
 * @typedef {import('../types.js').Stroke} Stroke
 * @typedef {import('./screen.js').Cursor} Cursor
 */

/** A finger draws; it must not scroll the page, select text or open a menu. */
const STILL = { touchAction: 'none', userSelect: 'none', webkitUserSelect: 'none', webkitTouchCallout: 'none' };

/**
 * Makes a canvas one to draw on.
 *
 * @param {HTMLCanvasElement} canvas Any size on the screen, square, without border or padding.
 * @param {object} [options]
 * @param {(change: {drawing: boolean}) => void} [options.onChange] Called after every change; `drawing` while a stroke
 *     is being drawn. Not called by `setStrokes`.
 * @param {number} [options.pen] The pen's width in logical units.
 * @param {(place: [number, number]) => boolean} [options.onTap] Whether a tap there has done something; then it draws nothing.
 */
export function createInk(canvas, { onChange = () => {}, onTap, pen = PEN } = {}) {
  const paint = createPainter(canvas, pen);
  const rasterize = createRasterizer(canvas, paint);
  const screen = createScreen(canvas, paint);
  /** @type {Cursor | null} */
  let cursor = null;
  const redraw = () => screen.render(editor.now, cursor);
  const editor = createEditor({
    changed(drawing) {
      redraw();
      onChange({ drawing });
    },
    extended(points) {
      screen.renderPart(editor.now, cursor, areaOf(points, pen));
      onChange({ drawing: true });
    },
  }, pen);
  Object.assign(canvas.style, STILL);
  const strokeWidth = createStrokeWidth(pen);
  let penNow = pen;
  const stopFollowingPointer = followPointer(canvas, strokeWidth, editor.begin, onTap);
  const stopFollowingScreen = followScreen(canvas, redraw);
  redraw();

  const { canRedo, canUndo, clear, isEmpty, perform, redo, setPicture, undo } = editor;
  /** Points of another pen's stroke say its width. @param {Point} point @returns {Point} */
  const withPen = (point) => (penNow === pen || point.length > 2 ? point : [point[0], point[1], penNow]);
  return {
    /** Starts a stroke; points without a width have that of the pen. @param {Point} point @returns {import('./editor.js').Pen} */
    begin(point) {
      const begun = editor.begin(withPen(point));
      return { ...begun, extend: (points) => begun.extend(points.map(withPen)) };
    },
    /** The width of strokes to come, in logical units. @param {number} width */
    setPen(width) {
      penNow = width;
      strokeWidth.setPen(width);
    },
    canRedo, canUndo, clear, isEmpty, perform, redo, setPicture, undo,
    /** A copy. @returns {Stroke[]} */
    get strokes() { return copyStrokes(editor.now.strokes); },
    /** Where the pen was last. */
    get tip() { return editor.now.strokes.at(-1)?.at(-1) ?? null; },
    get strokeCount() { return editor.now.strokes.length; },
    /** What lies under the strokes. */
    get picture() { return editor.now.picture; },
    /** Silently, and with nothing to undo. @param {Stroke[]} strokes @param {Picture | null} [picture] */
    setStrokes(strokes, picture = null) {
      editor.restart({ strokes, picture });
      redraw();
    },
    /** Shows where a keyboard's pen is. @param {Cursor | null} next */
    setCursor(next) {
      const places = [cursor, next].flatMap((each) => (each ? [each.at] : []));
      cursor = next;
      if (places.length > 0) screen.renderPart(editor.now, cursor, areaOf(places, 2 * CURSOR + 6));
    },
    /** Draws all of it anew, in the present size and colours. */
    redraw,
    /** What is seen, white on black: side × side. @param {number} [side] SIZE, unless given. */
    pixels: (side) => rasterize(editor.now, side),
    destroy() { stopFollowingPointer(); stopFollowingScreen(); },
  };
}

/** @typedef {ReturnType<typeof createInk>} Ink */
