/**
 * Network diagram in WebGL: the digit, each layer, the outputs and the strongest connections. It can be turned.
 * render2d/network2d.js, which needs no WebGL, has the same interface.
 *
 * @typedef {import('../render2d/network2d.js').PictureOptions} PictureOptions
 * @typedef {import('../render2d/network2d.js').NetworkPicture} NetworkPicture
 * @typedef {import('./camera.js').Look} Look
 *
 * @typedef {object} Turning
 * @property {(dx: number, dy: number) => void} turn As if dragged so many pixels.
 * @property {(factor: number) => void} zoom
 * @property {() => void} reset
 */
import { createTurntable, look } from './camera.js';
import { createPictureState } from './picture_state.js';
import { cellsOf, ribbonsOf } from './instances.js';
import { listen } from './gestures.js';
import { pick, startOf } from './scene.js';
import { createWebglCanvas } from './webgl_canvas.js';
import { letterBox, placedWords, planeOutlines, wordsOf } from './words.js';

/** Milliseconds in which what changes on the picture is two thirds of the way. */
const CHANGE = 70;

/**
 * Draws on a canvas, which from then on takes fingers for itself.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {PictureOptions} options
 * @returns {(NetworkPicture & Turning) | null} Null where there is no WebGL 2.
 */
export function createNetwork3d(canvas, { onPoint, captions }) {
  const view = /** @type {Window} */ (canvas.ownerDocument.defaultView);
  const calm = view.matchMedia?.('(prefers-reduced-motion: reduce)');
  const content = createPictureState();
  let [frame, time, ratio] = [0, 0, 1];
  /** @type {boolean | undefined} Whether the scene was upright; another stands anew. */
  let upright;
  /** @type {Look | null} */
  let seen = null;
  /** @type {import('./words.js').Placed[]} */
  let placed = [];
  /** Asks for one more picture. */
  const soon = () => { frame ||= view.requestAnimationFrame(draw); };
  const stage = createWebglCanvas(canvas, soon);
  if (!stage) return null;
  const turntable = createTurntable(soon);

  /** @param {number} now @returns {boolean} Whether all has come to rest. */
  const step = (now) => {
    const passed = time ? Math.min(50, now - time) : 16;
    const still = turntable.step(passed);
    const there = content.step(calm?.matches ? 1 : 1 - Math.exp(-passed / CHANGE));
    time = still && there ? 0 : now;
    return time === 0;
  };
  const reset = () => {
    turntable.fling(0, 0);
    if (content.scene) turntable.stand(startOf(content.scene));
  };
  /** @param {number} now */
  function draw(now) {
    frame = 0;
    ratio = stage?.fit() ?? 0;
    if (!stage || !ratio) return;
    content.fit(canvas.clientWidth, canvas.clientHeight);
    const { shown } = content;
    if (!shown) return;
    const { scene } = shown;
    if (scene.upright !== upright) reset();
    upright = scene.upright;
    const rested = step(now);
    seen = look(scene, turntable.stance, canvas.width, canvas.height, ratio);
    const box = stage.sheet.begin(view.getComputedStyle(canvas).fontFamily, ratio);
    placed = placedWords(shown, seen, captions, { box, ratio, width: canvas.width, height: canvas.height });
    stage.draw({ look: seen, scene, cells: cellsOf(shown), ribbons: ribbonsOf(shown, seen), words: wordsOf(placed) });
    // A stance that was taken just now is drawn already.
    view.cancelAnimationFrame(frame);
    frame = 0;
    if (!rested) soon();
  }
  const zoom = (/** @type {number} */ factor, px = canvas.clientWidth / 2, py = canvas.clientHeight / 2) => {
    turntable.zoom(factor, (2 * px) / canvas.clientWidth - 1, 1 - (2 * py) / canvas.clientHeight);
  };
  const deaf = listen(canvas, {
    turn: turntable.turn,
    fling(x, y) { if (!calm?.matches) turntable.fling(x, y); },
    zoom,
    move(dx, dy) { turntable.move((2 * dx) / canvas.clientWidth, (-2 * dy) / canvas.clientHeight); },
    reset,
    point(px, py, pinned) {
      if (!content.scene || !seen) return;
      const index = pick(content.scene, seen, px * ratio, py * ratio);
      canvas.style.cursor = index < 0 ? 'grab' : 'pointer';
      onPoint(...content.neuron(index), pinned);
    },
    leave() { onPoint(-1, -1, false); },
  });
  return {
    get words() {
      return placed.map((word) => {
        const { left, top, right, bottom } = letterBox(word, ratio);
        return { text: word.text, box: { left: left / ratio, top: top / ratio, right: right / ratio, bottom: bottom / ratio } };
      });
    },
    get shapes() {
      if (!content.scene || !seen) return [];
      return planeOutlines(content.scene, seen).map((outline) => outline.map(([x, y]) => /** @type {[number, number]} */ ([x / ratio, y / ratio])));
    },
    get planes() { return content.scene?.planes; },
    get down() { return content.scene?.upright; },
    show(network, reading, links) {
      content.show(network, reading, links);
      soon();
    },
    select(layer, unit, links) {
      content.select(layer, unit, links);
      soon();
    },
    redraw() {
      stage.readColours();
      soon();
    },
    turn: turntable.turn,
    zoom: (factor) => zoom(factor),
    reset,
    destroy() {
      deaf();
      view.cancelAnimationFrame(frame);
      stage.destroy();
    },
  };
}
