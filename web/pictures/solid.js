/**
 * The network in space: the digit, each layer and the outputs, and the connections that say most. It can be turned.
 * flat.js, which needs no WebGL, has the same interface.
 *
 * @typedef {import('../types.js').Network} Network
 * @typedef {import('../types.js').Reading} Reading
 * @typedef {import('./flat.js').PictureOptions} PictureOptions
 * @typedef {import('./flat.js').NetworkPicture} NetworkPicture
 * @typedef {import('./strongest.js').Link} Link
 * @typedef {import('./webgl/camera.js').Look} Look
 * @typedef {import('./webgl/camera.js').Stance} Stance
 * @typedef {import('./webgl/scene.js').Scene} Scene
 * @typedef {import('./webgl/values.js').Thread} Thread
 *
 * @typedef {object} Turning
 * @property {(dx: number, dy: number) => void} turn As if dragged so many pixels.
 * @property {(factor: number) => void} zoom
 * @property {() => void} reset
 *
 * @typedef {NetworkPicture & Turning} SolidPicture
 */
import { layoutOf, unitOf } from './layout.js';
import { look, moved, turned, zoomed } from './webgl/camera.js';
import { listen } from './webgl/gestures.js';
import { createSheet } from './webgl/letters.js';
import { createPainter } from './webgl/painter.js';
import { paletteOf } from './webgl/palette.js';
import { pick, planeOf, sceneOf } from './webgl/scene.js';
import { aim, approach, approachThreads, levels } from './webgl/values.js';
import { cellsOf, ribbonsOf, wordsOf } from './webgl/drawing.js';

/** More pixels than this are not drawn, however fine the screen: 4K by multisampling is much work for little to see. */
const MOST_PIXELS = 4e6;
/** Radians a pixel of dragging turns. */
const TURN = 0.0075;
/** Milliseconds in which a fling, and what changes on the picture, come down to a third. */
const [FLING, CHANGE] = [260, 70];
/** Pixels a millisecond: a slower fling has ended. */
const SLOWEST = 0.02;
/** Where it is first seen from, on a wide screen and on an upright one. */
const [WIDE, UPRIGHT] = [{ yaw: 0.78, pitch: 0.2 }, { yaw: -0.4, pitch: 0.6 }];
/** The width of the digit, with some room. */
const WIDTH = 30;
/** Pixels for the words around the network: at each side, and above and below. */
const MARGINS = /** @type {Record<string, [number, number]>} */ ({ true: [18, 34], false: [76, 44] });

/** @param {Network | null} network */
const shapeOf = (network) => network && [network.side, ...network.layers.map(({ units }) => units)].join();

/**
 * Draws on a canvas, which from then on has a focus and takes fingers for itself.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {PictureOptions} options
 * @returns {SolidPicture | null} Null where there is no WebGL 2.
 */
