/** Keyboard drawing: the arrows move a pen that Space or Enter puts down and lifts. */
import { SIZE } from './drawing.js';

/**
 * @typedef {import('./ink.js').Ink} Ink
 * @typedef {import('./editor.js').Pen} Pen
 * @typedef {import('../types.js').Translate} Translate
 */

/** How far one key moves the pen, in logical units; with Shift it is `FAR`. */
const NEAR = 8;
const FAR = 32;
/** How long the pen must rest before its place is said, in milliseconds. */
const SETTLED = 700;

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @param {number} value */
const onPaper = (value) => Math.min(Math.max(value, 0), SIZE);
/** @param {number} value */
const percent = (value) => Math.round((100 * value) / SIZE);

/**
 * Lets the keys draw while the canvas has the focus. Keys with Ctrl, Alt or Meta stay the page's own.
 *
 * @param {HTMLCanvasElement} canvas It should take the focus (`tabindex="0"`).
 * @param {Ink} ink
 * @param {{t: Translate, say: (text: string) => void}} given `say` tells a screen reader where the pen is: when it is
 *     put down or lifted, and when it rests after a way.
 * @returns {() => void} Stops listening.
 */
export function drawWithKeys(canvas, ink, { t, say }) {
  const view = /** @type {Window} */ (canvas.ownerDocument.defaultView);
  /** @type {[number, number]} */
  let at = [SIZE / 2, SIZE / 2];
  /** @type {Pen | null} */
  let pen = null;
  /** Whether the pen is to be seen. */
  let shown = false;
  let resting = 0;
  /** The arrows that are held: two make a diagonal. @type {Set<string>} */
  const held = new Set();

  const show = () => {
    shown = true;
    ink.setCursor({ at, down: pen !== null });
  };
  /** @param {string} key */
  const tell = (key) => {
    view.clearTimeout(resting);
    say(t(key, { x: percent(at[0]), y: percent(at[1]) }));
  };
  const lift = () => {
    pen?.end();
    pen = null;
  };
  const leave = () => {
    if (shown) ink.setCursor(null);
    shown = false;
    held.clear();
    view.clearTimeout(resting);
    lift();
  };
  const toggle = () => {
    if (pen) lift();
    else pen = ink.begin(at);
    show();
    tell(pen ? 'keys.down' : 'keys.up');
  };
  /** @param {KeyboardEvent} event */
  const move = ({ key, shiftKey }) => {
    held.add(key);
    const step = shiftKey ? FAR : NEAR;
    const [dx, dy] = [...held].reduce(([x, y], each) => [x + ARROWS[each][0], y + ARROWS[each][1]], [0, 0]);
    at = [onPaper(at[0] + step * dx), onPaper(at[1] + step * dy)];
    // Undo, clear or a pointer may have ended the stroke.
    if (pen && !pen.extend([at])) pen = null;
    show();
    view.clearTimeout(resting);
    resting = view.setTimeout(() => tell(pen ? 'keys.drawing_at' : 'keys.at'), SETTLED);
  };
  /** @param {KeyboardEvent} event */
  const keydown = (event) => {
    const { key } = event;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (key in ARROWS) move(event);
    else if (key === ' ' || key === 'Enter') { if (!event.repeat) toggle(); }
    else if (key === 'Escape' && shown) {
      leave();
      canvas.blur();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  /** @param {KeyboardEvent} event */
  const keyup = ({ key }) => { held.delete(key); };
  const focus = () => { if (canvas.matches(':focus-visible')) show(); };

  const listeners = Object.entries({ keydown, keyup, focus, blur: leave, pointerdown: leave });
  for (const [type, listener] of listeners) canvas.addEventListener(type, /** @type {EventListener} */ (listener));
  return () => {
    leave();
    for (const [type, listener] of listeners) canvas.removeEventListener(type, /** @type {EventListener} */ (listener));
  };
}
