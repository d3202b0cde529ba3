/** The state that a link carries: the view, the language, the drawing. It is the URL's fragment, which no server sees. */
import { encodeStrokes, decodeStrokes } from '../drawing/stroke_codec.js';

/** @typedef {import('../types.js').Stroke} Stroke */

export const VIEWS = ['read', 'think', 'functions', 'goodness', 'best'];

/**
 * Reads a fragment; what it does not say, or says wrongly, is left out.
 *
 * @param {string} hash Such as `#view=think&ink=AbC`.
 * @returns {{view?: string, language?: string, strokes?: Stroke[]}}
 */
export function readLink(hash) {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const view = fields.get('view') ?? '';
  const language = fields.get('lang');
  const strokes = decodeStrokes(fields.get('ink') ?? '');
  return {
    ...(VIEWS.includes(view) && { view }),
    ...(language && { language }),
    ...(strokes && { strokes }),
  };
}

/**
 * Writes the fragment of a state.
 *
 * @param {{view: string, language?: string, strokes?: Stroke[]}} state `language` is left out where it is not given:
 *     then whoever opens the link reads her own.
 * @returns {string} With its `#`.
 */
export function writeLink({ view, language, strokes = [] }) {
  const fields = new URLSearchParams({ view });
  if (language) fields.set('lang', language);
  if (strokes.length > 0) fields.set('ink', encodeStrokes(strokes));
  return `#${fields}`;
}
