/** URL fragment of a shared link: the view, the language, the drawing. No server sees it. */
import { decodeStrokes, encodeStrokes, MOST_POINTS } from '../drawing/stroke_codec.js';
import { grouped, localizedError } from '../text/localized_error.js';

/**
 * @typedef {import('../state/page_state.js').ViewName} ViewName
 * @typedef {import('../types.js').Stroke} Stroke
 */

/** @type {ViewName[]} */
export const VIEWS = ['read', 'think', 'functions', 'goodness', 'best'];

/** What browsers keep of an address at least. */
const MOST_LETTERS = 64_000;

/**
 * Reads a fragment; what it does not say, or says wrongly, is left out.
 *
 * @param {string} hash Such as `#view=think&ink=AbC`; anybody may have written it.
 * @returns {{view?: ViewName, language?: string, strokes?: Stroke[], signs?: string, error?: unknown}} `signs` is as
 *     signs/signs_file.js wrote it; `error` is why its drawing is left out,
 *     with the key of its text.
 */
export function readLink(hash) {
  if (hash.length > MOST_LETTERS) return { error: localizedError('link.long', { most: grouped(MOST_LETTERS), received: grouped(hash.length) }) };
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const view = VIEWS.find((name) => name === fields.get('view'));
  const language = fields.get('lang');
  const [ink, signs] = [fields.get('ink'), fields.get('signs')];
  return {
    ...(view && { view }),
    ...(language && { language }),
    ...(signs && { signs }),
    ...(ink && readStrokes(ink)),
  };
}

/** @param {string} ink @returns {{strokes: Stroke[]} | {error: unknown}} */
function readStrokes(ink) {
  try {
    return { strokes: decodeStrokes(ink) };
  } catch (error) {
    return { error };
  }
}

/**
 * Writes the fragment of a state. A drawing of more points than a link may have is left out.
 *
 * @param {{view: ViewName, language?: string, strokes?: Stroke[]}} state `language` is left out where it is not given:
 *     then the reader's browser chooses.
 * @returns {string} With its `#`.
 */
export function writeLink({ view, language, strokes = [] }) {
  const fields = new URLSearchParams({ view });
  if (language) fields.set('lang', language);
  const points = strokes.reduce((sum, stroke) => sum + stroke.length, 0);
  if (points > 0 && points <= MOST_POINTS) fields.set('ink', encodeStrokes(strokes));
  return `#${fields}`;
}
