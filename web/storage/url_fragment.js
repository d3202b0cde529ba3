/** URL fragment of a shared link: the view, the language, the drawing. No server sees it. */
import { encodeStrokes, decodeStrokes } from '../drawing/stroke_codec.js';

/**
 * @typedef {import('../state/page_state.js').ViewName} ViewName
 * @typedef {import('../types.js').Stroke} Stroke
 */

/** @type {ViewName[]} */
export const VIEWS = ['read', 'think', 'functions', 'goodness', 'best'];

/**
 * Reads a fragment; what it does not say, or says wrongly, is left out.
 *
 * @param {string} hash Such as `#view=think&ink=AbC`.
 * @returns {{view?: ViewName, language?: string, strokes?: Stroke[]}}
 */
export function readLink(hash) {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const view = VIEWS.find((name) => name === fields.get('view'));
  const language = fields.get('lang');
  const strokes = decodeStrokes(fields.get('ink') ?? '');
  return {
    ...(view && { view }),
    ...(language && { language }),
    ...(strokes && { strokes }),
  };
}

/**
 * Writes the fragment of a state.
 *
 * @param {{view: ViewName, language?: string, strokes?: Stroke[]}} state `language` is left out where it is not given:
 *     then the reader's browser chooses.
 * @returns {string} With its `#`.
 */
export function writeLink({ view, language, strokes = [] }) {
  const fields = new URLSearchParams({ view });
  if (language) fields.set('lang', language);
  if (strokes.length > 0) fields.set('ink', encodeStrokes(strokes));
  return `#${fields}`;
}
