/** Stroke width from pressure and speed: a pen pressed harder draws wider, a quick hand a little less wide. */
import { LEAST_STEP, PEN } from './drawing.js';

/**
 * @typedef {import('../types.js').Point} Point
 * @typedef {(x: number, y: number, time: number, pressure: number | null) => Point} Widen Time in milliseconds; pressure
 *     from 0 to 1, null where the pointer has none.
 */

/** The speed of a hand that writes, in logical units a millisecond: at this speed the ink is as wide as the pen. */
const SPEED = 0.6;

/** @param {number} [initialPen] The pen's width in logical units. */
export function createStrokeWidth(initialPen = PEN) {
  let pen = initialPen;
  let last = { x: 0, y: 0, time: 0, speed: SPEED, width: pen };
  /** @param {number | null} pressure */
  const pressed = (pressure) => pen * (pressure === null ? 1 : 0.6 + 0.8 * pressure);
  return {
    /** From the next stroke on. @param {number} width */
    setPen(width) { pen = width; },
    /** The first point. @type {Widen} */
    down(x, y, time, pressure) {
      last = { x, y, time, speed: SPEED, width: pressed(pressure) };
      return [x, y, last.width];
    },
    /** The next. @type {Widen} */
    move(x, y, time, pressure) {
      const way = Math.hypot(x - last.x, y - last.y);
      // A pen that rests presses harder as it comes down: a dot grows.
      if (way < LEAST_STEP) return [last.x, last.y, (last.width = Math.max(last.width, pressed(pressure)))];
      const duration = Math.max(time - last.time, 1);
      const speed = last.speed + (way / duration - last.speed) * (1 - Math.exp(-duration / 40));
      const wanted = pressed(pressure) * (0.8 + 0.4 / (1 + speed / SPEED));
      // Along the way, so that the width changes as gently whatever the pointer's rate.
      const width = last.width + (wanted - last.width) * (1 - Math.exp(-way / pen));
      last = { x, y, time, speed, width };
      return [x, y, width];
    },
  };
}
