/** How the solid picture stands, and how it turns on when it is let go. Pure. */
import { moved, turned, zoomed } from './camera.js';

/** @typedef {import('./camera.js').Stance} Stance */

/** Radians a pixel of dragging turns. */
const TURN = 0.0075;
/** Milliseconds in which a fling comes down to a third; a slower one than this, in pixels a millisecond, has ended. */
const [FLING, SLOWEST] = [260, 0.02];

/** @param {() => void} changed */
export function createTurntable(changed) {
  let stance = { yaw: 0, pitch: 0, zoom: 1, x: 0, y: 0 };
  let speed = { x: 0, y: 0 };
  /** @param {Stance} next */
  const stand = (next) => {
    stance = next;
    changed();
  };
  return {
    get stance() { return stance; },
    stand,
    /** @param {number} dx As if dragged so many pixels. @param {number} dy */
    turn(dx, dy) { stand(turned(stance, dx * TURN, dy * TURN)); },
    /** @param {number} factor @param {number} x From −1, the left, to 1. @param {number} y From −1, the bottom, to 1. */
    zoom(factor, x, y) { stand(zoomed(stance, factor, x, y)); },
    /** @param {number} dx Halves of the screen. @param {number} dy */
    move(dx, dy) { stand(moved(stance, dx, dy)); },
    /** @param {number} x Pixels a millisecond. @param {number} y */
    fling(x, y) {
      speed = { x, y };
      changed();
    },
    /** @param {number} passed Milliseconds. @returns {boolean} Whether it stands still. */
    step(passed) {
      if (Math.hypot(speed.x, speed.y) < SLOWEST) return true;
      stance = turned(stance, speed.x * passed * TURN, speed.y * passed * TURN);
      const left = Math.exp(-passed / FLING);
      speed = { x: speed.x * left, y: speed.y * left };
      return false;
    },
  };
}