export function createSolid(canvas, { onPoint, captions }) {
  const gl = canvas.getContext('webgl2', { antialias: true, powerPreference: 'low-power' });
  if (!gl) return null;
  const view = /** @type {Window & typeof globalThis} */ (canvas.ownerDocument.defaultView);
  const calm = view.matchMedia?.('(prefers-reduced-motion: reduce)');
  const sheet = createSheet(canvas.ownerDocument);
  const begin = () => {
    try {
      return createPainter(gl);
    } catch {
      return null; // a card that cannot run the shaders is as good as none
    }
  };
  let painter = begin();
  if (!painter) return null;
  let palette = paletteOf(canvas);
  /** @type {Network | null} */
  let network = null;
  /** @type {Reading | null} */
  let reading = null;
  /** @type {Scene | null} */
  let scene = null;
  /** @type {Stance} */
  let stance = { ...WIDE, zoom: 1, x: 0, y: 0 };
  /** @type {Look | null} */
  let seen = null;
  let [ratio, shape] = [1, 0];
  /** @type {Float32Array[]} How much the cells are lit, and are to be. */
  let [lit, goal] = [new Float32Array(0), new Float32Array(0)];
  /** @type {Link[][]} */
  let links = [];
  /** @type {Map<number, Thread>} */
  const threads = new Map();
  let selected = { layer: -1, unit: -1, links: /** @type {Link[]} */ ([]) };
  let fling = { x: 0, y: 0 };
  let [frame, time] = [0, 0];

  /** Asks for one more picture. */
  const soon = () => { frame ||= view.requestAnimationFrame(draw); };

  /** Where it is first seen from; planes that are near one another are seen from nearer their edges. */
  const start = () => {
    const yaw = scene?.upright ? UPRIGHT.yaw : Math.min(WIDE.yaw, Math.atan((scene?.gap ?? WIDTH) / WIDTH));
    return { ...(scene?.upright ? UPRIGHT : WIDE), yaw, zoom: 1, x: 0, y: 0 };
  };
  /** @param {number} dx @param {number} dy */
  const turn = (dx, dy) => {
    stance = turned(stance, dx * TURN, dy * TURN);
    soon();
  };

  /** Fits the picture to the canvas, and the scene to the picture. */
  const fit = () => {
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    ratio = Math.min(view.devicePixelRatio || 1, Math.sqrt(MOST_PIXELS / (width * height || 1)));
    const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
    if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
    // In steps, so that a window that is pulled larger does not make each of its sizes another scene.
    const aspect = Math.round((6 * width) / height) / 6;
    if (!network || (scene && aspect === shape)) return;
    const before = scene?.upright;
    shape = aspect;
    scene = sceneOf(layoutOf(network), aspect);
    if (scene.upright !== before) stance = start();
    goal = levels(scene, network, reading);
    if (lit.length !== goal.length) lit = goal.slice();
    threads.clear();
    aim(threads, scene, links);
  };

  /** @param {number} now @returns {boolean} Whether everything has come to rest. */
  const move = (now) => {
    const passed = Math.min(50, now - time || 16);
    time = now;
    const share = calm?.matches ? 1 : 1 - Math.exp(-passed / CHANGE);
    if (fling.x || fling.y) {
      stance = turned(stance, fling.x * passed * TURN, fling.y * passed * TURN);
      const left = Math.exp(-passed / FLING);
      fling = Math.hypot(fling.x, fling.y) < SLOWEST ? { x: 0, y: 0 } : { x: fling.x * left, y: fling.y * left };
    }
    const rested = [approach(lit, goal, share), approachThreads(threads, share)];
    return rested.every(Boolean) && !fling.x && !fling.y;
  };

  /** @param {number} now */
  function draw(now) {
    frame = 0;
    if (!painter || !gl || canvas.clientWidth === 0) return;
    fit();
    if (!scene || !network) return;
    const rested = move(now);
    const margin = /** @type {[number, number]} */ (MARGINS[String(scene.upright)].map((side) => side * ratio));
    seen = look(scene.corners, stance, canvas.width, canvas.height, margin);
    const family = view.getComputedStyle(canvas).fontFamily;
    sheet.begin(family, ratio);
    const shown = { scene, look: seen, network, reading, lit, threads, selected };
    const words = wordsOf(shown, captions, (word) => sheet.box(word, family, ratio), ratio);
    painter.draw({
      look: seen, axis: scene.axis, gap: scene.gap, palette,
      cells: cellsOf(shown), ribbons: ribbonsOf(shown), words, sheet: sheet.fresh ? sheet.canvas : null,
    });
    sheet.fresh = false;
    if (rested) time = 0;
    else soon();
  }

  /** @param {number} px @param {number} py @param {boolean} pinned */
  const point = (px, py, pinned) => {
    if (!scene || !seen) return;
    const index = pick(scene, seen, px * ratio, py * ratio, scene.first[1]);
    canvas.style.cursor = index < 0 ? 'grab' : 'pointer';
    if (index < 0) {
      onPoint(-1, -1, pinned);
      return;
    }
    const n = planeOf(scene, index);
    onPoint(n - 1, unitOf(scene.planes[n], index - scene.first[n], reading?.pass?.a[n - 1]), pinned);
  };

  const picture = {
    get planes() { return scene?.planes; },
    get down() { return scene?.upright; },
    /** @type {NetworkPicture['show']} */
    show(given, what, strongest) {
      if (given !== network) {
        // Another network may have other layers, and so another scene.
        if (shapeOf(given) !== shapeOf(network)) scene = null;
        network = given;
      }
      [reading, links] = [what, strongest];
      if (scene) {
        goal = levels(scene, network, reading);
        aim(threads, scene, links);
      }
      soon();
    },
    /** @type {NetworkPicture['select']} */
    select(layer, unit, into) {
      selected = { layer, unit, links: into };
      soon();
    },
    redraw() {
      palette = paletteOf(canvas);
      soon();
    },
    turn,
    /** @param {number} factor */
    zoom(factor, px = canvas.clientWidth / 2, py = canvas.clientHeight / 2) {
      stance = zoomed(stance, factor, (2 * px) / canvas.clientWidth - 1, 1 - (2 * py) / canvas.clientHeight);
      soon();
    },
    reset() {
      [stance, fling] = [start(), { x: 0, y: 0 }];
      soon();
    },
    destroy() {
      deaf();
      sizes?.disconnect();
      view.cancelAnimationFrame(frame);
      canvas.removeEventListener('webglcontextlost', lose);
      canvas.removeEventListener('webglcontextrestored', restore);
      painter?.destroy();
      painter = null;
      network = null;
    },
  };

  const deaf = listen(canvas, {
    turn,
    fling(x, y) {
      if (calm?.matches) return;
      fling = { x, y };
      soon();
    },
    hold() { fling = { x: 0, y: 0 }; },
    zoom: picture.zoom,
    move(dx, dy) {
      stance = moved(stance, (2 * dx) / canvas.clientWidth, (-2 * dy) / canvas.clientHeight);
      soon();
    },
    reset: picture.reset,
    point,
    leave() { onPoint(-1, -1, false); },
  });
  // The card may be taken away (a driver's update, a phone's sleep); unless this is said it does not come back.
  const lose = (/** @type {Event} */ event) => {
    event.preventDefault();
    painter = null;
  };
  const restore = () => {
    painter = begin();
    sheet.fresh = true;
    soon();
  };
  canvas.addEventListener('webglcontextlost', lose);
  canvas.addEventListener('webglcontextrestored', restore);
  const sizes = view.ResizeObserver && new view.ResizeObserver(soon);
  sizes?.observe(canvas);
  if (!canvas.hasAttribute('tabindex')) canvas.tabIndex = 0;
  return picture;
}
