/** The page's colours, as numbers from 0 to 1 that a shader takes. */
import { coloursOf, mix, rgbOf } from '../colours.js';

/**
 * @typedef {import('../colours.js').Rgb} Rgb
 */

/** The order of the colours in the shaders. */
export const COLOURS = /** @type {const} */ ([
  'ground', 'dim', 'ink', 'mark', 'plus', 'minus', 'plusMost', 'minusMost', 'text', 'quiet',
]);
/** @typedef {(typeof COLOURS)[number]} ColourName */

/**
 * Reads the colours that hold where an element stands.
 *
 * @param {Element} element
 * @returns {Float32Array} Three numbers a colour.
 */
export function paletteOf(element) {
  const { ground, plus, minus, scale } = coloursOf(element);
  const style = /** @type {Window} */ (element.ownerDocument.defaultView).getComputedStyle(element);
  /** @param {string} name @returns {Rgb} */
  const named = (name) => rgbOf(style.getPropertyValue(name)) ?? rgbOf(style.color) ?? [128, 128, 128];
  const quiet = named('--quiet');
  /** @type {Record<ColourName, Rgb>} */
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
