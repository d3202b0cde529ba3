/** WebGL 2 canvas: as sharp as the screen, restored after a lost context. */
import { coloursOf, mix, rgbOf } from '../render2d/colours.js';
import { createLabelAtlas } from './label_atlas.js';
import { createRenderer } from './renderer.js';
import { COLOURS } from './shaders.js';

/** More pixels than this are not drawn, however fine the screen: 4K by multisampling is much work for little to see. */
const MOST_PIXELS = 4e6;

/** The colours that hold where an element stands. @param {Element} element @returns {Float32Array} Three numbers each. */
function paletteOf(element) {
  const { ground, plus, minus, scale } = coloursOf(element);
  const style = /** @type {Window} */ (element.ownerDocument.defaultView).getComputedStyle(element);
  /** @param {string} name @returns {import('../render2d/colours.js').Rgb} */
  const named = (name) => rgbOf(style.getPropertyValue(name)) ?? rgbOf(style.color) ?? [128, 128, 128];
  const quiet = named('--quiet');
  /** @type {Record<import('./shaders.js').ColourName, import('../render2d/colours.js').Rgb>} */
  const colours = {
    ground: rgbOf(ground) ?? [255, 255, 255],
    // A silent cell must be seen on the ground itself, not only on a track of its own.
    dim: mix(named('--track'), quiet, 0.14),
    ink: named('--ink'),
    mark: named('--mark'),
    plus, minus, plusMost: scale[scale.length - 1], minusMost: scale[0],
    text: named('--text'),
    quiet,
  };
  return Float32Array.from(COLOURS.flatMap((name) => colours[name]), (value) => value / 255);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {() => void} changed It must be drawn anew.
 */
export function createWebglCanvas(canvas, changed) {
  const gl = canvas.getContext('webgl2', { antialias: true, powerPreference: 'low-power' });
  if (!gl) return null;
  const view = /** @type {Window & typeof globalThis} */ (canvas.ownerDocument.defaultView);
  const begin = () => {
    try {
      return createRenderer(gl);
    } catch {
      return null; // a card that cannot run the shaders is as good as none
    }
  };
  let painter = begin();
  if (!painter) return null;
  const sheet = createLabelAtlas(canvas.ownerDocument);
  let palette = paletteOf(canvas);
  // Unless this is said, a card that was taken away (a driver's update, a phone's sleep) does not come back.
  const lose = (/** @type {Event} */ event) => {
    event.preventDefault();
    painter = null;
  };
  const restore = () => {
    painter = begin();
    sheet.fresh = true;
    changed();
  };
  canvas.addEventListener('webglcontextlost', lose);
  canvas.addEventListener('webglcontextrestored', restore);
  const sizes = view.ResizeObserver && new view.ResizeObserver(changed);
  sizes?.observe(canvas);
  return {
    sheet,
    /** Makes the canvas as large as it stands on the page. @returns {number} Its pixels to a CSS pixel; 0: not to be seen. */
    fit() {
      const { clientWidth: width, clientHeight: height } = canvas;
      if (!painter || !width || !height) return 0;
      const ratio = Math.min(view.devicePixelRatio || 1, Math.sqrt(MOST_PIXELS / (width * height)));
      const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
      if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
      return ratio;
    },
    /** @param {Omit<import('./renderer.js').Picture, 'palette' | 'sheet'>} picture */
    draw(picture) {
      painter?.draw({ ...picture, palette, sheet: sheet.fresh ? sheet.canvas : null });
      sheet.fresh = false;
    },
    readColours() { palette = paletteOf(canvas); },
    destroy() {
      sizes?.disconnect();
      canvas.removeEventListener('webglcontextlost', lose);
      canvas.removeEventListener('webglcontextrestored', restore);
      painter?.destroy();
      painter = null;
    },
  };
}
