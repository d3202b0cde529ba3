/** Gestures on the 3-D network: turning, zooming and pointing by fingers, mouse and keys. It draws nothing. */

/**
 * @typedef {object} Wishes
 * @property {(dx: number, dy: number) => void} turn Pixels.
 * @property {(vx: number, vy: number) => void} fling Pixels a millisecond, when a turn is let go; 0 when a finger is down.
 * @property {(factor: number, px?: number, py?: number) => void} zoom About a pixel, or about the middle.
 * @property {(dx: number, dy: number) => void} move Pixels.
 * @property {() => void} reset
 * @property {(px: number, py: number, pinned: boolean) => void} point
 * @property {() => void} leave
 */

/** How far a pointer may stray and still have tapped, in pixels. */
const STRAY = 6;
/** Pixels that an arrow key turns as if dragged. */
const STEP = 24;
/** A pointer that rested so many milliseconds before it was lifted flings nothing. */
const REST = 60;
export const KEY_ZOOM = 1.25;

/**
 * What one key asks for.
 *
 * @param {KeyboardEvent} event @param {Wishes} wishes
 * @returns {boolean} Whether it asks for anything here.
 */
function heed({ key, shiftKey, ctrlKey, metaKey, altKey }, wishes) {
  if (ctrlKey || metaKey || altKey) return false;
  if (shiftKey && key.startsWith('Arrow')) return false; // left to the page, which goes from neuron to neuron
  const arrows = /** @type {Record<string, [number, number]>} */ ({
    ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP],
  });
  if (arrows[key]) wishes.turn(...arrows[key]);
  else if (key === '+' || key === '=') wishes.zoom(KEY_ZOOM);
  else if (key === '-' || key === '_') wishes.zoom(1 / KEY_ZOOM);
  else if (key === 'Home' || key === '0') wishes.reset();
  else return false;
  return true;
}

/**
 * Two fingers: their middle and their distance.
 * @param {{x: number, y: number}[]} fingers
 */
const span = ([one, other]) => ({
  x: (one.x + other.x) / 2, y: (one.y + other.y) / 2, apart: Math.hypot(one.x - other.x, one.y - other.y),
});

/**
 * Listens on a canvas.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Wishes} wishes
 * @returns {() => void} Stops it.
 */
export function listen(canvas, wishes) {
  /** @type {Map<number, {x: number, y: number}>} */
  const down = new Map();
  let strayed = false;
  let velocity = { x: 0, y: 0, at: 0 };
  /** @param {MouseEvent} event */
  const place = (event) => {
    const { left, top } = canvas.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  /** @type {(event: PointerEvent, from: {x: number, y: number}, to: {x: number, y: number}) => void} */
  const drag = (event, from, to) => {
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    if (event.shiftKey) { wishes.move(dx, dy); return; }
    const time = Math.max(1, event.timeStamp - velocity.at);
    velocity = { x: (velocity.x + dx / time) / 2, y: (velocity.y + dy / time) / 2, at: event.timeStamp };
    wishes.turn(dx, dy);
  };
  /** @type {{[type: string]: (event: any) => void}} */
  const listeners = {
    pointerdown(event) {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      down.set(event.pointerId, place(event));
      strayed = down.size > 1;
      velocity = { x: 0, y: 0, at: event.timeStamp };
      wishes.fling(0, 0);
    },
    pointermove(event) {
      const [from, to] = [down.get(event.pointerId), place(event)];
      if (!from) {
        if (event.pointerType !== 'touch') wishes.point(to.x, to.y, false);
        return;
      }
      if (!strayed && Math.hypot(to.x - from.x, to.y - from.y) < STRAY) return;
      strayed = true;
      const before = [...down.values()];
      down.set(event.pointerId, to);
      if (down.size === 1) drag(event, from, to);
      else if (down.size === 2) {
        const [was, is] = [span(before), span([...down.values()])];
        wishes.move(is.x - was.x, is.y - was.y);
        if (was.apart > 0) wishes.zoom(is.apart / was.apart, is.x, is.y);
      }
    },
    pointerup(event) {
      if (!down.delete(event.pointerId)) return;
      const { x, y } = place(event);
      if (!strayed) wishes.point(x, y, true);
      else if (down.size === 0 && event.timeStamp - velocity.at < REST) wishes.fling(velocity.x, velocity.y);
    },
    pointercancel(event) { down.delete(event.pointerId); },
    pointerleave() { if (down.size === 0) wishes.leave(); },
    // Without ctrl a wheel scrolls the page; a pinch on a touchpad comes as a wheel with ctrl.
    wheel(event) {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const pixels = event.deltaY * [1, 16, 400][event.deltaMode];
      const { x, y } = place(event);
      wishes.zoom(Math.exp(-Math.min(60, Math.max(-60, pixels)) / 100), x, y);
    },
    dblclick() { wishes.reset(); },
    keydown(event) { if (heed(event, wishes)) event.preventDefault(); },
  };
  for (const [type, listener] of Object.entries(listeners)) canvas.addEventListener(type, listener, { passive: false });
  // A finger on the picture turns it; the page scrolls by fingers beside it.
  canvas.style.touchAction = 'none';
  if (canvas.tabIndex < 0) canvas.tabIndex = 0; // keys need a focus
  return () => {
    for (const [type, listener] of Object.entries(listeners)) canvas.removeEventListener(type, listener);
  };
}
