/** A drawing as the network sees it, small. */
import { paintDigit } from '../../render2d/digit_image.js';
import { make } from '../elements.js';

/** @param {Document} document @param {Float32Array} digit @param {Record<string, string | boolean>} [attributes] */
export function thumbnail(document, digit, attributes = { 'aria-hidden': true }) {
  const side = Math.round(Math.sqrt(digit.length));
  const canvas = make(document, 'canvas', { width: side, height: side, ...attributes });
  paintDigit(canvas, digit);
  return canvas;
}
