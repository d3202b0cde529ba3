/** Strokes by mouse, finger and pen: one pointer at a time, and no palm beside a pen. */
import { SIZE } from './drawing.js';

/**
 * @typedef {import('../types.js').Point} Point
 * @typedef {import('./editor.js').Pen} Pen
 * @typedef {import('./stroke_width.js').Widen} Widen
 */

/** So long after a pen a finger is the palm beside it, in milliseconds. */
const PALM = 500;

/** A pointer that is up again so soon, in milliseconds, and so near, in logical units, has tapped. */
const [TAP_TIME, TAP_WAY] = [350, 8];

/**
 * Follows one pointer at a time from down to up, and returns a function that stops following.
 *
 * @param {HTMLCanvasElement} canvas @param {{down: Widen, move: Widen}} width @param {(point: Point) => Pen} begin
 * @param {(place: [number, number]) => boolean} tapped Whether a tap there has done something; then it draws nothing.
 */
export function followPointer(canvas, width, begin, tapped = () => false) {
  /** @type {{id: number, touch: boolean, pen: Pen, from: [number, number], time: number, way: number} | null} */
  let active = null;
  let penSeen = -Infinity;
  /** @param {PointerEvent} event @param {DOMRect} box @returns {[number, number, number, number | null]} */
  const placeOf = (event, box) => [
    (event.clientX - box.left) * (SIZE / box.width), (event.clientY - box.top) * (SIZE / box.height), event.timeStamp,
    event.pointerType === 'pen' && event.pressure > 0 ? event.pressure : null,
  ];
  /** @param {PointerEvent} event */
  const down = (event) => {
    const [isPen, isTouch] = [event.pointerType === 'pen', event.pointerType === 'touch'];
    if (event.button !== 0 || (isTouch && event.timeStamp - penSeen < PALM)) return;
    if (active && active.id !== event.pointerId) {
      if (!isPen || !active.touch) return;
      active.pen.drop(); // the palm came down before its pen
    }
    // Without capture a stroke would break off where the pointer leaves the canvas.
    canvas.setPointerCapture?.(event.pointerId);
    event.preventDefault();
    const point = width.down(...placeOf(event, canvas.getBoundingClientRect()));
    active = { id: event.pointerId, touch: isTouch, pen: begin(point), from: [point[0], point[1]], time: event.timeStamp, way: 0 };
  };
  /** @param {PointerEvent} event */
  const move = (event) => {
    if (event.pointerType === 'pen') penSeen = event.timeStamp;
    if (event.pointerId !== active?.id) return;
    if (event.buttons === 0) return up(event); // let go where nobody saw it
    // A browser hands over one event a frame; the points between are what makes a quick stroke round.
    const coalesced = event.getCoalescedEvents?.() ?? [];
    const box = canvas.getBoundingClientRect();
    const points = (coalesced.length > 0 ? coalesced : [event]).map((each) => width.move(...placeOf(each, box)));
    const { from: [x, y] } = active;
    active.way = Math.max(active.way, ...points.map((point) => Math.hypot(point[0] - x, point[1] - y)));
    active.pen.extend(points);
  };
  /** @param {PointerEvent} event */
  const up = (event) => {
    if (event.pointerId !== active?.id) return;
    const { pen, from, time, way } = active;
    active = null;
    if (event.type === 'pointerup' && event.timeStamp - time < TAP_TIME && way < TAP_WAY && tapped(from)) pen.drop();
    else pen.end();
  };
  /** A finger that rests would open a menu or a magnifier, a pen start to write text. @param {Event} event */
  const hold = (event) => { if (active || event.type === 'touchstart') event.preventDefault(); };
  const listeners = Object.entries({
    pointerdown: down, pointermove: move, pointerup: up, pointercancel: up, lostpointercapture: up, touchstart: hold,
    contextmenu: hold,
  });
  for (const [type, listener] of listeners) {
    canvas.addEventListener(type, /** @type {EventListener} */ (listener), { passive: false });
  }
  return () => {
    for (const [type, listener] of listeners) canvas.removeEventListener(type, /** @type {EventListener} */ (listener));
  };
}
