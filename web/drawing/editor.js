/** Edits of a drawing: strokes by any means, examples, pictures, undo and redo. */
import { LEAST_STEP, PEN, copyStrokes } from './drawing.js';
import { createHistory } from './history.js';

/**
 * @typedef {import('../types.js').Picture} Picture
 * @typedef {import('../types.js').Point} Point
 * @typedef {import('../types.js').Stroke} Stroke
 * @typedef {import('./drawing.js').Drawing} Drawing
 *
 * @typedef {object} Pen One stroke that is being drawn, until something else changes the drawing.
 * @property {(points: Point[]) => boolean} extend False where the stroke has ended: by undo, clear or another stroke.
 * @property {() => void} end
 * @property {() => void} drop As if it had not been.
 *
 * @typedef {object} Listeners
 * @property {(drawing: boolean) => void} changed The drawing is another; `drawing` while more of it is to come.
 * @property {(points: Stroke) => void} extended Only these points of the present stroke are new.
 */

/** Adds those points to a stroke that say something about it. @param {Stroke} points @param {Point[]} more @param {number} pen */
function extend(points, more, pen) {
  for (const next of more) {
    const [x, y, width = pen] = points[points.length - 1];
    if (Math.hypot(next[0] - x, next[1] - y) >= LEAST_STEP) points.push(next);
    else if (points.length === 1 && (next[2] ?? pen) > width) points[0] = next;
  }
}

/** @param {Listeners} listeners @param {number} [pen] The width of points that have none. */
export function createEditor({ changed, extended }, pen = PEN) {
  const history = createHistory();
  /** The stroke that is being drawn. @type {Stroke | null} */
  let current = null;
  /** The drawing of an example that is being drawn. @type {Drawing | null} */
  let performed = null;
  const isEmpty = () => history.now.strokes.length === 0 && history.now.picture === null;
  /** @param {() => void} action */
  const edit = (action) => {
    current = performed = null;
    action();
    changed(false);
  };
  /** @param {Stroke} points @returns {Pen} */
  const penOf = (points) => ({
    extend(more) {
      if (current !== points) return false;
      const from = Math.max(points.length - 3, 0);
      extend(points, more, pen);
      extended(points.slice(from));
      return true;
    },
    end() {
      if (current !== points) return;
      current = null;
      changed(false);
    },
    drop() { if (current === points) edit(history.forget); },
  });
  return {
    get now() { return history.now; },
    isEmpty,
    canUndo: history.canUndo,
    canRedo: history.canRedo,
    undo() { edit(history.undo); },
    redo() { edit(history.redo); },
    clear() { edit(() => { if (!isEmpty()) history.change({ strokes: [], picture: null }); }); },
    /** A picture under the strokes to come; null takes it away alone. @param {Picture | null} picture */
    setPicture(picture) { edit(() => history.change({ strokes: picture ? [] : history.now.strokes, picture })); },
    /** With nothing to undo, and nobody told. @param {Drawing} drawing */
    restart({ strokes, picture }) {
      current = performed = null;
      history.restart({ strokes: copyStrokes(strokes), picture });
    },
    /** Starts a stroke. @param {Point} point */
    begin(point) {
      /** @type {Stroke} */
      const points = [point];
      const { strokes, picture } = history.now;
      // Who starts to draw while an example is drawn begins with an empty paper, not with half of it.
      if (performed === history.now) history.amend({ strokes: [points], picture: null });
      else history.change({ strokes: [...strokes, points], picture });
      [current, performed] = [points, null];
      extended(points);
      return penOf(points);
    },
    /**
     * Draws an example: returns a function that shows it so far, and returns false where something else has changed the
     * drawing since. All of it is one step to undo.
     *
     * @returns {(strokes: Stroke[], going: boolean) => boolean}
     */
    perform() {
      /** @type {Drawing | null} */
      let shown = null;
      return (strokes, going) => {
        if (shown !== null && performed !== shown) return false;
        const next = { strokes: copyStrokes(strokes), picture: null };
        if (shown === null) history.change(next);
        else history.amend(next);
        [shown, performed, current] = [next, going ? next : null, null];
        changed(going);
        return true;
      };
    },
  };
}
